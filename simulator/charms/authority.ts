import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';

/** A certificate and its key, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateSubject {
  readonly commonName: string;
  /** IP addresses and DNS names. */
  readonly names: readonly string[];
}

/** A certificate authority that trusts itself, valid for ten years from `now` (seconds since the epoch). */
export function createAuthority(commonName: string, now: number): KeyPair {
  const { pem, privateKey, publicKey } = newKey();
  const subject = [{ name: 'commonName', value: commonName }];
  const certificate = blank(publicKey, now, subject, subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return signed(certificate, privateKey, pem);
}

/** A certificate for servers and clients under these names, signed by the authority. Its key is its own. */
export function issue(authority: KeyPair, { commonName, names }: CertificateSubject, now: number): KeyPair {
  const issuer = forge.pki.certificateFromPem(authority.certificate);
  const { pem, publicKey } = newKey();
  const subject = [{ name: 'commonName', value: commonName }];
  const certificate = blank(publicKey, now, subject, issuer.subject.attributes);
  const altNames = names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name }));
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
    ...(altNames.length === 0 ? [] : [{ name: 'subjectAltName', altNames }]),
  ]);
  return signed(certificate, forge.pki.privateKeyFromPem(authority.key), pem);
}

type Attributes = forge.pki.CertificateField[];

function blank(
  publicKey: forge.pki.PublicKey,
  now: number,
  subject: Attributes,
  issuer: Attributes,
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date((now - daySeconds) * 1000);
  certificate.validity.notAfter = new Date((now + 3650 * daySeconds) * 1000);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer);
  return certificate;
}

function signed(certificate: forge.pki.Certificate, signer: forge.pki.rsa.PrivateKey, key: string): KeyPair {
  certificate.sign(signer, forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n'), key };
}

/** Node makes the key: the same in JavaScript alone takes up to a second. */
function newKey(): {
  readonly pem: string;
  readonly privateKey: forge.pki.rsa.PrivateKey;
  readonly publicKey: forge.pki.rsa.PublicKey;
} {
  const { privateKey: pem } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const privateKey = forge.pki.privateKeyFromPem(pem);
  return { pem, privateKey, publicKey: forge.pki.setRsaPublicKey(privateKey.n, privateKey.e) };
}

const daySeconds = 86_400;
