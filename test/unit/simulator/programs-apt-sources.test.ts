import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { armored, fingerprintsIn, publicKeyPacket } from '../../../simulator/programs/openpgp.ts';
import { aMachine } from './a-machine.ts';
import type { TestMachine } from './a-machine.ts';

const docker = { url: 'https://download.docker.com/linux/ubuntu', key: 'https://download.docker.com/linux/ubuntu/gpg' };
const nvidia = 'https://nvidia.github.io/libnvidia-container';
const keyring = '/etc/apt/keyrings/docker.gpg';

/** The key at the URL as a binary keyring of the machine. */
async function keep({ machine, run, write }: TestMachine, url: string, file = keyring): Promise<void> {
  write(file, '');
  expect(await run('apt-helper', 'download-file', url, `${file}.asc`)).toMatchObject({ exitCode: 0, stderr: '' });
  const [, block = ''] = /\n\n([\s\S]*)\n=/u.exec(readFileSync(path.join(machine.root, `${file}.asc`), 'utf8')) ?? [];
  writeFileSync(path.join(machine.root, file), Buffer.from(block, 'base64'));
}

function source(test: TestMachine, line: string): void {
  test.write('/etc/apt/sources.list.d/docker.list', `# a comment\n\n${line}\n`);
}

describe('keys', () => {
  it.each([
    [docker.key, '9DC858229FC7DD38854AE2D88D81803C0EBFCD88'],
    [`${nvidia}/gpgkey`, 'C95B321B61E88C1809C4F759DDCAE044F796ECB0'],
    ['https://nvidia.github.io/nvidia-docker/gpgkey', 'C95B321B61E88C1809C4F759DDCAE044F796ECB0'],
  ])('at %s have the fingerprint that their owner publishes', async (url, fingerprint) => {
    const { machine, run } = await aMachine({ series: 'jammy' });
    await run('apt-helper', 'download-file', url, '/root/key.asc');
    const content = readFileSync(path.join(machine.root, 'root/key.asc'));
    expect(content.toString()).toMatch(/^-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n/u);
    expect(fingerprintsIn(content, { allowsArmor: true })).toEqual([fingerprint]);
    expect(fingerprintsIn(content, { allowsArmor: false })).toEqual([]);
  });

  it('for CUDA are not those of NVIDIA: a charm that checks refuses them', async () => {
    const { machine, run } = await aMachine({ series: 'jammy' });
    const url = 'https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2204/x86_64/3bf863cc.pub';
    await run('apt-helper', 'download-file', url, '/root/key.asc');
    const found = fingerprintsIn(readFileSync(path.join(machine.root, 'root/key.asc')), { allowsArmor: true });
    expect(found).toEqual([expect.stringMatching(/^[0-9A-F]{40}$/u)]);
    expect(found).not.toContain('EB693B3035CD5710E231E123A4B469963BF863CC');
  });

  it('are found one after the other in a keyring, and none in what is no keyring', () => {
    const [one, two] = [1, 2].map((byte) => publicKeyPacket(byte, Buffer.alloc(256, 0x80 + byte)));
    const both = Buffer.concat([one ?? Buffer.alloc(0), two ?? Buffer.alloc(0)]);
    const found = fingerprintsIn(both, { allowsArmor: false });
    expect(new Set(found).size).toBe(2);
    expect(fingerprintsIn(Buffer.from(armored(both)), { allowsArmor: true })).toEqual(found);
    expect(fingerprintsIn(both.subarray(0, 100), { allowsArmor: false })).toEqual([]);
    expect(fingerprintsIn(Buffer.from('<html>not found</html>'), { allowsArmor: true })).toEqual([]);
  });
});

