import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runOn } from './an-action.ts';
import { anEngineRoom } from './an-engine-room.ts';
import type { EngineRoom } from './an-engine-room.ts';

const state = {
  schema: 1,
  engine: { flags: [], handlers: {} },
  inputs: {},
  publication: { relations: {}, ports: [], version: null },
  unconfirmed: false,
  services: { docker: 'as configured' },
  extras: {},
};
const read = { docker: { fingerprint: 'as configured', invocationId: '1' } };
const ours = { runtime: { kind: 'apt', packages: ['docker.io'] }, held: ['docker.io'], services: read };

const aRoom = (installed: Readonly<Record<string, string>> = {}) =>
  anEngineRoom({
    installed: { 'docker.io': '18.06 held', containerd: '1.2', socat: '1.7', ...installed },
    archive: { 'docker.io': '20.10', containerd: '1.6', socat: '1.8', 'docker-ce': '24.0', 'docker-ce-cli': '24.0' },
  });
const upgrade = (room: EngineRoom, given: { readonly record?: object; readonly config?: object } = {}) =>
  runOn(room, 'upgrade-docker', { state, record: ours, ...given });
const recordAfter = (charmDir: string) =>
  z
    .object({ services: z.record(z.string(), z.object({ fingerprint: z.string(), invocationId: z.string() })) })
    .parse(JSON.parse(readFileSync(path.join(charmDir, '.state/machine.json'), 'utf8')));

