import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkRegistryParameters } from '../../../../src/workload/registry/check-parameters.ts';
import type { ParameterInvalid, RegistryParameters } from '../../../../src/workload/registry/parameters.ts';
import { base64, domain, examplePair, exampleParameters, htpasswdLine } from './example.ts';
import { certificateFor, ecPair, inDays, pkcs8, rsaPair } from './test-certificate.ts';
import type { CertificateOptions, KeyPair } from './test-certificate.ts';

const check = (changes: Partial<RegistryParameters> = {}) =>
  checkRegistryParameters(exampleParameters(changes), Date.now());

async function problemsOf(changes: Partial<RegistryParameters>): Promise<readonly ParameterInvalid[]> {
  const checked = await check(changes);
  return checked.ok ? [] : checked.error;
}

/** `PARAMETER: problem` of each. */
const complaints = async (changes: Partial<RegistryParameters>) =>
  (await problemsOf(changes)).map(({ parameter, problem }) => `${parameter}: ${problem}`);

const issued = (pair: KeyPair, options: CertificateOptions): Partial<RegistryParameters> => ({
  tlscert: base64(certificateFor(pair, options)),
  tlskey: base64(pkcs8(pair)),
});

describe('the parameters of a registry', () => {
  it('are accepted as on the store page', async () => {
    const checked = await check();
    if (!checked.ok) throw new Error(JSON.stringify(checked.error));
    expect(checked.value).toMatchObject({
      domain,
      hasIngress: true,
      storage: { storageClass: null, size: null },
      certificate: { daysLeft: 89, hasCommonNameOnly: false },
    });
    expect(checked.value.login.reveal()).toBe(base64('userA:passwordA'));
    expect(checked.value.tlsKey.reveal()).toBe(base64(pkcs8(examplePair)));
  });

  it('are refused all at once, in the order of the charm of 2018', async () => {
    const nothing = { domain: '', htpasswd: '', 'htpasswd-plain': '', tlscert: '', tlskey: '' };
    const problems = await problemsOf({ ...nothing, size: 'big' });
    expect(problems.map(({ parameter, isMissing }) => [parameter, isMissing])).toEqual([
      ['tlscert', true],
      ['tlskey', true],
      ['domain', true],
      ['htpasswd', true],
      ['htpasswd-plain', true],
      ['size', false],
    ]);
    expect(problems[0]?.problem).toBe('parameter tlscert is required');
  });

  it('may have line ends in their base64, and are kept without them', async () => {
    const wrapped = exampleParameters().tlscert.replace(/.{76}/gu, '$&\r\n');
    const checked = await check({ tlscert: wrapped });
    expect(checked.ok && checked.value.tlsCertificate.reveal()).toBe(exampleParameters().tlscert);
  });

  it.each(['tlscert', 'tlskey', 'htpasswd', 'htpasswd-plain'] as const)('are no base64: %s', async (parameter) => {
    for (const value of ['-----BEGIN CERTIFICATE-----', 'YQ', 'YR==', 'YQ==YQ==', '_-8=', ' YQ==', '*']) {
      expect(await complaints({ [parameter]: value })).toEqual([`${parameter}: it is no base64`]);
    }
    expect(await complaints({ [parameter]: base64(Buffer.from([0xff, 0xfe])) })).toEqual([
      `${parameter}: it is base64 of something that is no text`,
    ]);
    const huge = 'YWFh'.repeat(1_000_000);
    expect(await complaints({ [parameter]: huge })).toEqual([
      `${parameter}: it has 4000000 characters, of at most 90000`,
    ]);
  });

  it('name nothing of a secret in what is wrong with them', async () => {
    const secrets = { htpasswd: base64('userB:clear-text'), 'htpasswd-plain': base64('userB'), tlskey: base64('KEY') };
    const said = JSON.stringify(await problemsOf(secrets));
    for (const secret of ['userB', 'clear-text', 'KEY', ...Object.values(secrets)]) expect(said).not.toContain(secret);
  });
});

