import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { nonsense, notYet, rawTextOf, said, textOf } from './bag.ts';
import type { Bag, Decoded } from './bag.ts';

/** What a unit serves with, each as PEM text. `key` is a secret. */
export interface CertificateMaterial {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly publicAddress: string;
  readonly ingressAddress: string;
  readonly hostName: string;
  readonly unit: string;
}

/**
 * What a unit asks of the certificate authority: one server certificate for its addresses and host name.
 *
 * The names are neither sorted nor deduplicated, and `, ` separates them: another text would make the authority issue
 * the certificate anew.
 */
export function encodeCertificateRequest(request: CertificateRequest): Bag {
  const { publicAddress, ingressAddress, hostName, unit } = request;
  const sans = [publicAddress, ingressAddress, hostName].map((name) => JSON.stringify(name));
  return { common_name: publicAddress, sans: `[${sans.join(', ')}]`, certificate_name: unitKey(unit) };
}

/** The authority, the server certificate and the key of `unit`; null while one of them is still to come. */
export function decodeCertificates(bag: Bag, remote: string, unit: string): Decoded<CertificateMaterial> {
  const authority = decodeAuthority(bag, remote);
  if (!authority.ok) return authority;
  const [certificateKey, keyKey] = [`${unitKey(unit)}.server.cert`, `${unitKey(unit)}.server.key`];
  const [certificate, key] = [pemOf(bag, certificateKey), pemOf(bag, keyKey)];
  if (authority.value === null || certificate === null || key === null) return notYet;

  const at = (name: string) => ({ remote, endpoint, key: name });
  const parsed = parseCertificate(certificate);
  if (parsed === null) return nonsense(at(certificateKey), 'no certificate can be read', 'an X.509 certificate as PEM');
  const privateKey = parseKey(key);
  if (privateKey === null) return nonsense(at(keyKey), 'no key can be read', 'an unencrypted private key as PEM');
  if (!parsed.checkPrivateKey(privateKey)) {
    return nonsense(at(keyKey), 'the key is of another certificate', `the key of ${certificateKey}`);
  }
  return said({ ca: authority.value, certificate, key });
}

/** The certificate of the authority alone, as PEM. */
export function decodeAuthority(bag: Bag, remote: string): Decoded<string> {
  const ca = pemOf(bag, 'ca');
  if (ca === null) return notYet;
  if (parseCertificate(ca) !== null) return said(ca);
  return nonsense({ remote, endpoint, key: 'ca' }, 'no certificate can be read', 'an X.509 certificate as PEM');
}

/** A unit's name as the keys of this interface spell it: `kubernetes-worker_0`. */
function unitKey(unit: string): string {
  return unit.replaceAll('/', '_');
}

/** The text as it was sent, because files written from it are compared byte by byte. */
function pemOf(bag: Bag, key: string): string | null {
  return textOf(bag, key) === null ? null : rawTextOf(bag, key);
}

function parseCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

/** The reason of a failure is left out: it could quote the key. */
function parseKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

const endpoint = 'certificates';