describe('upgrade-docker', () => {
  it('upgrades what is ours and what it runs on, holds it again, and restarts docker once', async () => {
    const room = aRoom();
    const { results, failure, charmDir } = await upgrade(room);
    expect(failure).toBeNull();
    expect(results).toEqual([
      'before.containerd=1.2',
      'before.docker-io=18.06',
      'after.containerd=1.6',
      'after.docker-io=20.10',
      'restarted=true',
      'response.msg=Upgraded containerd, docker.io.',
    ]);
    expect(room.packages()).toEqual({ 'docker.io': '20.10 held', containerd: '1.6', socat: '1.7' });
    expect(room.starts('docker')).toBe(2);
    // So the next hook finds docker as it left it.
    expect(recordAfter(charmDir).services['docker']).toEqual({ fingerprint: 'as configured', invocationId: '2' });
  });

  it('changes and restarts nothing the second time', async () => {
    const room = aRoom();
    await upgrade(room);
    const { results, failure } = await upgrade(room);
    expect(failure).toBeNull();
    expect(results).toContain('response.msg=Nothing is newer.');
    expect(results).toContain('restarted=false');
    expect(room.starts('docker')).toBe(2);
    expect(room.calls().filter(([program, verb]) => program === 'apt-mark' && verb === 'unhold')).toHaveLength(1);
  });

  it.each(['with', 'without'])('counts the restart of a package itself, %s InvocationIDs', async (ids) => {
    const room = aRoom();
    if (ids === 'without') room.set('no-invocation-ids');
    room.set('docker.io-restarts');
    expect((await upgrade(room)).results).toContain('restarted=true');
    expect(room.starts('docker')).toBe(2);
  });

  it('restarts containerd of its own too, where its package has changed', async () => {
    const room = anEngineRoom({
      installed: { 'docker.io': '18.06 held', containerd: '1.2' },
      archive: { 'docker.io': '20.10', containerd: '1.6' },
      services: ['docker', 'containerd'],
    });
    await upgrade(room);
    expect([room.starts('containerd'), room.starts('docker')]).toEqual([2, 2]);
  });

  it('leaves what an option pins, and the client of a pinned engine', async () => {
    const room = aRoom({ 'docker-ce': '18.03 held', 'docker-ce-cli': '18.03', 'docker.io': '18.06' });
    const record = { ...ours, runtime: { kind: 'upstream', packages: ['docker-ce'] }, held: ['docker-ce'] };
    const { results } = await upgrade(room, { record, config: { 'docker-ce-package': 'docker-ce=18.03' } });
    expect(room.packages()).toMatchObject({ 'docker-ce': '18.03 held', 'docker-ce-cli': '18.03' });
    expect(results).toContain('pinned=docker-ce docker-ce-cli');
    expect(room.starts('docker')).toBe(1);
  });

  it('leaves the parts of a pinned toolkit, which must have its version', async () => {
    const room = anEngineRoom({
      installed: {
        'docker-ce': '5:1 held',
        'nvidia-container-toolkit': '1.13.2 held',
        'libnvidia-container1': '1.13.2',
      },
      archive: { 'docker-ce': '5:2', 'nvidia-container-toolkit': '1.17.8', 'libnvidia-container1': '1.17.8' },
    });
    const packages = ['docker-ce', 'nvidia-container-toolkit', 'libnvidia-container1'];
    await upgrade(room, {
      record: { ...ours, runtime: { kind: 'nvidia', packages }, held: packages.slice(0, 2) },
      config: { 'nvidia-container-runtime-package': 'nvidia-container-toolkit=1.13.2' },
    });
    expect(room.packages()).toEqual({
      'docker-ce': '5:2 held',
      'nvidia-container-toolkit': '1.13.2 held',
      'libnvidia-container1': '1.13.2',
    });
  });

  it('leaves what an operator holds, and says so', async () => {
    const room = aRoom({ containerd: '1.2 held' });
    expect((await upgrade(room)).results).toContain('held-by-operator=containerd');
    expect(room.packages()).toMatchObject({ containerd: '1.2 held', 'docker.io': '20.10 held' });
  });

  it('leaves drivers, which need a reboot', async () => {
    const room = anEngineRoom({
      installed: { 'docker-ce': '1 held', 'nvidia-driver-535-server': '535.1 held', 'nvidia-container-toolkit': '1.1' },
      archive: { 'docker-ce': '2', 'nvidia-driver-535-server': '535.2', 'nvidia-container-toolkit': '1.2' },
    });
    const packages = ['docker-ce', 'nvidia-driver-535-server', 'nvidia-container-toolkit'];
    await upgrade(room, { record: { ...ours, runtime: { kind: 'nvidia', packages }, held: packages.slice(0, 2) } });
    expect(room.packages()).toEqual({
      'docker-ce': '2 held',
      'nvidia-driver-535-server': '535.1 held',
      'nvidia-container-toolkit': '1.2',
    });
  });

  it('that fails holds again, and leaves docker alone where nothing has changed', async () => {
    const room = aRoom();
    room.set('install-fails');
    const { failure, results, charmDir } = await upgrade(room);
    expect(failure).toMatch(/^upgrade-docker: apt-get .* ended with exit code 100: E: broken package$/u);
    expect(results).toContain('after.docker-io=18.06');
    expect(room.packages()).toMatchObject({ 'docker.io': '18.06 held' });
    expect(room.starts('docker')).toBe(1);
    expect(recordAfter(charmDir).services['docker']?.fingerprint).toBe('as configured');
  });

  it('that fails half-way restarts docker from what there is now', async () => {
    const room = aRoom();
    room.set('fails-afterwards');
    const { failure, results } = await upgrade(room);
    expect(failure).toContain('Sub-process');
    expect(results).toContain('restarted=true');
    expect(room.packages()).toMatchObject({ 'docker.io': '20.10 held' });
    expect(room.starts('docker')).toBe(2);
  });

  it('after which docker does not start says so, and the next hook tries again', async () => {
    const room = aRoom();
    room.set('restart-fails');
    const { failure, charmDir } = await upgrade(room);
    expect(failure).toContain('Job for docker.service failed');
    expect(recordAfter(charmDir).services['docker']?.fingerprint).not.toBe('as configured');
  });

  it('that cannot hold again fails, so that somebody hears of it', async () => {
    const room = aRoom();
    room.set('hold-fails');
    expect((await upgrade(room)).failure).toContain('no hold');
  });

  it('without the archive does not claim that nothing is newer', async () => {
    const room = aRoom();
    room.set('offline');
    expect((await upgrade(room)).failure).toBe(
      'upgrade-docker: apt cannot tell what is newest: W: Failed to fetch http://x',
    );
    expect(room.packages()).toMatchObject({ 'docker.io': '18.06 held' });
  });

  it.each([
    [{ 'docker.io': '18.06' }, 'upgrade-docker: docker.io 18.06 was not installed by this charm'],
    [{}, 'upgrade-docker: Docker is not installed on this machine'],
  ])('with %j, which is not ours, fails with the reason', async (installed, message) => {
    const room = anEngineRoom({ installed, archive: { 'docker.io': '20.10' } });
    const { failure } = await upgrade(room, { record: { ...ours, runtime: null, held: [] } });
    expect(failure).toContain(message);
    expect(room.packages()).toEqual(installed);
  });

  it('of a runtime that somebody removed fails with the reason', async () => {
    const room = anEngineRoom({ installed: {}, archive: { 'docker.io': '20.10' } });
    expect((await upgrade(room)).failure).toBe('upgrade-docker: Docker is not installed on this machine');
  });
});
