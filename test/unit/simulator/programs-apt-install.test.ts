import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answer, Machine } from '../../../simulator/contract.ts';
import { compareVersions } from '../../../simulator/programs/debian-version.ts';
import { giveHardware } from '../../../simulator/programs/programs.ts';
import { describeMachine } from '../../../simulator/programs/programs.ts';
import { aMachine } from './a-machine.ts';
import type { TestMachine } from './a-machine.ts';

const nvidia = 'https://nvidia.github.io';
const docker = (series: string) => `https://download.docker.com/linux/ubuntu ${series} stable`;

/** A machine that has the lists of these sources. */
async function aMachineWith(sources: readonly string[], given: Partial<Machine> = {}): Promise<TestMachine> {
  const test = await aMachine({ series: 'jammy', ...given });
  await test.run('apt-get', 'update');
  await test.run('apt-get', '-y', 'install', 'apt-transport-https');
  const keys = ['https://download.docker.com/linux/ubuntu/gpg', `${nvidia}/libnvidia-container/gpgkey`];
  const packets: Buffer[] = [];
  for (const key of keys) {
    await test.run('apt-helper', 'download-file', key, '/root/key');
    const text = readFileSync(path.join(test.machine.root, 'root/key'), 'utf8');
    packets.push(Buffer.from(/\n\n([\s\S]*)\n=/u.exec(text)?.[1] ?? '', 'base64'));
  }
  const keyring = path.join(test.machine.root, 'etc/apt/trusted.gpg.d/all.gpg');
  writeFileSync(keyring, Buffer.concat(packets));
  test.write('/etc/apt/sources.list.d/all.list', sources.map((each) => `deb ${each}\n`).join(''));
  expect(await test.run('apt-get', 'update')).toMatchObject({ exitCode: 0 });
  return test;
}

async function install({ run }: TestMachine, ...words: readonly string[]): Promise<Answer> {
  return run('apt-get', '--assume-yes', '--option=Dpkg::Options::=--force-confold', 'install', ...words);
}

async function versions({ run }: TestMachine, ...names: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run(
    'dpkg-query',
    '--show',
    '--showformat=${db:Status-Abbrev}${Package} ${Version}\\n',
    ...names,
  );
  return stdout.split('\n').filter((line) => line !== '');
}

