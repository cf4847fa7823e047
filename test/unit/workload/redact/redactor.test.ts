import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../../src/workload/redact/redactor.ts';

/** Every place that a base64 text may begin at, read as bytes; what is hidden is a gap. */
function readBase64(text: string): string {
  return text
    .split(/[^A-Za-z0-9+/_-]+/u)
    .flatMap((run) => [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1')))
    .join('\n');
}

const spellings: readonly (readonly [string, (text: string) => string])[] = [
  ['plain', (text) => text],
  ['JSON', JSON.stringify],
  ['JSON in JSON', (text) => JSON.stringify(JSON.stringify({ text }))],
  ['Go JSON', (text) => JSON.stringify(text).replace(/[<>&]/gu, (each) => `\\u00${each.charCodeAt(0).toString(16)}`)],
  ['a URL', encodeURIComponent],
  ['a URL in small letters', (text) => encodeURIComponent(text).replace(/%../gu, (each) => each.toLowerCase())],
  ['a form', (text) => new URLSearchParams({ text }).toString()],
  ['a shell', (text) => `'${text.replaceAll("'", "'\\''")}'`],
];

const aSecret = fc.string({ unit: 'binary', minLength: 8, maxLength: 40 }).filter((text) => {
  // Half of a pair of surrogates is in no text that was read from a program.
  return text.trim() === text && Buffer.from(text).toString() === text && /[A-Za-z0-9]{2}/u.test(text);
});
const aText = fc.string({ maxLength: 60 });

describe('a secret that is known', () => {
  it.each(spellings)('is hidden where it is spelled as %s', (_name, spell) => {
    fc.assert(
      fc.property(aSecret, aText, aText, (secret, before, after) => {
        const text = `${before} ${spell(secret)} ${after}`;
        const shown = createRedactor([secret])(text);
        expect(shown).not.toContain(spell(secret));
        expect(shown).not.toContain(secret);
        expect(shown).toContain('***');
      }),
    );
  });

  it('is hidden in base64, whatever is encoded with it', () => {
    fc.assert(
      fc.property(
        aSecret,
        fc.string(),
        fc.string(),
        fc.constantFrom('base64', 'base64url'),
        (secret, a, b, alphabet) => {
          const encoded = Buffer.from(`${a}${secret}${b}`).toString(alphabet);
          expect(readBase64(encoded)).toContain(Buffer.from(secret).toString('latin1'));
          const shown = createRedactor([secret])(`{"auth-of":"${encoded}"}`);
          expect(readBase64(shown)).not.toContain(Buffer.from(secret).toString('latin1'));
        },
      ),
    );
  });

  it('is hidden together with others that are parts of it, and with what surrounds it left as it is', () => {
    const redact = createRedactor(['hunter2hunter2', 'hunter2', 'another-one']);
    expect(redact('a hunter2hunter2 b another-one c hunter2')).toBe('a *** b *** c ***');
  });

  it('is hidden as a word of its own where it is short, and not within others', () => {
    expect(createRedactor(['moon'])('the moon, a moonlit "moon"')).toBe('the ***, a moonlit "***"');
  });

  it.each(['', '   ', 'abc', 'true', '***'])('is nothing that is in every text: %j', (secret) => {
    const text = 'abc true *** and   more';
    expect(createRedactor([secret])(text)).toBe(text);
  });

  it('is hidden at no cost that grows with the length of a line', () => {
    const text = `${'a1'.repeat(500_000)} token-less ${'password'.repeat(50_000)}`;
    expect(createRedactor(['hunter2-hunter2'])(text)).toBe(text);
  });
});

describe('what has the form of a secret', () => {
  const key = [
    '-----BEGIN RSA PRIVATE KEY-----',
    'MIIEowIBAAKCAQEAxxxx',
    'YYYYYYYYYYYYYYYYYYYYYY',
    '-----END RSA PRIVATE KEY-----',
  ];
  const rows: readonly (readonly [string, string])[] = [
    ['GET http://user:pa@ss@proxy:3128/x', 'GET http://***@proxy:3128/x'],
    ['Authorization: Bearer abcdefgh.ij', 'Authorization: Bearer ***'],
    ['Authorization: Basic dTpodW50ZXIy', 'Authorization: Basic ***'],
    ['    token: abcdef', '    token: ***'],
    ['token:      1048 bytes', 'token:      1048 bytes'],
    ['{"password": "a \\"b\\" c", "x": 1}', '{"password": "***", "x": 1}'],
    ['{\\"password\\":\\"a b\\",\\"x\\":1}', '{\\"password\\":\\"***\\",\\"x\\":1}'],
    ["passwd = 'a b'", "passwd = '***'"],
    ['DB_PASSWORD=hunter2 DB_HOST=db', 'DB_PASSWORD=*** DB_HOST=db'],
    ['docker login --password hunter2 host', 'docker login --password *** host'],
    ['--anonymous-auth=false --token-auth-file=/root/x', '--anonymous-auth=false --token-auth-file=/root/x'],
    ['SecretName:  default-token-x\nTokens: default-token-x', 'SecretName:  default-token-x\nTokens: default-token-x'],
    ['"auth": {\n "x": 1}', '"auth": {\n "x": 1}'],
    ['AWS_SECRET_ACCESS_KEY: abc/def', 'AWS_SECRET_ACCESS_KEY: ***'],
    ['at eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJl.c2ln- end', 'at *** end'],
    [
      'kubectl.kubernetes.io/last-applied-configuration:\n   {"data":"x"}\nnext',
      'kubectl.kubernetes.io/last-applied-configuration:\n   ***\nnext',
    ],
    [`a\n${key.join('\n')}\nb`, 'a\n***\nb'],
    [`"${key.join('\\n')}"`, '"***"'],
    [`Nov 25 host[1]: ${key.join('\nNov 25 host[1]: ')}`, 'Nov 25 host[1]: ***'],
    // Its end has been cut off.
    [key.slice(0, 2).join('\n1: '), `${key[0]}\n1: ***`],
  ];
  it.each(rows)('%j is shown as %j', (text, shown) => {
    expect(createRedactor([])(text)).toBe(shown);
  });

  it('is shown as it was when it has been hidden before', () => {
    for (const [, shown] of rows) expect(createRedactor([])(shown)).toBe(shown);
  });
});
