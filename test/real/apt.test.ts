import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyringPath, listPath } from '../../src/workload/apt-source.ts';
import type { AptSource } from '../../src/workload/apt-source.ts';
import { provideAptSources } from '../../src/worker/runtime/apt-sources.ts';
import type { SourcePorts } from '../../src/worker/runtime/apt-sources.ts';
import { aRealApt, whyNot } from './an-apt.ts';
import type { RealApt } from './an-apt.ts';
import { aSigner, makeRepository } from './a-repository.ts';
import type { Signer } from './a-repository.ts';

const reason = whyNot();
if (reason !== null) console.warn(`\n*** SKIPPED: the tests with the real apt do not run here: ${reason} ***\n`);

const release = { id: 'debian', versionId: '12', codename: 'bookworm', prettyName: 'Debian 12' };
const packages = [
  { name: 'kw-engine', version: '1:1.0-1' },
  { name: 'kw-engine', version: '1:2.0-1' },
  { name: 'kw-tools', version: '3.0' },
];

describe.skipIf(reason !== null)('the real apt, with repositories of this test', () => {
  let right: Signer;
  let other: Signer;
  let expired: Signer;
  let apt: RealApt;

  beforeAll(() => {
    right = aSigner('right <right@example.com>');
    other = aSigner('other <other@example.com>');
    expired = aSigner('expired <expired@example.com>', { isExpired: true });
  });
  afterAll(() => {
    for (const signer of [right, other, expired]) signer.end();
  });
  beforeEach(async () => {
    apt = await aRealApt();
  });
  afterEach(() => {
    apt.end();
  });

  /** The repository is under /srv as apt sees it, its key beside it. */
  function aSource(signer: Signer, options: { readonly key?: Signer; readonly pinned?: string } = {}): AptSource {
    const { key = signer } = options;
    const folder = path.join(apt.root, 'srv/repository');
    mkdirSync(folder, { recursive: true });
    makeRepository(folder, signer, packages);
    writeFileSync(path.join(apt.root, 'srv/key.asc'), key.publicKey());
    return {
      name: 'test',
      url: 'file:/srv/repository',
      suite: 'stable',
      components: ['main'],
      architectures: ['amd64'],
      key: { url: 'file:/srv/key.asc', fingerprint: options.pinned ?? key.fingerprint },
    };
  }
  const versions = async () =>
    Object.entries(await apt.machine.apt.installed(['kw-engine', 'kw-tools'])).map(
      ([name, { version, isHeld }]) => `${name} ${version}${isHeld ? ' held' : ''}`,
    );
  const filesOfApt = async () => [
    ...((await apt.machine.files.list('/etc/apt/keyrings')) ?? []),
    ...((await apt.machine.files.list('/etc/apt/sources.list.d')) ?? []),
  ];

  it('installs from a repository whose key has the pinned fingerprint, and is quiet the second time', async () => {
    const source = aSource(right);
    expect(await provideAptSources(apt.ports, [source], release)).toBeNull();
    await apt.machine.apt.install(['kw-engine', 'kw-tools']);
    expect(await versions()).toEqual(['kw-engine 1:2.0-1', 'kw-tools 3.0']);
    const before = await apt.machine.files.stat(listPath(source));
    // With the key gone, a second fetch would fail.
    await apt.machine.files.remove('/srv/key.asc');
    expect(await provideAptSources(apt.ports, [source], release)).toBeNull();
    expect(await apt.machine.files.stat(listPath(source))).toEqual(before);
  });

  it('refuses a key with another fingerprint, naming both, and changes nothing', async () => {
    const source = aSource(right, { pinned: other.fingerprint });
    const outcome = await provideAptSources(apt.ports, [source], release);
    expect(outcome).toMatchObject({ kind: 'blocked' });
    expect(JSON.stringify(outcome)).toContain(right.fingerprint);
    expect(JSON.stringify(outcome)).toContain(other.fingerprint);
    expect(await filesOfApt()).toEqual([]);
    expect(apt.ports.record.now().aptFiles).toEqual([]);
  });

  it.each([
    ['signed by another key', () => aSource(other, { key: right }), 'NO_PUBKEY'],
    ['whose key has expired', () => aSource(expired), 'EXPKEYSIG'],
  ])('refuses a repository %s, and leaves no trace of it', async (_what, make, said) => {
    const outcome = await provideAptSources(apt.ports, [make()], release);
    expect(outcome).toMatchObject({ kind: 'blocked' });
    expect(JSON.stringify(outcome)).toContain(said);
    expect(await filesOfApt()).toEqual([]);
    expect(apt.ports.record.now().aptFiles).toEqual([]);
  });

  it('keeps a good source when the one that is to replace it is refused', async () => {
    const good = aSource(right);
    expect(await provideAptSources(apt.ports, [good], release)).toBeNull();
    const bad = { ...good, name: 'next', suite: 'absent' };
    const outcome = await provideAptSources(apt.ports, [bad], release);
    expect(JSON.stringify(outcome)).toContain('does not have a Release file');
    const [keyring, list] = [keyringPath(good), listPath(good)].map((each) => path.basename(each));
    expect(await filesOfApt()).toEqual([keyring, list]);
    expect(apt.ports.record.now().aptFiles).toEqual([keyringPath(good), listPath(good)]);
  });

  it.each([
    ['ends with a slash', 'file:/srv/repository/'],
    ['has an empty host', 'file:///srv/repository'],
  ])('notices that apt refuses a repository whose URL %s', async (_what, url) => {
    const outcome = await provideAptSources(apt.ports, [{ ...aSource(other, { key: right }), url }], release);
    expect(JSON.stringify(outcome)).toContain('NO_PUBKEY');
    expect(await filesOfApt()).toEqual([]);
  });

  it('does not make apt unusable where somebody has the repository with a keyring of his own', async () => {
    const source = aSource(right);
    const list = 'deb [signed-by=/srv/key.asc] file:/srv/repository stable main\n';
    await apt.machine.files.write('/etc/apt/sources.list.d/his.list', list, { mode: 0o644 });
    expect(JSON.stringify(await provideAptSources(apt.ports, [source], release))).toContain('Conflicting values set');
    expect(await filesOfApt()).toEqual(['his.list']);
    expect(await apt.machine.apt.refresh()).toEqual([]);
  });

  it('asks apt again about what a killed hook had written, and takes it away when apt refuses it', async () => {
    const source = aSource(other, { key: right });
    const killed: SourcePorts = {
      ...apt.ports,
      machine: {
        ...apt.machine,
        apt: { ...apt.machine.apt, refresh: () => Promise.reject(new Error('killed')) },
      },
    };
    await expect(provideAptSources(killed, [source], release)).rejects.toThrow('killed');
    expect(await filesOfApt()).not.toEqual([]);
    expect(await provideAptSources(apt.ports, [source], release)).toMatchObject({ kind: 'blocked' });
    expect(await filesOfApt()).toEqual([]);
    expect(apt.ports.record.now().aptFiles).toEqual([]);
  });

  it('fetches a key although a killed hook left the file of another', async () => {
    await apt.machine.files.write('/root/cdk/apt/gone.key', 'half', { mode: 0o600 });
    expect(await provideAptSources(apt.ports, [aSource(right)], release)).toBeNull();
    expect(await apt.machine.files.list('/root/cdk')).toEqual([]);
  });

  it('takes away what is not wanted any more', async () => {
    expect(await provideAptSources(apt.ports, [aSource(right)], release)).toBeNull();
    expect(await provideAptSources(apt.ports, [], release)).toBeNull();
    expect(await filesOfApt()).toEqual([]);
  });

  it('installs the version that is asked for, and an older one where that is allowed', async () => {
    await provideAptSources(apt.ports, [aSource(right)], release);
    await apt.machine.apt.install(['kw-engine=1:2.0-1']);
    await expect(apt.machine.apt.install(['kw-engine=1:1.0-1'])).rejects.toThrow();
    await apt.machine.apt.install(['kw-engine=1:1.0-1'], { downgrades: true });
    expect(await versions()).toEqual(['kw-engine 1:1.0-1']);
  });

  it.each(['kw-engine=9:9.9-9', 'kw-absent'])('says that no archive has %s', async (spec) => {
    await provideAptSources(apt.ports, [aSource(right)], release);
    await expect(apt.machine.apt.install([spec])).rejects.toMatchObject({ context: { reason: 'unavailable' } });
    expect(await versions()).toEqual([]);
  });

  it('leaves a held package at its version, and says that it is held', async () => {
    await provideAptSources(apt.ports, [aSource(right)], release);
    await apt.machine.apt.install(['kw-engine=1:1.0-1']);
    await apt.machine.apt.hold(['kw-engine']);
    await expect(apt.machine.apt.install(['kw-engine=1:2.0-1'])).rejects.toMatchObject({ context: { reason: 'held' } });
    expect(await versions()).toEqual(['kw-engine 1:1.0-1 held']);
    await apt.machine.apt.unhold(['kw-engine']);
    await apt.machine.apt.install(['kw-engine']);
    expect(await versions()).toEqual(['kw-engine 1:2.0-1']);
  });

  it('replaces one package by another in one transaction', async () => {
    await provideAptSources(apt.ports, [aSource(right)], release);
    await apt.machine.apt.install(['kw-engine']);
    await apt.machine.apt.install(['kw-tools'], { remove: ['kw-engine'] });
    expect(await versions()).toEqual(['kw-tools 3.0']);
  });
});
