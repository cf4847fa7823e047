import { readlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeMachine, makeSnapFile } from '../../../simulator/programs/programs.ts';
import { aMachine } from './a-machine.ts';

const install = ['apt-get', '--assume-yes', '--option=Dpkg::Options::=--force-confold', 'install'] as const;

describe('apt-get', () => {
  it('knows no package before the lists were fetched', async () => {
    const { run } = await aMachine();
    expect(await run(...install, 'socat')).toMatchObject({
      exitCode: 100,
      stderr: 'E: Unable to locate package socat\n',
    });
    await run('apt-get', 'update');
    expect((await run(...install, 'socat')).exitCode).toBe(0);
  });

  it('installs none of the packages when one is unknown', async () => {
    const { run, machine } = await aMachine({ series: 'jammy' });
    await run('apt-get', 'update');
    const { exitCode, stderr } = await run(...install, 'git', 'aufs-tools');
    expect([exitCode, stderr]).toEqual([100, 'E: Unable to locate package aufs-tools\n']);
    expect(describeMachine(machine).packages).toEqual([]);
  });

  it('starts docker when it installs it, and leaves a configuration file that is there', async () => {
    const { run, write, machine } = await aMachine();
    write('/etc/default/docker', 'DOCKER_OPTS="--debug"\n');
    await run('apt-get', 'update');
    await run(...install, 'docker.io');
    const { services, files, iptables } = describeMachine(machine);
    expect(services).toMatchObject([
      { name: 'containerd', active: 'active', restarts: 0 },
      { name: 'docker', active: 'active', restarts: 0 },
      { name: 'snapd', active: 'active', restarts: 0 },
    ]);
    expect(iptables.forward).toBe('DROP');
    expect(files.map((file) => `${file.mode} ${file.path}`)).toEqual([
      '0644 /etc/default/docker',
      '0644 /etc/default/docker.dpkg-dist',
      '0644 /lib/systemd/system/containerd.service',
      '0644 /lib/systemd/system/docker.service',
      '0755 /usr/bin/containerd',
      '0755 /usr/bin/dockerd',
      '0755 /usr/sbin/runc',
    ]);
    expect((await run('docker', 'info')).exitCode).toBe(0);
  });

  it.each([
    ['an unknown operation', ['instal', 'git'], 'E: Invalid operation instal'],
    [
      'an unknown option',
      ['--assume-yes', '--forse', 'install', 'git'],
      'E: Command line option --forse is not understood',
    ],
  ])('refuses %s', async (_what, argv, words) => {
    const { run } = await aMachine();
    const { exitCode, stderr } = await run('apt-get', ...argv);
    expect(exitCode).toBe(100);
    expect(stderr).toContain(words);
  });

  it.each([
    ['locked', 'Could not get lock /var/lib/dpkg/lock', 100],
    ['offline', "Temporary failure resolving 'archive.ubuntu.com'", 100],
    ['fail', 'Sub-process /usr/bin/dpkg returned an error code (1)', 100],
  ] as const)('fails as %s as often as asked, then works', async (kind, words, exitCode) => {
    const { run, machine } = await aMachine();
    await run('apt-get', 'update');
    machine.faults.push({ program: 'apt-get', match: 'install', kind, times: 1 });
    const failed = await run(...install, 'git');
    expect(failed.exitCode).toBe(exitCode);
    expect(failed.stderr).toContain(words);
    expect((await run(...install, 'git')).exitCode).toBe(0);
  });
});

describe('dpkg-query', () => {
  it('prints what is installed in the asked format, and ends with 1 for the others', async () => {
    const { run } = await aMachine();
    await run('apt-get', 'update');
    await run(...install, 'socat');
    const format = '--showformat=${Package} ${db:Status-Abbrev}\\n';
    expect(await run('dpkg-query', '--show', format, 'socat', 'git')).toEqual({
      exitCode: 1,
      stdout: 'socat ii \n',
      stderr: 'dpkg-query: no packages found matching git\n',
    });
  });
});