describe('apt-get install', () => {
  it('brings what a package needs, and takes it away again when nothing needs it and nobody asked for it', async () => {
    const test = await aMachineWith([]);
    expect((await install(test, 'docker.io')).stdout).toContain(
      'The following additional packages will be installed:\n  containerd runc\n',
    );
    expect(describeMachine(test.machine).packages).toEqual(['apt-transport-https', 'containerd', 'docker.io', 'runc']);
    await install(test, 'runc');
    await test.run('apt-get', '-y', 'remove', 'docker.io');
    await test.run('apt-get', '-y', 'autoremove');
    expect(describeMachine(test.machine).packages).toEqual(['apt-transport-https', 'runc']);
  });

  it('removes what conflicts, and what cannot be without it', async () => {
    const test = await aMachineWith([docker('jammy')]);
    await install(test, 'docker.io');
    const { stdout } = await install(test, 'docker-ce');
    expect(stdout).toContain('The following packages will be REMOVED:\n  containerd docker.io runc\n');
    const back = await install(test, 'docker.io');
    expect(back.stdout).toContain('The following packages will be REMOVED:\n  containerd.io docker-ce docker-ce-cli\n');
    expect(await versions(test, 'docker.io', 'docker-ce')).toEqual([
      'ii docker.io 28.2.2-0ubuntu1~22.04.1',
      'rc docker-ce 5:27.5.1-1~ubuntu.22.04~jammy',
    ]);
  });

  it('takes the newest version, the one that is named, and refuses one that is not there', async () => {
    const test = await aMachineWith([docker('jammy')]);
    expect((await install(test, 'docker-ce=5:1.0')).stderr).toBe("E: Version '5:1.0' for 'docker-ce' was not found\n");
    await install(test, 'docker-ce=5:20.10.24~3-0~ubuntu-jammy');
    expect(await versions(test, 'docker-ce', 'docker-ce-cli')).toEqual([
      'ii docker-ce 5:20.10.24~3-0~ubuntu-jammy',
      'ii docker-ce-cli 5:27.5.1-1~ubuntu.22.04~jammy',
    ]);
    expect((await install(test, 'docker-ce')).stdout).toContain('1 upgraded, 0 newly installed, 0 to remove');
    expect((await install(test, 'docker-ce')).stdout).toContain('docker-ce is already the newest version');
  });

  it('goes back only when it may', async () => {
    const test = await aMachineWith([docker('jammy')]);
    const older = 'docker-ce=5:24.0.7-1~ubuntu.22.04~jammy';
    await install(test, 'docker-ce');
    const refused = await install(test, older);
    expect([refused.exitCode, refused.stderr]).toEqual([
      100,
      'E: Packages were downgraded and -y was used without --allow-downgrades.\n',
    ]);
    expect((await install(test, '--allow-downgrades', older)).exitCode).toBe(0);
    expect(await versions(test, 'docker-ce')).toEqual(['ii docker-ce 5:24.0.7-1~ubuntu.22.04~jammy']);
  });

  it('installs the packages of 2018 by their pins, and by no fewer pins', async () => {
    const test = await aMachineWith(
      [
        docker('xenial'),
        `${nvidia}/libnvidia-container/ubuntu16.04/amd64 /`,
        `${nvidia}/nvidia-container-runtime/ubuntu16.04/amd64 /`,
        `${nvidia}/nvidia-docker/ubuntu16.04/amd64 /`,
      ],
      { series: 'xenial' },
    );
    const pin = 'nvidia-docker2=2.0.3+docker17.12.1-1';
    const few = await install(test, pin);
    expect(few.exitCode).toBe(100);
    expect(few.stderr).toBe('E: Unable to correct problems, you have held broken packages.\n');
    expect(few.stdout).toContain(
      ' nvidia-docker2 : Depends: nvidia-container-runtime (= 2.0.0+docker17.12.1-1) but 3.1.4-1 is to be installed\n',
    );
    const pins = [pin, 'nvidia-container-runtime=2.0.0+docker17.12.1-1', 'docker-ce=17.12.1~ce-0~ubuntu'];
    expect(await install(test, ...pins)).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(readFileSync(path.join(test.machine.root, 'etc/docker/daemon.json'), 'utf8'))).toEqual({
      runtimes: { nvidia: { path: 'nvidia-container-runtime', runtimeArgs: [] } },
    });
  });

  it('removes in the same step what is named with a minus, and says what is not there', async () => {
    const test = await aMachineWith([docker('jammy')]);
    await install(test, 'docker-ce');
    const { exitCode, stdout } = await install(test, 'docker.io', 'docker-ce-', 'docker-ce-cli-', 'socat-');
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Package 'socat' is not installed, so not removed\n");
    expect(describeMachine(test.machine).packages).toEqual(['apt-transport-https', 'containerd', 'docker.io', 'runc']);
    expect((await install(test, 'socat', 'nothing-')).stderr).toBe('E: Unable to locate package nothing\n');
  });

  it('changes nothing when a package cannot be downloaded', async () => {
    const test = await aMachineWith([docker('jammy')]);
    await install(test, 'docker.io');
    test.machine.faults.push({ program: 'download', match: 'docker-ce_27', kind: 'offline', times: 1 });
    const { exitCode, stderr } = await install(test, 'docker-ce');
    expect([exitCode, stderr]).toEqual([100, expect.stringContaining("Could not resolve 'download.docker.com'")]);
    expect(await versions(test, 'docker.io')).toEqual(['ii docker.io 28.2.2-0ubuntu1~22.04.1']);
    expect((await install(test, 'docker-ce')).exitCode).toBe(0);
  });
});

