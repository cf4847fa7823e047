import { hashSync } from 'bcryptjs';
import { certificateFor, ecPair, pkcs8 } from './test-certificate.ts';
import type { RegistryParameters } from '../../../../src/workload/registry/parameters.ts';

export const domain = 'myregistry.company.com';
/** What the store page logs in with. */
export const login = { user: 'userA', password: 'passwordA' };

export const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

/** A line of htpasswd, as `htpasswd -nbB` makes it. */
export const htpasswdLine = (user: string, password: string, cost = 5): string =>
  `${user}:${hashSync(password, cost).replace('$2b$', '$2y$')}\n`;

const pair = ecPair();
// Made once: each signature and each salt differs.
const tlscert = base64(certificateFor(pair, { commonName: domain, names: [domain] }));
const htpasswd = base64(htpasswdLine(login.user, login.password));

/** The parameters of the store page's example, with a certificate and key of their own. */
export function exampleParameters(changes: Partial<RegistryParameters> = {}): RegistryParameters {
  return {
    domain,
    htpasswd,
    'htpasswd-plain': base64(`${login.user}:${login.password}`),
    tlscert,
    tlskey: base64(pkcs8(pair)),
    ingress: true,
    'storage-class': '',
    size: '',
    ...changes,
  };
}

export const examplePair = pair;
