import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addContainer, addImage, containersOf, imagesOf } from '../../../simulator/programs/containers.ts';
import { aConfiguredWorker, aMachine } from './a-machine.ts';
import type { TestMachine } from './a-machine.ts';

async function withDocker(given: Parameters<typeof aMachine>[0] = { series: 'jammy' }) {
  const test = await aMachine(given);
  await test.run('apt-get', 'update');
  await test.run('apt-get', '-y', 'install', 'docker.io');
  return test;
}

async function withConfiguration(json: object) {
  const test = await withDocker();
  test.write('/etc/docker/daemon.json', JSON.stringify(json));
  test.write('/etc/systemd/system/docker.service.d/p.conf', '[Service]\nEnvironment=HTTPS_PROXY=http://u:p@proxy:1\n');
  await test.run('systemctl', 'daemon-reload');
  await test.run('systemctl', 'restart', 'docker');
  return test;
}

const json = async ({ run }: TestMachine, ...argv: readonly string[]): Promise<unknown> =>
  JSON.parse((await run('docker', ...argv)).stdout);

describe('docker info', () => {
  it('is what dockerd was configured with', async () => {
    const test = await withConfiguration({
      labels: ['a=b'],
      runtimes: { nvidia: { path: 'nvidia-container-runtime' } },
      'default-runtime': 'nvidia',
      'exec-opts': ['native.cgroupdriver=cgroupfs'],
      'insecure-registries': ['registry:5000'],
      proxies: { 'no-proxy': 'localhost' },
    });
    expect(await json(test, 'info', '--format', '{{json .}}')).toMatchObject({
      CgroupDriver: 'cgroupfs',
      Runtimes: { runc: { path: 'runc' }, nvidia: { path: 'nvidia-container-runtime' } },
      DefaultRuntime: 'nvidia',
      HttpProxy: '',
      HttpsProxy: 'http://xxxxx:xxxxx@proxy:1',
      NoProxy: 'localhost',
      Labels: ['a=b'],
      RegistryConfig: { IndexConfigs: { 'registry:5000': { Secure: false } } },
    });
    expect((await test.run('docker', 'info')).stdout).toContain(' Default Runtime: nvidia\n');
    expect((await test.run('docker', 'info', '--format={{.CgroupDriver}}')).stdout).toBe('cgroupfs\n');
    expect((await test.run('docker', 'info', '--format={{.Nothing}}')).exitCode).toBe(1);
  });

  it('has the cgroup driver of its release', async () => {
    const driver = async (series: 'focal' | 'jammy') =>
      (await (await withDocker({ series })).run('docker', 'info', '--format={{.CgroupDriver}}')).stdout;
    expect([await driver('focal'), await driver('jammy')]).toEqual(['cgroupfs\n', 'systemd\n']);
  });

  it('is refused while dockerd does not run', async () => {
    const { run } = await withDocker();
    await run('systemctl', 'stop', 'docker');
    const { exitCode, stderr } = await run('docker', 'info');
    expect([exitCode, stderr.slice(0, 14)]).toEqual([1, 'Cannot connect']);
  });
});

describe('docker network inspect bridge', () => {
  it('has the address and the MTU of the configuration', async () => {
    const test = await withConfiguration({ bip: '10.1.63.1/24', mtu: 1450 });
    expect(await json(test, 'network', 'inspect', 'bridge')).toMatchObject([
      {
        IPAM: { Config: [{ Subnet: '10.1.63.0/24', Gateway: '10.1.63.1' }] },
        Options: { 'com.docker.network.driver.mtu': '1450' },
      },
    ]);
    expect((await test.run('docker', 'network', 'inspect', 'none')).exitCode).toBe(1);
  });
});

