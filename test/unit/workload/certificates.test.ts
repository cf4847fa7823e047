import { expect, it } from 'vitest';
import { desiredTlsFiles, trustedCaFile } from '../../../src/workload/certificates.ts';

it('the key is readable by root only, the certificates by root and its group, and there is no client pair', () => {
  const files = desiredTlsFiles({ ca: 'CA', certificate: 'CERT', key: 'KEY' });
  expect(files.map(({ path, mode, content }) => [path, mode.toString(8), content])).toEqual([
    ['/root/cdk/ca.crt', '440', 'CA'],
    ['/root/cdk/server.crt', '440', 'CERT'],
    ['/root/cdk/server.key', '600', 'KEY'],
  ]);
});

it('the authority that programs trust is readable by all of them', () => {
  const path = '/usr/local/share/ca-certificates/w1.crt';
  expect(trustedCaFile('w1', 'CA')).toEqual({ path, mode: 0o644, content: 'CA' });
});
