import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRegistryParameters } from '../../src/workload/registry/check-parameters.ts';
import type { RegistryParameters } from '../../src/workload/registry/parameters.ts';

/** The programs with which operators make the files of a registry. */
const missing = ['htpasswd', 'openssl'].filter((program) => !isHere(program));
if (missing.length > 0) {
  console.warn(`SKIPPED: the store page's example is not run; install apache2-utils and openssl (${missing.join()}).`);
}

const domain = 'myregistry.company.com';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubernetes-worker-registry-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shell = (command: string) => execFileSync('bash', ['-ec', command], { cwd: folder, stdio: 'pipe' }).toString();

/** The action's parameters, as the line of the store page gives them to Juju. */
function typed(): RegistryParameters {
  const lines = shell(
    'printf "%s\\n" "$(base64 -w0 htpasswd)" "$(base64 -w0 htpasswd-plain)" "$(base64 -w0 registry.crt)" "$(base64 -w0 registry.key)"',
  );
  const [htpasswd = '', plain = '', tlscert = '', tlskey = ''] = lines.split('\n');
  return { domain, htpasswd, 'htpasswd-plain': plain, tlscert, tlskey, ingress: true, 'storage-class': '', size: '' };
}

const complaints = async (given: RegistryParameters) => {
  const checked = await checkRegistryParameters(given, Date.now());
  return checked.ok ? [] : checked.error.map(({ parameter, problem }) => `${parameter}: ${problem}`);
};

describe.skipIf(missing.length > 0)("the store page's example, with real programs", () => {
  beforeAll(() => {
    shell('echo -n "userA:passwordA" > htpasswd-plain');
    shell('htpasswd -c -b -B htpasswd userA passwordA');
    shell(
      `openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=${domain} -keyout registry.key -out registry.crt`,
    );
  });

  it('describes a registry, with its domain as Common Name', async () => {
    const checked = await checkRegistryParameters(typed(), Date.now());
    if (!checked.ok) throw new Error(JSON.stringify(checked.error));
    expect(checked.value.login.reveal()).toBe('dXNlckE6cGFzc3dvcmRB');
    expect(checked.value.certificate).toEqual({ daysLeft: 29, hasCommonNameOnly: true });
    const kept = Buffer.from(checked.value.tlsKey.reveal(), 'base64');
    expect(kept.equals(readFileSync(path.join(folder, 'registry.key')))).toBe(true);
  });

  it.each([4, 14])('may have passwords at the cost %i', async (cost) => {
    shell(`htpasswd -c -b -B -C ${cost} htpasswd userA passwordA`);
    expect(await complaints(typed())).toEqual([]);
  });

  it.each([
    ['-B -C 15', 'htpasswd: line 1 has the cost 15, of 4 to 14: each pull would take that long'],
    ['-m', 'htpasswd: line 1 has no bcrypt hash, which `htpasswd -B` makes'],
    ['-s', 'htpasswd: line 1 has no bcrypt hash, which `htpasswd -B` makes'],
    ['-d', 'htpasswd: line 1 has no bcrypt hash, which `htpasswd -B` makes'],
    ['-p', 'htpasswd: line 1 has no bcrypt hash, which `htpasswd -B` makes'],
  ])('has no passwords of htpasswd %s', async (flags, complaint) => {
    shell(`htpasswd -c -b ${flags} htpasswd userA passwordA`);
    const given = typed();
    shell('htpasswd -c -b -B htpasswd userA passwordA');
    expect(await complaints(given)).toEqual([complaint]);
  });

  it.each([
    ['RSA in PKCS1', 'openssl rsa -traditional -in registry.key -out registry.key'],
    [
      'EC in SEC1 with its parameters',
      `openssl ecparam -name prime256v1 -genkey -out registry.key; openssl req -x509 -new -key registry.key -days 30 -subj /CN=${domain} -out registry.crt`,
    ],
    [
      'EC for a wildcard',
      `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp384r1 -nodes -days 30 -subj /CN=x -addext subjectAltName=DNS:*.company.com -keyout registry.key -out registry.crt`,
    ],
  ])('may have a key of %s', async (_what, command) => {
    shell(command);
    expect(await complaints(typed())).toEqual([]);
  });

  it.each([
    [
      'encrypted',
      'openssl genpkey -algorithm rsa -aes256 -pass pass:x -out registry.key',
      'tlskey: the key is encrypted, and nobody could type its password',
    ],
    [
      'encrypted as of old',
      'openssl genrsa -traditional -aes256 -passout pass:x -out registry.key',
      'tlskey: the key is encrypted, and nobody could type its password',
    ],
    ['of Ed25519', 'openssl genpkey -algorithm ed25519 -out registry.key', 'tlskey: the key is of the kind ed25519'],
    ['of another', 'openssl genrsa -out registry.key', 'tlskey: it is not that of tlscert'],
  ])('has no key that is %s', async (_what, command, complaint) => {
    shell(command);
    expect(await complaints(typed())).toEqual([complaint]);
  });
});

function isHere(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
