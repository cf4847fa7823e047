import forge from 'node-forge';

export interface TestPair {
  readonly certificate: string;
  readonly key: string;
}

/** A self-signed certificate and its key as PEM. RSA with 1024 bits, because these protect nothing and must be fast. */
export function testPair(commonName: string): TestPair {
  const keys = forge.pki.rsa.generateKeyPair(1024);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date('2018-05-01T00:00:00Z');
  certificate.validity.notAfter = new Date('2048-05-01T00:00:00Z');
  const name = [{ name: 'commonName', value: commonName }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), key: forge.pki.privateKeyToPem(keys.privateKey) };
}