describe('users of a registry', () => {
  it('have bcrypt hashes of every letter', async () => {
    for (const letter of ['a', 'b', 'y']) {
      const line = htpasswdLine('userA', 'passwordA').replace('$2y$', `$2${letter}$`);
      expect(await complaints({ htpasswd: base64(line) })).toEqual([]);
    }
  });

  it.each([
    ['nothing', '', 'htpasswd: parameter htpasswd is required'],
    ['a comment', '# nobody\n\n', 'htpasswd: it has no user'],
    ['clear text', 'userA:passwordA', 'htpasswd: line 1 has no bcrypt hash, which `htpasswd -B` makes'],
    [
      'MD5',
      '\nuserA:$apr1$gJ2rZd2A$8vN7tS8cY0a2xQ6Gm3eV71',
      'htpasswd: line 2 has no bcrypt hash, which `htpasswd -B` makes',
    ],
    [
      'SHA',
      'userA:{SHA}VBPuJHI7uixaa6LQGWx4s+5GKNE=',
      'htpasswd: line 1 has no bcrypt hash, which `htpasswd -B` makes',
    ],
    ['no colon', 'userA', 'htpasswd: line 1 is not USER:HASH'],
    ['no user', `:${htpasswdLine('x', 'x').slice(2)}`, 'htpasswd: line 1 is not USER:HASH'],
    [
      'a huge cost',
      `userA:$2y$31$${'a'.repeat(53)}`,
      'htpasswd: line 1 has the cost 31, of 4 to 14: each pull would take that long',
    ],
    [
      'a tiny cost',
      `userA:$2y$00$${'a'.repeat(53)}`,
      'htpasswd: line 1 has the cost 0, of 4 to 14: each pull would take that long',
    ],
  ])('are refused with %s', async (_what, text, complaint) => {
    expect(await complaints({ htpasswd: base64(text) })).toEqual([complaint]);
  });

  it('are there once', async () => {
    const twice = htpasswdLine('userA', 'passwordA') + htpasswdLine('userA', 'passwordB');
    expect(await complaints({ htpasswd: base64(twice) })).toEqual([
      'htpasswd: line 2 has a user that an earlier line has',
    ]);
  });

  it('include the one of the plain file, with that password', async () => {
    const many = htpasswdLine('userB', 'passwordB') + htpasswdLine('userA', 'passwordA');
    expect(await complaints({ htpasswd: base64(many) })).toEqual([]);
    expect(await complaints({ htpasswd: base64(htpasswdLine('userB', 'passwordA')) })).toEqual([
      'htpasswd-plain: htpasswd has no such user',
    ]);
    expect(await complaints({ htpasswd: base64(htpasswdLine('userA', 'passwordB')) })).toEqual([
      'htpasswd-plain: htpasswd has another password for this user',
    ]);
  });

  it.each(['userA', ':passwordA', 'userA:', 'userA:pass\nword', 'userA:\0'])(
    'have USER:PASSWORD in the plain file, not %j',
    async (text) => {
      expect(await complaints({ 'htpasswd-plain': base64(text) })).toEqual([
        'htpasswd-plain: it is not USER:PASSWORD on one line',
      ]);
    },
  );

  it('may have any password, colons and letters of all alphabets included, and a line end behind it', async () => {
    const password = 'pä:ß :"\'$(x) 密';
    const checked = await check({
      htpasswd: base64(htpasswdLine('userA', password)),
      'htpasswd-plain': base64(`userA:${password}\n`),
    });
    expect(checked.ok && checked.value.login.reveal()).toBe(base64(`userA:${password}`));
  });
});

