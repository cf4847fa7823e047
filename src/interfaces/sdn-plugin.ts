import { nonsense, notYet, quote, said, textOf } from './bag.ts';
import type { Bag, Decoded } from './bag.ts';
import { ipVersion } from './names.ts';

/** The network that a plugin gives to the containers of this machine. */
export interface SdnPluginNetwork {
  /** Address of the bridge, IPv4, with the length of its prefix, for example `10.1.54.1/24`. */
  readonly subnet: string;
  readonly mtu: number;
}

/** What one unit of an SDN plugin says; nothing before mtu, subnet and cidr are all there. The cidr is of no use here. */
export function decodeSdnPlugin(bag: Bag, remote: string): Decoded<SdnPluginNetwork> {
  const [mtuText, subnet, cidr] = [textOf(bag, 'mtu'), textOf(bag, 'subnet'), textOf(bag, 'cidr')];
  if (mtuText === null || subnet === null || cidr === null) return notYet;
  const at = (key: string) => ({ remote, endpoint: 'sdn-plugin', key });
  const mtu = /^\d{1,5}$/u.test(mtuText) ? Number(mtuText) : 0;
  // IPv4 needs 68 bytes, and no frame is longer than 65535.
  if (mtu < 68 || mtu > 65_535)
    return nonsense(at('mtu'), `${quote(mtuText)} is no MTU`, 'a number of bytes such as 1410');
  const form = 'the address of a bridge with its prefix, such as 10.1.54.1/24';
  const problem = subnetProblem(subnet);
  if (problem !== null) return nonsense(at('subnet'), `${quote(subnet)} ${problem}`, form);
  return said({ subnet, mtu });
}

/** dockerd gives the address to its bridge: it must be one that a machine can have. */
function subnetProblem(subnet: string): string | null {
  const [address = '', prefixText = '', ...more] = subnet.split('/');
  const prefix = /^\d{1,2}$/u.test(prefixText) ? Number(prefixText) : 33;
  if (ipVersion(address) !== 4 || prefix > 32 || more.length > 0) return 'is no IPv4 address with a prefix';
  if (prefix < 1 || prefix > 30) return 'leaves no room for containers';
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const host = number % 2 ** (32 - prefix);
  return host === 0 || host === 2 ** (32 - prefix) - 1 ? 'is the network itself, or its broadcast address' : null;
}