describe('containers and images', () => {
  it('are listed and pruned, those in use are not', async () => {
    const { machine, run } = await withDocker();
    addContainer(machine, { name: 'a', image: 'nginx' });
    const { id } = addContainer(machine, { name: 'b', image: 'busybox:1', isRunning: false });
    addImage(machine, { name: null });
    expect((await run('docker', 'ps', '--quiet')).stdout.trim().split('\n')).toHaveLength(1);
    expect((await run('docker', 'ps', '--all', '--format', '{{.Names}} {{.State}}')).stdout).toBe(
      'a running\nb exited\n',
    );
    expect((await run('docker', 'container', 'prune')).stdout).toContain('Are you sure');
    expect((await run('docker', 'container', 'prune', '--force')).stdout).toBe(
      `Deleted Containers:\n${id}\n\nTotal reclaimed space: 0B\n`,
    );
    expect((await run('docker', 'container', 'prune', '--force')).stdout).toBe('Total reclaimed space: 0B\n');
    expect((await run('docker', 'image', 'prune', '--force')).stdout).toContain('Total reclaimed space: 50MB\n');
    expect(imagesOf(machine).map(({ name }) => name)).toEqual(['nginx:latest', 'busybox:1']);
    await run('docker', 'image', 'prune', '--all', '--force');
    expect((await run('docker', 'images', '--format', '{{.Repository}}:{{.Tag}}')).stdout).toBe('nginx:latest\n');
  });

  it('end with dockerd, unless it is to restore them', async () => {
    const test = await withDocker();
    addContainer(test.machine, { name: 'a', image: 'nginx' });
    test.write('/etc/docker/daemon.json', '{"live-restore": true}');
    await test.run('systemctl', 'restart', 'docker');
    expect(containersOf(test.machine)).toMatchObject([{ isRunning: false }]);
    addContainer(test.machine, { name: 'a', image: 'nginx' });
    await test.run('systemctl', 'restart', 'docker');
    expect(containersOf(test.machine)).toMatchObject([{ isRunning: true }]);
  });

  it('stay when the package is replaced, images also when it is removed', async () => {
    const test = await withDocker();
    addContainer(test.machine, { name: 'a', image: 'nginx' });
    await test.run('apt-get', '-y', 'remove', 'docker.io');
    expect(imagesOf(test.machine)).toMatchObject([{ name: 'nginx:latest' }]);
    expect(containersOf(test.machine)).toMatchObject([{ isRunning: false }]);
  });

  it('are those of the pods of the node', async () => {
    const test = await aConfiguredWorker();
    await test.run('systemctl', 'restart', 'snap.kubelet.daemon');
    test.write(
      '/root/pod.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {nodeName: juju-1a2b3c-0, containers: [{name: c, image: "nginx:1"}]}\n',
    );
    await test.run('kubectl', 'apply', '-f', '/root/pod.yaml');
    expect((await test.run('docker', 'ps', '--format', '{{.Image}}')).stdout).toBe('nginx:1\n');
    await test.run('kubectl', 'delete', '-f', '/root/pod.yaml');
    expect((await test.run('docker', 'ps', '--all', '--quiet')).stdout).toBe('');
  });
});

describe('docker login', () => {
  it('leaves alone what else is in its configuration', async () => {
    const { run, runWith, write, machine } = await withDocker();
    write('/root/.docker/config.json', '{"HttpHeaders": {"a": "b"}, "auths": {"other": {"auth": "eDp5"}}}');
    await runWith('p', 'docker', 'login', '--username=u', '--password-stdin', 'r.example');
    const read = (): unknown => JSON.parse(readFileSync(`${machine.root}/root/.docker/config.json`, 'utf8'));
    expect(read()).toEqual({
      HttpHeaders: { a: 'b' },
      auths: { other: { auth: 'eDp5' }, 'r.example': { auth: 'dTpw' } },
    });
    await run('docker', 'logout', 'r.example');
    expect(read()).toEqual({ HttpHeaders: { a: 'b' }, auths: { other: { auth: 'eDp5' } } });
  });
});
