import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPublicKeys } from '../../../src/host/openpgp.ts';
import { dockerKey } from './docker-key.ts';

const { base64: docker, fingerprint } = dockerKey;
const binary = Buffer.from(docker, 'base64');

const armored = (body: string, headers = '') =>
  Buffer.from(`-----BEGIN PGP PUBLIC KEY BLOCK-----\n${headers}\n${body}\n-----END PGP PUBLIC KEY BLOCK-----\n`);
const userId = Buffer.concat([Buffer.from([0xb4, 4]), Buffer.from('name')]);

describe('a file of public keys', () => {
  it.each([
    ['binary', binary],
    ['armored', armored(docker)],
    ['armored, with headers and line ends of another system', armored(docker.replaceAll('\n', '\r\n'), 'Version: 1\n')],
    ['with what belongs to the key', Buffer.concat([binary, userId])],
  ])('gives the fingerprint that the key is known by: %s', (_form, file) => {
    const keys = readPublicKeys(file);
    expect(keys).toMatchObject({ ok: true, value: { fingerprints: [fingerprint] } });
  });

  it('gives the bytes without armor, which the apt of Ubuntu 16.04 needs', () => {
    expect(readPublicKeys(armored(docker))).toMatchObject({ ok: true, value: { binary } });
  });

  it('gives the fingerprint of each key in it, so that a second one cannot be smuggled in', () => {
    const other = Buffer.from(binary);
    other[20] = (other[20] ?? 0) ^ 1;
    const keys = readPublicKeys(Buffer.concat([binary, userId, other]));
    expect(keys.ok && keys.value.fingerprints).toHaveLength(2);
    expect(keys.ok && keys.value.fingerprints[1]).not.toBe(fingerprint);
  });

  it.each([
    ['empty', Buffer.alloc(0), 'holds no key'],
    ['a web page', Buffer.from('<html>not found</html>'), 'no OpenPGP file'],
    ['cut off', binary.subarray(0, 300), 'cut off'],
    ['a user id before the key', Buffer.concat([userId, binary]), 'does not begin with a public key'],
    ['a secret key', Buffer.concat([Buffer.from([0x95]), binary.subarray(1)]), 'no public key (tag 5)'],
    ['of an older version', Buffer.concat([binary.subarray(0, 3), Buffer.from([3]), binary.subarray(4)]), 'version 3'],
    ['two blocks', Buffer.concat([armored(docker), armored(docker)]), 'not one block'],
    ['with a wrong checksum', armored(`${docker}\n=AAAA`), 'another checksum'],
    ['with damaged armor', armored(`${docker}\n*`), 'damaged'],
  ])('is refused when it is %s', (_what, file, reason) => {
    const keys = readPublicKeys(file);
    expect(keys.ok ? '' : keys.error).toContain(reason);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const keys = readPublicKeys(Buffer.from(bytes));
        return keys.ok ? keys.value.fingerprints.length > 0 : keys.error !== '';
      }),
    );
  });
});
