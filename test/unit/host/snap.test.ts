import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../src/host/host.ts';
import { snapFailure } from '../../../src/host/snap.ts';
import { aMachine } from './stand-ins.ts';

const busy = 'error: snap "kubelet" has "install-snap" change in progress\n';
const offline =
  'error: cannot install "kubelet": Post https://api.snapcraft.io/x: dial tcp: lookup api: no such host\n';
const store = (channel: string) => ({ kind: 'store', channel }) as const;
const file = { kind: 'file', path: '/path/kubectl.snap', channel: '1.10/stable' } as const;

describe('snap.install', () => {
  it.each([
    [store('1.10/stable'), ['snap', 'install', '--channel=1.10/stable', '--classic', 'kubectl']],
    [store('stable'), ['snap', 'install', '--classic', 'kubectl']],
    [file, ['snap', 'install', '--channel=1.10/stable', '--classic', '--dangerous', '/path/kubectl.snap']],
  ])('from %j runs what the Python charm ran', async (source, argv) => {
    const { machine, program, calls } = aMachine();
    program('snap', { install: [{}] });
    await machine.snap.install('kubectl', source);
    expect(calls()).toEqual([argv]);
  });

  it.each([0, 1])('is content with a snap that is already installed (exit code %d)', async (code) => {
    const { machine, program, calls } = aMachine();
    const err = 'snap "kubectl" is already installed, see \'snap help refresh\'\n';
    program('snap', { install: [{ err, code }] });
    await machine.snap.install('kubectl', store('stable'));
    expect(calls().length).toBe(1);
  });

  it('waits for a change that is in progress, then goes on', async () => {
    const { machine, program, calls, pausesMs } = aMachine();
    program('snap', { install: [{ err: busy, code: 1 }, { err: busy, code: 1 }, {}] });
    await machine.snap.install('kubelet', store('stable'));
    expect([calls().length, pausesMs]).toEqual([3, [1_000, 2_000]]);
  });

  it.each([
    ['busy', busy],
    ['offline', offline],
  ])('gives up within 30 seconds when snap stays %s, and says so', async (reason, err) => {
    const { machine, program, calls, pausesMs } = aMachine();
    program('snap', { install: [{ err, code: 1 }] });
    const failed = machine.snap.install('kubelet', store('stable'));
    await expect(failed).rejects.toMatchObject({ kind: 'CommandFailed', exitCode: 1, context: { reason } });
    await expect(failed).rejects.toMatchObject({ context: { attempts: calls().length } });
    expect(calls().length).toBe(pausesMs.length + 1);
    const totalMs = pausesMs.reduce((sum, pause) => sum + pause, 0);
    expect(totalMs).toBeGreaterThan(0);
    expect(totalMs).toBeLessThanOrEqual(30_000);
  });

  it('fails at once for any other reason', async () => {
    const { machine, program, pausesMs } = aMachine();
    program('snap', { install: [{ err: 'error: snap "kubelet" not found\n', code: 1 }] });
    const failed = machine.snap.install('kubelet', store('stable'));
    await expect(failed).rejects.toMatchObject({ stderr: 'error: snap "kubelet" not found' });
    expect(pausesMs).toEqual([]);
  });
});

describe('snap.refresh', () => {
  it('names every channel, and tells whether there was something newer', async () => {
    const { machine, program, calls } = aMachine();
    const err = 'snap "kubectl" has no updates available\n';
    program('snap', { refresh: [{ out: 'kubectl 1.10.2 refreshed\n' }, { err }, { err, code: 1 }] });
    const refresh = () => machine.snap.refresh('kubectl', store('stable'));
    expect([await refresh(), await refresh(), await refresh()]).toEqual(['changed', 'unchanged', 'unchanged']);
    expect(calls()[0]).toEqual(['snap', 'refresh', '--channel=stable', '--classic', 'kubectl']);
  });

  it('from a file installs the file', async () => {
    const { machine, program, calls } = aMachine();
    program('snap', { install: [{}] });
    expect(await machine.snap.refresh('kubectl', file)).toBe('changed');
    expect(calls()).toEqual([['snap', 'install', '--channel=1.10/stable', '--classic', '--dangerous', file.path]]);
  });

  it('makes a snap that came from a file the one of the store', async () => {
    const { machine, program, calls } = aMachine();
    const err = 'error: local snap "kubectl" is unknown to the store, use --amend to proceed anyway\n';
    program('snap', { '--amend': [{}], refresh: [{ err, code: 1 }] });
    expect(await machine.snap.refresh('kubectl', store('1.10/stable'))).toBe('changed');
    expect(calls().at(-1)).toEqual(['snap', 'refresh', '--channel=1.10/stable', '--classic', '--amend', 'kubectl']);
  });
});

describe('snap.revision', () => {
  it('is what the snap link leads to, or null', async () => {
    const { machine, root } = aMachine();
    mkdirSync(path.join(root, 'snap/kubelet'), { recursive: true });
    symlinkSync('x1', path.join(root, 'snap/kubelet/current'));
    expect([await machine.snap.revision('kubelet'), await machine.snap.revision('kubectl')]).toEqual(['x1', null]);
  });
});

