import { describe, expect, it } from 'vitest';
import { CommandFailed, createFiles, createMachine } from '../../../src/host/host.ts';
import type { Run } from '../../../src/host/host.ts';
import { aMachine } from './a-machine.ts';
import type { TestMachine } from './a-machine.ts';

/** The charm's machine room, with the stand-ins in place of processes. */
function hostOf(test: TestMachine) {
  const run: Run = async ([program, ...args], { stdin = '', okExitCodes = [0] } = {}) => {
    const argv = [program, ...args.map(String)];
    const given = typeof stdin === 'string' ? stdin : stdin.reveal();
    const { stdout, stderr, exitCode } = await test.runWith(given, program, ...args.map(String));
    const end = { stdout: stdout.replace(/\n$/u, ''), stderr: stderr.replace(/\n$/u, ''), exitCode, durationMs: 0 };
    if (okExitCodes.includes(exitCode)) return end;
    throw new CommandFailed({ ...end, argv, signal: null, timedOut: false, isMissing: false });
  };
  return createMachine({ run, files: createFiles({ root: test.machine.root }), wait: async () => undefined });
}

describe('the charm understands', () => {
  it('which packages are missing, installed and unavailable', async () => {
    const test = await aMachine({ series: 'noble' });
    const { apt } = hostOf(test);
    expect(await apt.missing(['socat', 'git', 'iptables'])).toEqual(['socat', 'git']);
    const result = await apt.install(['socat', 'aufs-tools', 'git'], { optional: ['aufs-tools'] });
    expect(result).toEqual({ installed: ['socat', 'git'], unavailable: ['aufs-tools'] });
    expect(await apt.missing(['socat', 'git'])).toEqual([]);
  });

  it.each([
    ['apt-get', 'locked', 'locked'],
    ['apt-get', 'offline', 'offline'],
    ['snap', 'busy', 'busy'],
    ['snap', 'offline', 'offline'],
  ] as const)('why %s fails when it is %s', async (program, kind, reason) => {
    const test = await aMachine();
    test.machine.faults.push({ program, kind, match: 'install', times: -1 });
    const { apt, snap } = hostOf(test);
    const act =
      program === 'snap' ? snap.install('kubectl', { kind: 'store', channel: '1.10/stable' }) : apt.install(['git']);
    await expect(act).rejects.toMatchObject({ context: { reason } });
  });

  it('an interrupted dpkg', async () => {
    const test = await aMachine();
    const programs = test.machine.state['programs'];
    Object.assign(programs as object, { dpkgIsInterrupted: true });
    expect(await hostOf(test).apt.install(['git'])).toMatchObject({ installed: ['git'] });
  });

  it('snaps, their revisions and their settings', async () => {
    const test = await aMachine();
    const { snap } = hostOf(test);
    expect(await snap.revision('kubelet')).toBeNull();
    await snap.install('kubelet', { kind: 'store', channel: '1.10/stable' });
    await snap.install('kubelet', { kind: 'store', channel: '1.10/stable' });
    expect(await snap.revision('kubelet')).toBe('430');
    expect(await snap.settings('kubelet')).toEqual({});
    await snap.set('kubelet', { v: '0', address: '0.0.0.0', gone: null });
    expect(await snap.settings('kubelet')).toEqual({ v: 0, address: '0.0.0.0' });
    expect(await snap.refresh('kubelet', { kind: 'store', channel: '1.10/stable' })).toBe('unchanged');
    expect(await snap.refresh('kubelet', { kind: 'store', channel: '1.11/stable' })).toBe('changed');
  });

  it('the states of units', async () => {
    const test = await aMachine();
    const { snap, systemd } = hostOf(test);
    await snap.install('kubelet', { kind: 'store', channel: 'stable' });
    const states = await systemd.show(['docker', 'snap.kubelet.daemon']);
    expect(states).toMatchObject({
      docker: { load: 'not-found', active: 'inactive', invocationId: '' },
      'snap.kubelet.daemon': { load: 'loaded', active: 'activating', sub: 'auto-restart' },
    });
  });

  it('what machine this is', async () => {
    const host = hostOf(await aMachine({ isContainer: true }));
    expect(await host.container()).toBe('lxc');
    expect(await host.architecture()).toBe('amd64');
    expect(await host.hostName()).toBe('juju-1a2b3c-0');
    expect(await host.userExists('ubuntu')).toBe(true);
    expect(await hostOf(await aMachine()).container()).toBeNull();
  });
});