describe('apt-helper', () => {
  it.each([
    ['an unknown server', 'https://packages.example/gpg', "Could not resolve 'packages.example'"],
    ['a file that the server does not have', 'https://download.docker.com/nothing', '404  Not Found'],
    ['a file that the machine does not have', 'file:/etc/nothing', 'File not found - /etc/nothing'],
  ])('fails for %s', async (_what, url, words) => {
    const { run } = await aMachine({ series: 'jammy' });
    const { exitCode, stderr } = await run('apt-helper', 'download-file', url, '/root/x');
    expect(exitCode).toBe(100);
    expect(stderr).toContain(`E: Failed to fetch ${url}  ${words}`);
    expect(stderr).toContain('E: Download Failed');
  });

  it('copies a file of the machine', async () => {
    const { machine, run } = await aMachine({ series: 'jammy' });
    await run('apt-helper', 'download-file', 'file:///etc/hostname', '/root/x');
    expect(readFileSync(path.join(machine.root, 'root/x'), 'utf8')).toBe('juju-1a2b3c-0\n');
  });

  it.each([
    ['download', 'offline', 100],
    ['download', 'fail', 100],
    ['key', 'fail', 0],
  ] as const)('meets the fault %s of kind %s once', async (program, kind, exitCode) => {
    const { machine, run } = await aMachine({ series: 'jammy' });
    machine.faults.push({ program, match: 'docker.com', kind, times: 1 });
    const fetch = () => run('apt-helper', 'download-file', docker.key, '/root/x');
    const fingerprints = () => fingerprintsIn(readFileSync(path.join(machine.root, 'root/x')), { allowsArmor: true });
    expect((await fetch()).exitCode).toBe(exitCode);
    if (exitCode === 0) expect(fingerprints()).not.toContain('9DC858229FC7DD38854AE2D88D81803C0EBFCD88');
    expect((await fetch()).exitCode).toBe(0);
    expect(fingerprints()).toContain('9DC858229FC7DD38854AE2D88D81803C0EBFCD88');
  });
});

