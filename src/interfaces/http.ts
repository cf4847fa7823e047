import { nonsense, notYet, quote, said, textOf } from './bag.ts';
import type { Bag, Decoded } from './bag.ts';
import { ipVersion, isDnsName } from './names.ts';

/** Where one remote unit serves. */
export interface Endpoint {
  /** A host name, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Where an API server, or a load balancer in front of several, serves. Null until the remote unit names its port. */
export function decodeEndpoint(bag: Bag, remote: string): Decoded<Endpoint> {
  const at = (key: string) => ({ remote, endpoint: 'kube-api-endpoint', key });
  const key = textOf(bag, 'hostname') === null ? 'private-address' : 'hostname';
  const host = textOf(bag, key);
  const portText = textOf(bag, 'port');
  if (host === null || portText === null) return notYet;
  if (ipVersion(host) === 0 && !isDnsName(host)) {
    return nonsense(at(key), `${quote(host)} is no host`, 'a host name or an IP address');
  }
  const port = /^\d{1,5}$/u.test(portText) ? Number(portText) : 0;
  if (port < 1 || port > 65535)
    return nonsense(at('port'), `${quote(portText)} is no port`, 'a number from 1 to 65535');
  return said({ host, port });
}

/** The HTTPS address of an API server. */
export function apiServerUrl({ host, port }: Endpoint): string {
  return `https://${ipVersion(host) === 6 ? `[${host}]` : host}:${port}`;
}