describe('the certificate of a registry', () => {
  it.each([
    ['RSA in PKCS8', rsaPair(), 'pkcs8'],
    ['RSA in PKCS1', rsaPair(), 'pkcs1'],
    ['EC in PKCS8', ecPair(), 'pkcs8'],
    ['EC in SEC1', ecPair('secp384r1'), 'sec1'],
  ] as const)('has a key of %s', async (_what, pair, type) => {
    const key = pair.privateKey.export({ type: type === 'sec1' ? 'sec1' : type, format: 'pem' }).toString();
    expect(await complaints({ ...issued(pair, { commonName: domain }), tlskey: base64(key) })).toEqual([]);
  });

  it('has a key behind the parameters that `openssl ecparam` writes', async () => {
    const key = examplePair.privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    expect(await complaints({ tlskey: base64(parameters + key) })).toEqual([]);
  });

  it('is for the domain by a name or, without names, by its common name', async () => {
    const pair = ecPair();
    const accepted: readonly CertificateOptions[] = [
      { commonName: domain },
      { commonName: 'x', names: ['other.company.com', domain] },
      { commonName: 'x', names: ['*.company.com'] },
      { commonName: '*.company.com' },
    ];
    for (const options of accepted) expect(await complaints(issued(pair, options))).toEqual([]);
    const refused: readonly CertificateOptions[] = [
      { commonName: 'other.company.com' },
      { commonName: domain, names: ['other.company.com'] },
      { commonName: 'x', names: ['*.com', '*.myregistry.company.com', 'my*.company.com'] },
    ];
    for (const options of refused) {
      const [complaint, ...more] = await complaints(issued(pair, options));
      expect(complaint).toMatch(/^tlscert: it is for ".*", not for myregistry\.company\.com$/u);
      expect(more).toEqual([]);
    }
  });

  it('tells when docker of today will not find the domain in it', async () => {
    const checked = await check(issued(ecPair(), { commonName: domain }));
    expect(checked.ok && checked.value.certificate.hasCommonNameOnly).toBe(true);
  });

  it('is valid now, and so is each that vouches for it', async () => {
    const pair = ecPair();
    const at = (from: number, to: number) => ({ commonName: domain, from: inDays(from), to: inDays(to) });
    expect(await complaints(issued(pair, at(-9, -2)))).toEqual([
      expect.stringMatching(/^tlscert: it has expired on \w+ +\d+ [\d:]+ \d+ GMT$/u),
    ]);
    expect(await complaints(issued(pair, at(1, 9)))).toEqual([
      expect.stringMatching(/^tlscert: it is not valid before /u),
    ]);
    expect(await complaints(issued(pair, at(0, 9)))).toEqual([]);
    const authority = certificateFor(pair, { ...at(-9, -2), commonName: 'an authority' });
    const leaf = certificateFor(pair, { commonName: domain, issuer: { commonName: 'an authority', pair } });
    expect(await complaints({ ...issued(pair, { commonName: domain }), tlscert: base64(leaf + authority) })).toEqual([
      expect.stringMatching(/^tlscert: certificate 2 has expired on /u),
    ]);
  });

  it('may have others behind it, and text around them; what expires first tells the days', async () => {
    const [pair, above] = [ecPair(), rsaPair()];
    const issuer = { commonName: 'an authority', pair: above };
    const leaf = certificateFor(pair, { commonName: domain, issuer });
    const authority = certificateFor(above, { commonName: issuer.commonName, to: inDays(30) });
    const chain = `Bag Attributes\n${leaf}\nissuer=CN = an authority\n${authority}`;
    const checked = await check({ tlscert: base64(chain), tlskey: base64(pkcs8(pair)) });
    expect(checked.ok && checked.value.certificate.daysLeft).toBe(29);
  });

  it('is the first of its file', async () => {
    const [pair, above] = [ecPair(), ecPair()];
    const leaf = certificateFor(pair, { commonName: domain, names: [domain] });
    const authority = certificateFor(above, { commonName: 'an authority', names: [domain] });
    expect(await complaints({ tlscert: base64(authority + leaf), tlskey: base64(pkcs8(pair)) })).toEqual([
      'tlskey: it is of a later certificate in tlscert, which must be the first',
    ]);
  });

  it('belongs to its key', async () => {
    for (const other of [ecPair(), rsaPair()]) {
      expect(await complaints({ tlskey: base64(pkcs8(other)) })).toEqual(['tlskey: it is not that of tlscert']);
    }
  });

  it.each([
    ['no PEM', 'MIIB', 'it holds no certificate'],
    ['no end', '-----BEGIN CERTIFICATE-----\nMIIB\n', 'it holds no certificate'],
    [
      'no certificate',
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      'certificate 1 of 1 cannot be read',
    ],
    ['the key', pkcs8(ecPair()), 'it holds a part PRIVATE KEY'],
  ])('is refused where it is %s', async (_what, text, problem) => {
    expect(await complaints({ tlscert: base64(text) })).toEqual([`tlscert: ${problem}`]);
  });

  const encrypted = (type: 'pkcs8' | 'sec1') =>
    ecPair().privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
  it.each([
    ['no PEM', 'MIIB', 'it holds no private key'],
    ['a public key', examplePair.publicKey.export({ type: 'spki', format: 'pem' }), 'it holds no private key'],
    ['two keys', pkcs8(ecPair()) + pkcs8(ecPair()), 'it holds 2 private keys'],
    ['encrypted', encrypted('pkcs8'), 'the key is encrypted, and nobody could type its password'],
    ['encrypted as OpenSSL once did', encrypted('sec1'), 'the key is encrypted, and nobody could type its password'],
    ['damaged', pkcs8(ecPair()).replace(/\n[^-]{9}/u, '\nAAAAAAAAA'), 'the key cannot be read'],
    ['of another kind', pkcs8(generateKeyPairSync('ed25519')), 'the key is of the kind ed25519'],
    ['on another curve', pkcs8(ecPair('secp256k1')), 'the key is on the curve secp256k1, which few programs know'],
  ])('has a key that is refused where it is %s', async (_what, text, problem) => {
    expect(await complaints({ tlskey: base64(text) })).toEqual([`tlskey: ${problem}`]);
  });
});

describe('the storage of a registry', () => {
  it.each(['1Mi', '20Gi', '1Pi', '500M', '1073741824'])('may have the size %s', async (size) => {
    expect(await complaints({ size })).toEqual([]);
  });

  it.each([
    '0',
    '1Ki',
    '2Pi',
    '99999999999999999999Gi',
    '-1Gi',
    '1.5Gi',
    '1e9',
    '20 Gi',
    '20gi',
    'Gi',
    '1Gi\n',
    '$(id)',
  ])('has no size %j', async (size) => {
    expect(await complaints({ size })).toEqual(['size: it is no such amount']);
  });

  it('is of a class that has a name', async () => {
    for (const name of ['fast', 'ssd.v2', 'gp2']) expect(await complaints({ 'storage-class': name })).toEqual([]);
    for (const name of ['Fast', 'a b', 'x\ny: z', '-x', 'x'.repeat(300), '{{x}}']) {
      expect(await complaints({ 'storage-class': name })).toEqual(['storage-class: it is no name of a storage class']);
    }
  });
});