describe('held packages', () => {
  const refusal = 'E: Held packages were changed and -y was used without --allow-change-held-packages.\n';

  it('are neither upgraded nor removed', async () => {
    const test = await aMachineWith([docker('jammy')]);
    await install(test, 'docker-ce=5:24.0.7-1~ubuntu.22.04~jammy');
    expect(await test.run('apt-mark', 'hold', 'docker-ce')).toMatchObject({ stdout: 'docker-ce set on hold.\n' });
    expect(await versions(test, 'docker-ce')).toEqual(['hi docker-ce 5:24.0.7-1~ubuntu.22.04~jammy']);
    expect((await install(test, 'docker-ce')).stderr).toBe(refusal);
    expect((await test.run('apt-get', '-y', 'remove', 'docker-ce')).stderr).toBe(refusal);
    const inTheWay = await install(test, 'docker.io');
    expect(inTheWay.stderr).toBe('E: Unable to correct problems, you have held broken packages.\n');
    expect(await versions(test, 'docker-ce')).toEqual(['hi docker-ce 5:24.0.7-1~ubuntu.22.04~jammy']);
    expect((await install(test, '--allow-change-held-packages', 'docker-ce')).exitCode).toBe(0);
  });

  it('need not be installed, and then cannot be', async () => {
    const test = await aMachineWith([]);
    expect(await test.run('apt-mark', 'hold', 'socat')).toMatchObject({ exitCode: 0, stdout: 'socat set on hold.\n' });
    expect(await versions(test, 'socat')).toEqual(['hn socat ']);
    expect((await test.run('apt-mark', 'showhold')).stdout).toBe('socat\n');
    expect((await install(test, 'socat')).stderr).toBe(refusal);
    expect(await test.run('apt-mark', 'unhold', 'socat')).toMatchObject({ stdout: 'Canceled hold on socat.\n' });
    expect((await install(test, 'socat')).exitCode).toBe(0);
  });

  it('must be known', async () => {
    const test = await aMachineWith([]);
    expect(await test.run('apt-mark', 'hold', 'docker-ce')).toMatchObject({
      exitCode: 100,
      stderr: 'E: Unable to locate package docker-ce\nE: No packages found\n',
    });
  });
});

describe('dpkg', () => {
  it('writes its file anew at each change', async () => {
    const test = await aMachineWith([]);
    const file = path.join(test.machine.root, 'var/lib/dpkg/status');
    for (const [program, ...argv] of [
      ['apt-get', '-y', 'install', 'socat'],
      ['apt-mark', 'hold', 'socat'],
      ['apt-mark', 'unhold', 'socat'],
      ['apt-get', '-y', 'remove', 'socat'],
    ] as const) {
      utimesSync(file, 0, 0);
      await test.run(program, ...argv);
      expect(statSync(file).mtimeMs).toBeGreaterThan(0);
    }
    expect(readFileSync(file, 'utf8')).toContain('Package: snapd\nStatus: install ok installed\n');
  });

  it('leaves configuration when a package goes, and none when it is purged', async () => {
    const test = await aMachineWith([docker('jammy')]);
    await install(test, 'docker-ce');
    await test.run('apt-get', '-y', 'remove', 'containerd.io');
    expect(await versions(test, 'containerd.io')).toEqual(['rc containerd.io 1.7.29-1~ubuntu.22.04~jammy']);
    const config = path.join(test.machine.root, 'etc/containerd/config.toml');
    expect(readFileSync(config, 'utf8')).toMatch(/^disabled_plugins = \["cri"\]$/mu);
    await test.run('apt-get', '-y', 'purge', 'containerd.io');
    expect(await versions(test, 'containerd.io')).toEqual([]);
    expect(() => readFileSync(config)).toThrow('ENOENT');
  });

  it('leaves configuration that somebody changed or removed as it is', async () => {
    const test = await aMachineWith([docker('jammy')]);
    const file = (name: string) => path.join(test.machine.root, 'etc', name);
    test.write('/etc/containerd/config.toml', 'version = 2\n');
    await install(test, 'docker-ce=5:24.0.7-1~ubuntu.22.04~jammy', 'containerd.io=1.7.20-1');
    expect(readFileSync(file('containerd/config.toml'), 'utf8')).toBe('version = 2\n');
    expect(readFileSync(file('containerd/config.toml.dpkg-dist'), 'utf8')).toContain('disabled_plugins');
    for (const each of ['containerd/config.toml.dpkg-dist', 'default/docker']) rmSync(file(each));
    await install(test, 'docker-ce', 'containerd.io');
    for (const each of ['containerd/config.toml.dpkg-dist', 'default/docker'])
      expect(existsSync(file(each))).toBe(false);
    expect(readFileSync(file('containerd/config.toml'), 'utf8')).toBe('version = 2\n');
  });

  it('starts the services of a new package, and starts them anew when it is upgraded', async () => {
    const test = await aMachineWith([docker('jammy')]);
    const services = () =>
      describeMachine(test.machine).services.map(({ name, active, restarts }) => [name, active, restarts]);
    await install(test, 'docker-ce=5:24.0.7-1~ubuntu.22.04~jammy');
    expect(services()).toEqual([
      ['containerd', 'active', 0],
      ['docker', 'active', 0],
      ['snapd', 'active', 0],
    ]);
    await install(test, 'docker-ce');
    expect(services()).toEqual([
      ['containerd', 'active', 0],
      ['docker', 'active', 1],
      ['snapd', 'active', 0],
    ]);
    await test.run('apt-get', '-y', 'remove', 'docker-ce');
    expect(services()).toContainEqual(['docker', 'inactive', 1]);
    expect((await test.run('systemctl', 'is-enabled', 'containerd')).stdout).toBe('enabled\n');
  });

  it.each([
    ['5:18.09.1~3-0~ubuntu-xenial', '18.06.3~ce~3-0~ubuntu'],
    ['1.0', '1.0~rc1'],
    ['1.10', '1.9'],
    ['1.0-1', '1.0'],
    ['28.2.2-0ubuntu1~22.04.1', '20.10.12-0ubuntu4'],
    ['1.0+b', '1.0'],
  ])('takes %s as newer than %s', async (newer, older) => {
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(older, newer)).toBeLessThan(0);
    const { run } = await aMachine();
    expect(await run('dpkg', '--compare-versions', newer, 'gt', older)).toMatchObject({ exitCode: 0 });
  });
});

