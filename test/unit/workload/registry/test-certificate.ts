/** Certificates for tests, of any kind of key, made without any program. */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import forge from 'node-forge';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const rsaPair = (): KeyPair => generateKeyPairSync('rsa', { modulusLength: 2048 });
export const ecPair = (namedCurve = 'prime256v1'): KeyPair => generateKeyPairSync('ec', { namedCurve });

/** PEM of the key in PKCS8, as OpenSSL writes it today. */
export const pkcs8 = ({ privateKey }: KeyPair): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export interface CertificateOptions {
  readonly commonName: string;
  /** DNS names beside the common name. */
  readonly names?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
  /** Who signs; the pair itself unless told. */
  readonly issuer?: { readonly commonName: string; readonly pair: KeyPair };
}

/** A certificate for the pair as PEM, valid since yesterday for 90 days unless told. */
export function certificateFor(pair: KeyPair, options: CertificateOptions): string {
  const { commonName, names = [], from = inDays(-1), to = inDays(90), issuer = { commonName, pair } } = options;
  const { asn1, pki } = forge;
  const certificate = pki.createCertificate();
  certificate.serialNumber = '01';
  certificate.validity.notBefore = from;
  certificate.validity.notAfter = to;
  certificate.setSubject([{ name: 'commonName', value: commonName }]);
  certificate.setIssuer([{ name: 'commonName', value: issuer.commonName }]);
  const altNames = names.map((value) => ({ type: 2, value }));
  if (names.length > 0) certificate.setExtensions([{ name: 'subjectAltName', altNames }]);
  // forge knows RSA only: the places of key and algorithm are filled with those of any pair.
  certificate.publicKey = placeHolder;
  certificate.signatureOid = '1.2.840.113549.1.1.11';
  certificate.siginfo.algorithmOid = certificate.signatureOid;
  certificate.signature = '';
  const [body] = partsOf(pki.certificateToAsn1(certificate));
  if (body === undefined) throw new Error('no certificate');
  const algorithm = algorithmOf(issuer.pair);
  const parts = partsOf(body);
  parts[2] = algorithm;
  parts[6] = asn1.fromDer(bytesOf(pair.publicKey.export({ type: 'spki', format: 'der' })));
  const bodyBytes = Buffer.from(asn1.toDer(body).getBytes(), 'binary');
  const signature = bytesOf(sign('sha256', bodyBytes, issuer.pair.privateKey));
  const signed = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, [
    body,
    algorithm,
    asn1.create(asn1.Class.UNIVERSAL, asn1.Type.BITSTRING, false, `\0${signature}`),
  ]);
  const der = Buffer.from(asn1.toDer(signed).getBytes(), 'binary').toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${der.replace(/.{1,64}/gu, '$&\n')}-----END CERTIFICATE-----\n`;
}

/** The moment that many days from now. */
export function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

function algorithmOf({ privateKey }: KeyPair): forge.asn1.Asn1 {
  const { asn1 } = forge;
  const isRsa = privateKey.asymmetricKeyType === 'rsa';
  const oid = asn1.oidToDer(isRsa ? '1.2.840.113549.1.1.11' : '1.2.840.10045.4.3.2').getBytes();
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, [
    asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OID, false, oid),
    ...(isRsa ? [asn1.create(asn1.Class.UNIVERSAL, asn1.Type.NULL, false, '')] : []),
  ]);
}

function partsOf({ value }: forge.asn1.Asn1): forge.asn1.Asn1[] {
  if (typeof value === 'string') throw new Error('no sequence');
  return value;
}

function bytesOf(buffer: Buffer): string {
  return buffer.toString('binary');
}

const placeHolder = forge.pki.rsa.setPublicKey(new forge.jsbn.BigInteger('10001', 16), new forge.jsbn.BigInteger('3'));
