import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderContainerdConfig } from '../../src/workload/containerd-config.ts';
import { aMachine } from './a-machine.ts';
import type { TestMachine } from './a-machine.ts';
import { importBusybox } from './a-registry.ts';

const config = '/etc/containerd/config.toml';

let machine: TestMachine;
beforeAll(async () => {
  machine = await aMachine('10.5.0.2');
  await machine.run(['apt-get', 'update', '-qq']);
  await machine.run(['apt-get', 'install', '-y', '-qq', 'docker.io', 'busybox-static']);
});
afterAll(() => machine.end());

/** What serves kubelet in the containerd that runs: for example `ok`, or nothing. */
async function servesKubelet(): Promise<readonly string[]> {
  const { stdout } = await machine.run(['ctr', 'plugins', 'ls']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/u));
  return rows.filter(([type, id]) => type === 'io.containerd.grpc.v1' && id === 'cri').map((row) => row.at(-1) ?? '');
}

it('containerd serves kubelet with the file of the charm, where the one of Docker keeps it from that', async () => {
  await machine.write(config, 'disabled_plugins = ["cri"]\n');
  await machine.run(['systemctl', 'restart', 'containerd']);
  expect(await servesKubelet()).toEqual([]);
  await machine.write(config, renderContainerdConfig({ hasNvidia: false }));
  await machine.run(['systemctl', 'restart', 'containerd']);
  expect(await servesKubelet()).toEqual(['ok']);
  const { stdout } = await machine.run(['containerd', 'config', 'dump']);
  expect(stdout).toContain('SystemdCgroup = true');
});

it('dockerd and its containers outlive a restart of containerd', async () => {
  await importBusybox(machine, 'busybox:1');
  const sleeping = ['busybox:1', '/bin/busybox', 'sleep', '600'];
  await machine.run(['docker', 'run', '--detach', '--name=busy', '--network=none', ...sleeping]);
  await machine.run(['systemctl', 'restart', 'containerd']);
  expect((await machine.run(['systemctl', 'is-active', 'docker'])).stdout).toBe('active\n');
  expect((await machine.run(['docker', 'exec', 'busy', '/bin/busybox', 'echo', 'here'])).stdout).toBe('here\n');
});