describe('snap', () => {
  const kubelet = ['snap', 'install', '--channel=1.10/stable', '--classic', 'kubelet'] as const;

  it('installs from the store, links the revision, and starts the daemon', async () => {
    const { run, machine } = await aMachine();
    expect(await run(...kubelet)).toMatchObject({ exitCode: 0, stdout: "kubelet 1.10.2 from 'canonical' installed\n" });
    expect(readlinkSync(path.join(machine.root, 'snap/kubelet/current'))).toBe('430');
    expect(await run('kubelet', '--version')).toMatchObject({ stdout: 'Kubernetes v1.10.2\n' });
    expect(describeMachine(machine).services).toMatchObject([
      { name: 'snap.kubelet.daemon', active: 'activating', sub: 'auto-restart' },
      { name: 'snapd' },
    ]);
    expect(await run(...kubelet)).toMatchObject({
      exitCode: 0,
      stderr: `snap "kubelet" is already installed, see 'snap help refresh'\n`,
    });
  });

  it('refreshes to another channel and keeps the settings', async () => {
    const { run, machine } = await aMachine();
    await run(...kubelet);
    await run('snap', 'set', 'kubelet', 'v=3');
    const same = await run('snap', 'refresh', '--channel=1.10/stable', '--classic', 'kubelet');
    expect(same).toMatchObject({ exitCode: 0, stderr: 'snap "kubelet" has no updates available\n' });
    await run('snap', 'refresh', '--channel=1.11/stable', '--classic', 'kubelet');
    expect(describeMachine(machine).snaps).toMatchObject([{ name: 'kubelet', version: '1.11.0', settings: { v: 3 } }]);
    expect(describeMachine(machine).services[0]?.restarts).toBe(1);
  });

  it.each([
    ['without --classic', ['install', 'kubelet'], 'was published using classic confinement'],
    [
      'from a channel that is not there',
      ['install', '--classic', '--channel=9.9/stable', 'kubelet'],
      'snap "kubelet" is not available on 9.9/stable',
    ],
    ['that the store does not have', ['install', '--classic', 'nothing'], 'snap "nothing" not found'],
    ['that is not installed', ['refresh', '--classic', 'kubelet'], 'snap "kubelet" is not installed'],
    ['with an unknown flag', ['install', '--clasic', 'kubelet'], "unknown flag `clasic'", 64],
    ['from a file that is not there', ['install', '--dangerous', '--classic', '/no.snap'], 'cannot open: "/no.snap"'],
  ])('refuses a snap %s', async (_what, argv, words, expected = 1) => {
    const { run, machine } = await aMachine();
    const { exitCode, stderr } = await run('snap', ...argv);
    expect(exitCode).toBe(expected);
    expect(stderr).toContain(words);
    expect(describeMachine(machine).snaps).toEqual([]);
  });

  it('installs a file, by its path on the machine or on the disk, as x1 and then x2', async () => {
    const { run, write, machine } = await aMachine();
    write('/r/kubelet.snap', makeSnapFile({ name: 'kubelet', version: '1.10.9' }).toString('latin1'));
    const argv = ['snap', 'install', '--channel=1.10/stable', '--classic', '--dangerous'] as const;
    await run(...argv, '/r/kubelet.snap');
    expect(describeMachine(machine).snaps).toMatchObject([{ revision: 'x1', version: '1.10.9', channel: null }]);
    await run(...argv, path.join(machine.root, 'r/kubelet.snap'));
    expect(describeMachine(machine).snaps).toMatchObject([{ revision: 'x2' }]);
    expect((await run('snap', 'refresh', '--classic', 'kubelet')).stderr).toContain('use --amend to proceed anyway');
  });

  it.each(['', 'not a snap at all, but long enough'])('refuses a file that holds %j', async (content) => {
    const { run, write } = await aMachine();
    write('/r/kubelet.snap', content);
    expect((await run('snap', 'install', '--classic', '--dangerous', '/r/kubelet.snap')).stderr).toContain(
      'cannot open snap',
    );
  });

  it('reads a setting as JSON where it can, keeps text, nests dotted keys and removes null', async () => {
    const { run } = await aMachine();
    await run(...kubelet);
    expect((await run('snap', 'get', '-d', 'kubelet')).stdout).toBe('{}\n');
    await run('snap', 'set', 'kubelet', 'port=10250', 'logtostderr=true', 'address=0.0.0.0', 'a.b=1', 'gone=1');
    await run('snap', 'set', 'kubelet', 'gone=null');
    expect(JSON.parse((await run('snap', 'get', '-d', 'kubelet')).stdout)).toEqual({
      a: { b: 1 },
      address: '0.0.0.0',
      logtostderr: true,
      port: 10250,
    });
  });

  it.each([
    ['UPPER=1', 'invalid option name: "UPPER"'],
    ['a_b=1', 'invalid option name: "a_b"'],
    ['12=1', 'invalid option name: "12"'],
    ['nothing', 'invalid configuration: "nothing" (want key=value)'],
  ])('refuses the setting %s and sets none of the others', async (pair, words) => {
    const { run } = await aMachine();
    await run(...kubelet);
    const { exitCode, stderr } = await run('snap', 'set', 'kubelet', 'good=1', pair);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(words);
    expect((await run('snap', 'get', '-d', 'kubelet')).stdout).toBe('{}\n');
  });

  it.each([
    ['busy', 'error: snap "kubelet" has "install-snap" change in progress\n', 10],
    ['offline', 'no such host\n', 1],
  ] as const)('says so when it is %s', async (kind, words, exitCode) => {
    const { run, machine } = await aMachine();
    machine.faults.push({ program: 'snap', match: 'install', kind, times: -1 });
    for (const _attempt of [1, 2]) {
      const failed = await run(...kubelet);
      expect(failed.exitCode).toBe(exitCode);
      expect(failed.stderr).toContain(words);
    }
  });
});
