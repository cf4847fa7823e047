import { describe, expect, it } from 'vitest';
import { containersOf } from '../../../simulator/programs/containers.ts';
import { describeMachine, makeSnapFile } from '../../../simulator/programs/programs.ts';
import { aConfiguredWorker } from './a-machine.ts';
import type { TestMachine } from './a-machine.ts';

const kubelet = 'snap.kubelet.daemon';
const socket = 'unix:///run/containerd/containerd.sock';
const config = '/etc/containerd/config.toml';
const systemdCgroup = `version = 2
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
    SystemdCgroup = true # as kubelet
`;

async function aNewWorker(...settings: readonly string[]) {
  const test = await aConfiguredWorker({ series: 'jammy' });
  test.write('/kubelet.snap', makeSnapFile({ name: 'kubelet', version: '1.24.1' }).toString());
  await test.run('snap', 'install', '--classic', '--dangerous', '/kubelet.snap');
  await test.run('snap', 'unset', 'kubelet', 'require-kubeconfig', 'network-plugin', 'allow-privileged');
  if (settings.length > 0) await test.run('snap', 'set', 'kubelet', ...settings);
  return test;
}

async function problemAfterRestart(test: TestMachine): Promise<string | null | undefined> {
  await test.run('systemctl', 'restart', 'containerd');
  await test.run('systemctl', 'restart', kubelet);
  return describeMachine(test.machine).services.find(({ name }) => name === kubelet)?.problem;
}

describe('kubelet of 1.24', () => {
  it('has no flag of dockershim', async () => {
    const test = await aNewWorker('network-plugin=cni');
    expect(await problemAfterRestart(test)).toBe('unknown flag: --network-plugin');
  });

  it('needs an endpoint', async () => {
    expect(await problemAfterRestart(await aNewWorker())).toContain('--container-runtime-endpoint');
  });

  it('needs a containerd that serves CRI', async () => {
    const test = await aNewWorker(`container-runtime-endpoint=${socket}`, 'cgroup-driver=systemd');
    test.write(config, 'disabled_plugins = ["cri"]\n');
    expect(await problemAfterRestart(test)).toContain('unknown service runtime.v1.RuntimeService');
    await test.run('systemctl', 'stop', 'containerd');
    await test.run('systemctl', 'restart', kubelet);
    expect(describeMachine(test.machine).services.find(({ name }) => name === kubelet)?.problem).toContain('dialing');
  });

  it('has to have the cgroup driver that containerd has', async () => {
    const test = await aNewWorker(`container-runtime-endpoint=${socket}`, 'cgroup-driver=systemd');
    test.write(config, '');
    expect(await problemAfterRestart(test)).toContain(
      '"systemd" is different from containerd cgroup driver: "cgroupfs"',
    );
    test.write(config, systemdCgroup);
    expect(await problemAfterRestart(test)).toBeNull();
  });

  it('runs its pods with containerd, out of sight of docker', async () => {
    const test = await aNewWorker(`container-runtime-endpoint=${socket}`, 'cgroup-driver=systemd');
    test.write(config, systemdCgroup);
    await problemAfterRestart(test);
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: { nodeName: 'juju-1a2b3c-0' } };
    test.write('/root/pod.yaml', JSON.stringify(pod));
    await test.run('kubectl', 'apply', '-f', '/root/pod.yaml');
    expect((await test.run('docker', 'ps', '--quiet')).stdout).toBe('');
    expect(containersOf(test.machine, 'cri')).toHaveLength(1);
  });
});

describe('kubelet with docker', () => {
  it('has to have the cgroup driver that dockerd was told', async () => {
    const test = await aConfiguredWorker();
    test.write('/etc/docker/daemon.json', '{"exec-opts": ["native.cgroupdriver=systemd"]}');
    await test.run('systemctl', 'restart', 'docker');
    expect(await problemAfterRestart(test)).toContain('kubelet cgroup driver: "cgroupfs" is different from docker');
    await test.run('snap', 'set', 'kubelet', 'cgroup-driver=systemd');
    expect(await problemAfterRestart(test)).toBeNull();
  });
});

describe('containerd', () => {
  it.each([
    ['version = 2\ndisabled_plugins = ["cri"]\n', 'invalid disabled plugin URI "cri" expect io.containerd.x.vx'],
    ['version = 9\n', 'expected containerd config version equal to or less than'],
    ['version = \n', '(1, 11): no value can start with'],
    ['[a]\n[a]\n', 'duplicated tables'],
    ['x = "a\n', 'unclosed string'],
  ])('does not start with %j', async (text, words) => {
    const test = await aNewWorker();
    test.write(config, text);
    await test.run('systemctl', 'restart', 'containerd');
    const { problem } = describeMachine(test.machine).services.find(({ name }) => name === 'containerd') ?? {};
    expect(problem).toContain(words);
    expect((await test.run('containerd', 'config', 'dump')).stderr).toContain(words);
    expect((await test.run('ctr', 'version')).exitCode).toBe(1);
  });

  it('has the runtimes of its file and of what it imports', async () => {
    const test = await aNewWorker();
    test.write(config, `imports = ["/etc/containerd/conf.d/*.toml"]\n${systemdCgroup}`);
    test.write(
      '/etc/containerd/conf.d/nvidia.toml',
      `version = 2\n[plugins.'io.containerd.grpc.v1.cri'.containerd]\ndefault_runtime_name = "nvidia"\n[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.nvidia]\noptions = { SystemdCgroup = true, BinaryName = "/usr/bin/nvidia-container-runtime" }\n`,
    );
    await test.run('systemctl', 'restart', 'containerd');
    const { stdout } = await test.run('containerd', 'config', 'dump');
    expect(stdout).toContain('default_runtime_name = "nvidia"');
    expect(stdout).toContain('runtimes.runc]');
    expect((await test.run('ctr', 'version')).stdout).toContain('Server:');
  });
});
