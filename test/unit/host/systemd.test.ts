import { describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../src/host/host.ts';
import { aMachine } from './stand-ins.ts';

const block = (id: string, fields: string) => `Id=${id}\n${fields}\n`;
const running = 'LoadState=loaded\nActiveState=active\nSubState=running\nInvocationID=abc';
const absent = 'LoadState=not-found\nActiveState=inactive\nSubState=dead';

describe('systemd.show', () => {
  it('asks about several units in one call, and answers by the names it was given', async () => {
    const { machine, program, calls } = aMachine();
    const out = [block('docker.service', running), block('snap.kubelet.daemon.service', absent)].join('\n');
    program('systemctl', { show: [{ out }] });
    expect(await machine.systemd.show(['docker', 'snap.kubelet.daemon'])).toEqual({
      docker: { load: 'loaded', active: 'active', sub: 'running', invocationId: 'abc' },
      'snap.kubelet.daemon': { load: 'not-found', active: 'inactive', sub: 'dead', invocationId: '' },
    });
    const properties = '--property=Id,LoadState,ActiveState,SubState,InvocationID';
    expect(calls()).toEqual([['systemctl', 'show', properties, 'docker', 'snap.kubelet.daemon']]);
  });

  it('answers for a unit that was asked for by an alias', async () => {
    const { machine, program } = aMachine();
    program('systemctl', { show: [{ out: block('systemd-resolved.service', running) }] });
    expect((await machine.systemd.show(['dbus-resolve']))['dbus-resolve']).toMatchObject({ active: 'active' });
  });

  it('goes by the names where systemd does not answer about every unit', async () => {
    const { machine, program } = aMachine();
    program('systemctl', { show: [{ out: block('b.service', running) }] });
    const states = await machine.systemd.show(['a', 'b']);
    expect([states['a']?.load, states['b']?.load]).toEqual(['not-found', 'loaded']);
  });

  it('asks nothing about nothing', async () => {
    const { machine, calls } = aMachine();
    expect([await machine.systemd.show([]), calls()]).toEqual([{}, []]);
  });
});

describe('systemd', () => {
  it('is told one thing by one call', async () => {
    const { machine, script, calls } = aMachine();
    script('systemctl', 'exit 0');
    const { systemd } = machine;
    await systemd.restart('docker');
    await systemd.start('docker');
    await systemd.stop(['a', 'b']);
    await systemd.stop([]);
    await systemd.reload();
    await systemd.enable('docker');
    expect(calls().map(([, ...args]) => args.join(' '))).toEqual([
      'restart docker',
      'start docker',
      'stop a b',
      'daemon-reload',
      'enable docker',
    ]);
  });

  it('that refuses is an error', async () => {
    const { machine, program } = aMachine();
    program('systemctl', { restart: [{ err: 'Failed to restart x.service: Unit x.service not found.\n', code: 5 }] });
    await expect(machine.systemd.restart('x')).rejects.toBeInstanceOf(CommandFailed);
  });
});
