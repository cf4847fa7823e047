import { nonsense, notYet, quote, said, textOf } from './bag.ts';
import type { Bag, Decoded } from './bag.ts';
import { ipVersion } from './names.ts';

/** The network that a plugin gives to the containers of this machine. */
export interface SdnPluginNetwork {
  /** Bridge address with its prefix, for example `10.1.54.1/24`. */
  readonly subnet: string;
  readonly mtu: number;
}

/** What one unit of an SDN plugin says; nothing before mtu, subnet and cidr are all there. The cidr is of no use here. */
export function decodeSdnPlugin(bag: Bag, remote: string): Decoded<SdnPluginNetwork> {
  const [mtu, subnet, cidr] = ['mtu', 'subnet', 'cidr'].map((key) => textOf(bag, key));
  if (mtu == null || subnet == null || cidr == null) return notYet;
  const at = (key: string) => ({ remote, endpoint: 'sdn-plugin', key });
  const size = Number(mtu);
  if (!Number.isInteger(size) || size < 68 || size > 65_535)
    return nonsense(at('mtu'), `${quote(mtu)} is no MTU`, 'a number of bytes such as 1410');
  const [address = '', prefix = ''] = subnet.split('/');
  const version = ipVersion(address);
  const isPrefix = /^\d{1,3}$/u.test(prefix) && Number(prefix) <= (version === 6 ? 128 : 32);
  if (version === 0 || !isPrefix)
    return nonsense(at('subnet'), `${quote(subnet)} is no address with a prefix`, 'an address such as 10.1.54.1/24');
  return said({ subnet, mtu: size });
}
