import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rebootPrograms } from '../../../simulator/programs/programs.ts';
import { aMachine } from './a-machine.ts';

describe('a machine that is rebooted', () => {
  it('runs what is enabled, each with another InvocationID, and nothing else', async () => {
    const { run, write, machine } = await aMachine();
    await run('apt-get', 'update');
    await run('apt-get', '-y', 'install', 'docker.io');
    for (const name of ['on', 'off']) {
      write(`/etc/systemd/system/${name}.service`, '[Service]\nExecStart=/bin/true\n');
      await run('systemctl', 'start', name);
    }
    await run('systemctl', 'enable', 'on');
    const id = async () => (await run('systemctl', 'show', '--property=InvocationID', 'docker')).stdout;
    const before = await id();
    rebootPrograms(machine);
    const active = async (name: string) => (await run('systemctl', 'is-active', name)).stdout.trim();
    expect([await active('docker'), await active('on'), await active('off')]).toEqual(['active', 'active', 'inactive']);
    expect(await id()).not.toBe(before);
  });

  it('has forgotten rules of its packet filter and what lay in /run', async () => {
    const { run, write, machine } = await aMachine();
    await run('iptables', '-P', 'FORWARD', 'DROP');
    await run('iptables', '-A', 'FORWARD', '-j', 'ACCEPT');
    write('/run/something', 'x');
    rebootPrograms(machine);
    expect((await run('iptables', '-S')).stdout).toBe('-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n');
    expect(existsSync(path.join(machine.root, 'run/something'))).toBe(false);
  });
});