describe('apt-get update', () => {
  it('fetches a repository that is signed by a key in its keyring', async () => {
    const test = await aMachine({ series: 'jammy' });
    await keep(test, docker.key);
    source(test, `deb [arch=amd64 signed-by=${keyring}] ${docker.url} jammy stable`);
    const answer = await test.run('apt-get', 'update');
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
    expect(answer.stdout).toContain(`${docker.url} jammy InRelease`);
    expect((await test.run('apt-cache', 'madison', 'docker-ce')).stdout.split('\n')[0]).toBe(
      ` docker-ce | 5:27.5.1-1~ubuntu.22.04~jammy | ${docker.url} jammy/stable amd64 Packages`,
    );
  });

  it('knows packages of another architecture not', async () => {
    const test = await aMachine({ series: 'jammy', architecture: 'arm64' });
    await keep(test, docker.key);
    source(test, `deb [arch=amd64 signed-by=${keyring}] ${docker.url} jammy stable`);
    expect((await test.run('apt-get', 'update')).exitCode).toBe(0);
    expect((await test.run('apt-cache', 'madison', 'docker-ce')).stdout).toBe('');
  });

  it('reads flat repositories and $(ARCH)', async () => {
    const test = await aMachine({ series: 'jammy', architecture: 'arm64' });
    await keep(test, `${nvidia}/gpgkey`);
    source(test, `deb [signed-by=${keyring}] ${nvidia}/stable/deb/$(ARCH) /`);
    expect((await test.run('apt-get', 'update')).stdout).toContain(`${nvidia}/stable/deb/arm64  InRelease`);
    expect((await test.run('apt-cache', 'policy', 'nvidia-container-toolkit')).stdout).toContain('Candidate: 1.18.1-1');
  });

  it.each<[string, (test: TestMachine) => Promise<void> | void]>([
    ['is not there', () => undefined],
    ['holds another key', (test) => keep(test, `${nvidia}/gpgkey`)],
    [
      'is armored though its name says that it is binary',
      async ({ run, write }) => {
        write(keyring, '');
        await run('apt-helper', 'download-file', docker.key, keyring);
      },
    ],
    [
      "cannot be read by apt's own user",
      async (test) => {
        await keep(test, docker.key);
        chmodSync(path.join(test.machine.root, keyring), 0o600);
      },
    ],
  ])('refuses a repository whose keyring %s', async (_what, prepare) => {
    const test = await aMachine({ series: 'jammy' });
    await prepare(test);
    source(test, `deb [signed-by=${keyring}] ${docker.url} jammy stable`);
    const { exitCode, stderr } = await test.run('apt-get', 'update');
    expect(exitCode).toBe(100);
    expect(stderr).toContain(
      `W: GPG error: ${docker.url} jammy InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 7EA0A9C3F273FCD8\n`,
    );
    expect(stderr).toContain(`E: The repository '${docker.url} jammy InRelease' is not signed.\n`);
    expect((await test.run('apt-cache', 'madison', 'docker-ce')).stdout).toBe('');
  });

  it.each([
    ['signature', 'NO_PUBKEY'],
    ['expired', 'EXPKEYSIG 8D81803C0EBFCD88'],
  ])('refuses the repository when it meets the fault %s, and keeps the lists that it has', async (program, words) => {
    const test = await aMachine({ series: 'jammy' });
    await keep(test, docker.key);
    source(test, `deb [signed-by=${keyring}] ${docker.url} jammy stable`);
    test.machine.faults.push({ program, match: docker.url, kind: 'fail', times: 1 });
    const refused = await test.run('apt-get', 'update');
    expect(refused.exitCode).toBe(100);
    expect(refused.stderr).toContain(words);
    expect((await test.run('apt-get', 'update')).exitCode).toBe(0);
    test.machine.faults.push({ program, match: docker.url, kind: 'fail', times: 1 });
    const warned = await test.run('apt-get', 'update');
    expect(warned.exitCode).toBe(0);
    expect(warned.stderr).toContain('the previous index files will be used');
    expect((await test.run('apt-cache', 'madison', 'docker-ce')).stdout).not.toBe('');
  });

  it.each([
    [
      'has no such suite',
      `deb ${docker.url} hirsute stable`,
      100,
      `E: The repository '${docker.url} hirsute Release' does not have a Release file.`,
    ],
    [
      'is on an unknown server',
      'deb https://packages.example/apt jammy main',
      0,
      "W: Failed to fetch https://packages.example/apt/dists/jammy/InRelease  Could not resolve 'packages.example'",
    ],
    [
      'has no components',
      `deb ${docker.url} jammy`,
      100,
      'E: Malformed entry 3 in list file /etc/apt/sources.list.d/docker.list (Component)',
    ],
    [
      'is of an unknown type',
      `debs ${docker.url} jammy stable`,
      100,
      "E: Type 'debs' is not known on line 3 in source list /etc/apt/sources.list.d/docker.list",
    ],
    [
      'has half an option',
      `deb [arch=amd64 ${docker.url} jammy stable`,
      100,
      'E: Malformed entry 3 in list file /etc/apt/sources.list.d/docker.list ([option] not assignment)',
    ],
  ])('says so when a source %s', async (_what, line, exitCode, words) => {
    const test = await aMachine({ series: 'jammy' });
    source(test, line);
    const answer = await test.run('apt-get', 'update');
    expect(answer.exitCode).toBe(exitCode);
    expect(answer.stderr).toContain(`${words}\n`);
  });

  it('needs a package for https on Ubuntu 16.04', async () => {
    const test = await aMachine({ series: 'xenial' });
    source(test, `deb ${docker.url} xenial stable`);
    const { exitCode, stderr } = await test.run('apt-get', 'update');
    expect(exitCode).toBe(100);
    expect(stderr).toContain('E: The method driver /usr/lib/apt/methods/https could not be found.\n');
    expect((await test.run('apt-helper', 'download-file', docker.key, '/root/x')).stderr).toContain('method driver');
    await test.run('apt-get', '--assume-yes', 'install', 'apt-transport-https');
    await keep(test, docker.key);
    source(test, `deb [signed-by=${keyring}] ${docker.url} xenial stable`);
    expect((await test.run('apt-get', 'update')).exitCode).toBe(0);
  });

  it('forgets the packages of a source that is gone', async () => {
    const test = await aMachine({ series: 'jammy' });
    await keep(test, docker.key);
    source(test, `deb [signed-by=${keyring}] ${docker.url} jammy stable`);
    await test.run('apt-get', 'update');
    source(test, '');
    expect((await test.run('apt-get', '-y', 'install', 'docker-ce')).stderr).toBe(
      'E: Unable to locate package docker-ce\n',
    );
  });
});