describe('snap.settings', () => {
  it('are decoded', async () => {
    const { machine, program, calls } = aMachine();
    program('snap', { get: [{ out: '{\n\t"v": 0, "network-plugin": "cni", "logtostderr": true\n}\n' }] });
    expect(await machine.snap.settings('kubelet')).toEqual({ v: 0, 'network-plugin': 'cni', logtostderr: true });
    expect(calls()).toEqual([['snap', 'get', '-d', 'kubelet']]);
  });

  it.each([{ out: '{}\n' }, { out: '' }, { err: 'error: snap "kubelet" has no configuration\n', code: 1 }])(
    'are empty where there are none (%j)',
    async (reply) => {
      const { machine, program } = aMachine();
      program('snap', { get: [reply] });
      expect(await machine.snap.settings('kubelet')).toEqual({});
    },
  );

  it.each(['[]', 'text', '{"a":'])('that are no JSON object (%s) are an error', async (out) => {
    const { machine, program } = aMachine();
    program('snap', { get: [{ out }] });
    await expect(machine.snap.settings('kubelet')).rejects.toMatchObject({ context: { reason: 'unreadable' } });
  });

  it('of a snap that is not installed are an error', async () => {
    const { machine, program } = aMachine();
    program('snap', { get: [{ err: 'error: snap "kubelet" is not installed\n', code: 1 }] });
    await expect(machine.snap.settings('kubelet')).rejects.toBeInstanceOf(CommandFailed);
  });
});

describe('snap.set', () => {
  it('sets and removes in the given order by one call', async () => {
    const { machine, program, calls } = aMachine();
    program('snap', { set: [{}] });
    await machine.snap.set('kubelet', { v: '4', a: 'b=c d', foo: null, address: '0.0.0.0' });
    expect(calls()).toEqual([['snap', 'set', 'kubelet', 'v=4', 'a=b=c d', 'foo=null', 'address=0.0.0.0']]);
  });

  it('runs nothing when there is nothing to set', async () => {
    const { machine, calls } = aMachine();
    await machine.snap.set('kubelet', {});
    expect(calls()).toEqual([]);
  });
});

describe('snapFailure', () => {
  it.each([
    [busy, 'busy'],
    ['error: cannot communicate with server: Get http://localhost/v2/snaps: dial unix: connection refused', 'busy'],
    ['error: too early for operation, device not yet seeded or device model not acknowledged', 'busy'],
    ['error: cannot query the store for updates', 'offline'],
    ['error: unable to contact snap store', 'offline'],
    [offline, 'offline'],
    ['error: net/http: request canceled while waiting for connection', 'offline'],
    ['error: snap "x" not found', null],
  ])('of %j is %s', (stderr, reason) => {
    const ended = { exitCode: 1, signal: null, durationMs: 1, timedOut: false, isMissing: false, stdout: '' };
    expect(snapFailure(new CommandFailed({ ...ended, argv: ['snap'], stderr }))).toBe(reason);
  });
});

describe('snap.info and snap.list', () => {
  it('print what snap prints', async () => {
    const { machine, program, calls } = aMachine();
    program('snap', { info: [{ out: 'name: kubelet\n' }], list: [{ out: 'Name\n' }] });
    expect(await machine.snap.info(['kubelet', '/a b.snap'])).toBe('name: kubelet');
    expect(await machine.snap.list(['kubelet'])).toBe('Name');
    expect(calls()).toEqual([
      ['snap', 'info', 'kubelet', '/a b.snap'],
      ['snap', 'list', 'kubelet'],
    ]);
  });

  it.each([
    ['info', 'error: no snap found for "kubelet"\n'],
    ['info', 'error: no valid snaps given\n'],
    ['list', 'error: no matching snaps installed\n'],
  ] as const)('print nothing where %s says %j', async (verb, err) => {
    const { machine, program } = aMachine();
    program('snap', { [verb]: [{ err, code: 1 }] });
    expect(await machine.snap[verb](['kubelet'])).toBe('');
  });

  it('fail with any other words', async () => {
    const { machine, program } = aMachine();
    program('snap', { list: [{ err: 'error: something else\n', code: 1 }] });
    await expect(machine.snap.list(['kubelet'])).rejects.toBeInstanceOf(CommandFailed);
  });
});

describe('snap.hold', () => {
  it('holds all in one call, and calls nobody for none', async () => {
    const { machine, program, calls } = aMachine();
    program('snap', { refresh: [{}] });
    await machine.snap.hold([]);
    await machine.snap.hold(['kubectl', 'kubelet']);
    expect(calls()).toEqual([['snap', 'refresh', '--hold', 'kubectl', 'kubelet']]);
  });
});

describe('snap.contentOf', () => {
  it('is the digest of what the installed revision was installed from', async () => {
    const { machine, root } = aMachine();
    for (const folder of ['snap/kubelet', 'var/lib/snapd/snaps'])
      mkdirSync(path.join(root, folder), { recursive: true });
    expect(await machine.snap.contentOf('kubelet')).toBeNull();
    symlinkSync('x2', path.join(root, 'snap/kubelet/current'));
    expect(await machine.snap.contentOf('kubelet')).toBeNull();
    writeFileSync(path.join(root, 'var/lib/snapd/snaps/kubelet_x2.snap'), 'abc');
    expect(await machine.snap.contentOf('kubelet')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
