import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** The key of an address in the table of what is served. */
export function addressOf(host: string, port: number): string {
  return `${host.toLowerCase()} ${port}`;
}

/** Why a client that trusts `caPem` refuses the certificate for `host`, in the words of Go's TLS; null when it does not. */
export function tlsProblem(certificatePem: string, caPem: string, host: string): string | null {
  const certificate = certificatesIn(certificatePem)[0];
  if (certificate === undefined) return 'remote error: tls: handshake failure';
  const isTrusted = certificatesIn(caPem).some(
    (authority) =>
      authority.fingerprint256 === certificate.fingerprint256 ||
      (certificate.checkIssued(authority) && certificate.verify(authority.publicKey)),
  );
  if (!isTrusted) return 'x509: certificate signed by unknown authority';
  const isFor = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  return isFor === undefined ? wrongHost(certificate, host) : null;
}

/** The certificates in a text of PEM blocks; what does not parse is left out. */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

function wrongHost(certificate: X509Certificate, host: string): string {
  const names = (certificate.subjectAltName ?? '').split(', ').filter((name) => name !== '');
  const valuesOf = (kind: string) =>
    names.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length));
  const [addresses, hosts] = [valuesOf('IP Address:'), valuesOf('DNS:')];
  if (isIP(host) === 0) return `x509: certificate is valid for ${hosts.join(', ')}, not ${host}`;
  if (addresses.length === 0) {
    return `x509: cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
  }
  return `x509: certificate is valid for ${addresses.join(', ')}, not ${host}`;
}