describe('the packages of NVIDIA', () => {
  it('are the toolkit where a machine has its repository, with pins for all of its parts or none', async () => {
    const test = await aMachineWith([`${nvidia}/libnvidia-container/stable/deb/amd64 /`]);
    const pinned = await install(test, 'nvidia-container-toolkit=1.17.8-1');
    expect(pinned.stdout).toContain('nvidia-container-toolkit-base (= 1.17.8-1) but 1.18.1-1 is to be installed');
    await install(test, 'nvidia-container-toolkit=1.17.8-1', 'nvidia-container-toolkit-base=1.17.8-1');
    expect(await versions(test, 'nvidia-container-toolkit', 'libnvidia-container1')).toEqual([
      'ii nvidia-container-toolkit 1.17.8-1',
      'ii libnvidia-container1 1.18.1-1',
    ]);
    expect(statSync(path.join(test.machine.root, 'usr/bin/nvidia-container-runtime')).mode & 0o777).toBe(0o755);
    expect((await test.run('nvidia-ctk', '--version')).stdout).toContain('NVIDIA Container Toolkit CLI version 1.17.8');
  });

  it.each([
    ['nvidia-driver-535', 'yes', 0],
    ['nvidia-headless-535', 'yes', 127],
    ['nvidia-driver-535', 'reboot', 9],
  ] as const)(
    'of the driver: after %s on a machine that loads it: %s, nvidia-smi ends with %i',
    async (name, driverLoads, exitCode) => {
      const test = await aMachineWith([]);
      giveHardware(test.machine, { gpus: 1, driverLoads });
      expect(await install(test, name)).toMatchObject({ exitCode: 0 });
      expect((await test.run('nvidia-smi')).exitCode).toBe(exitCode);
    },
  );

  it('for CUDA cannot be had: the key that signs them is at no server here', async () => {
    const test = await aMachineWith([]);
    const uri = 'https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2204/x86_64';
    test.write('/etc/apt/sources.list.d/cuda.list', `deb ${uri} /\n`);
    expect((await test.run('apt-get', 'update')).stderr).toContain('NO_PUBKEY A4B469963BF863CC');
    expect((await install(test, 'cuda-drivers')).stderr).toBe('E: Unable to locate package cuda-drivers\n');
  });
});
