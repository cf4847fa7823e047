import type { CertificateMaterial } from '../interfaces/tls-certificates.ts';
import type { DesiredFile } from './desired-file.ts';

/** The files that kubelet serves with. The client pair that the authority sends to everybody is not stored. */
export function desiredTlsFiles({ ca, certificate, key }: CertificateMaterial): readonly DesiredFile[] {
  return [
    { path: '/root/cdk/ca.crt', mode: 0o440, content: ca },
    { path: '/root/cdk/server.crt', mode: 0o440, content: certificate },
    { path: '/root/cdk/server.key', mode: 0o600, content: key },
  ];
}

/** The authority's certificate where `update-ca-certificates` finds it, readable by every program. */
export function trustedCaFile(app: string, ca: string): DesiredFile {
  return { path: `/usr/local/share/ca-certificates/${app}.crt`, mode: 0o644, content: ca };
}
