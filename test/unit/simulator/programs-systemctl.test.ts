import { describe, expect, it } from 'vitest';
import { aMachine } from './a-machine.ts';

const properties = '--property=Id,LoadState,ActiveState,SubState,InvocationID';

async function withDocker(given: Parameters<typeof aMachine>[0] = {}) {
  const test = await aMachine(given);
  await test.run('apt-get', 'update');
  await test.run('apt-get', '-y', 'install', 'docker.io');
  return test;
}

describe('systemctl', () => {
  it('shows a block per unit, also for one that it does not know', async () => {
    const { run } = await withDocker();
    const { stdout } = await run('systemctl', 'show', properties, 'docker', 'snap.kubelet.daemon');
    expect(stdout).toMatch(
      /^Id=docker\.service\nLoadState=loaded\nActiveState=active\nSubState=running\nInvocationID=[0-9a-f]{32}\n\nId=snap\.kubelet\.daemon\.service\nLoadState=not-found\nActiveState=inactive\nSubState=dead\n$/u,
    );
  });

  it('gives a unit another InvocationID at every restart, and the same while it runs', async () => {
    const { run } = await withDocker();
    const id = async () => (await run('systemctl', 'show', '--property=InvocationID', 'docker')).stdout;
    const first = await id();
    expect(await id()).toBe(first);
    await run('systemctl', 'restart', 'docker.service');
    expect(await id()).not.toBe(first);
  });

  it('changes nothing when it is asked', async () => {
    const { run, machine } = await withDocker();
    const before = JSON.stringify(machine.state);
    await run('systemctl', 'show', properties, 'docker', 'nothing');
    await run('systemctl', 'is-active', 'docker');
    expect(JSON.stringify(machine.state)).toBe(before);
  });

  it.each([
    [['restart', 'nothing'], 5, 'Failed to restart nothing.service: Unit nothing.service not found.'],
    [['stop', 'nothing'], 5, 'Failed to stop nothing.service: Unit nothing.service not loaded.'],
    [['enable', 'nothing'], 1, 'Failed to enable unit: Unit file nothing.service does not exist.'],
    [['restrat', 'docker'], 1, 'Unknown operation restrat.'],
    [['restart'], 1, 'Too few arguments.'],
    [['--frobnicate', 'restart', 'docker'], 1, "systemctl: unrecognized option '--frobnicate'"],
  ])('refuses %j', async (argv, exitCode, words) => {
    const { run } = await withDocker();
    expect(await run('systemctl', ...argv)).toMatchObject({ exitCode, stderr: `${words}\n` });
  });

  it('starts a unit that somebody else wrote', async () => {
    const { run, write } = await withDocker();
    write('/etc/systemd/system/flannel.service', '[Service]\nExecStart=/usr/local/bin/flanneld\n');
    await run('systemctl', 'enable', 'flannel');
    await run('systemctl', 'start', 'flannel');
    expect(await run('systemctl', 'is-active', 'flannel')).toMatchObject({ exitCode: 0, stdout: 'active\n' });
    await run('systemctl', 'stop', 'flannel');
    expect(await run('systemctl', 'is-active', 'flannel')).toMatchObject({ exitCode: 3, stdout: 'inactive\n' });
  });

  it('can be told to hide InvocationIDs, as systemd of Ubuntu 16.04 does', async () => {
    const { run, machine } = await withDocker();
    machine.state['hidesInvocationIds'] = true;
    expect((await run('systemctl', 'show', properties, 'docker')).stdout).not.toContain('InvocationID');
  });
});

describe('systemctl of a unit with drop-ins', () => {
  it('tells where they are, what they set, and whether it has read them', async () => {
    const { run, write } = await withDocker();
    const dropIn = '/etc/systemd/system/docker.service.d/x.conf';
    write(dropIn, '[Service]\nEnvironment="A=b c" D=e\n');
    const value = async (name: string) => (await run('systemctl', 'show', '-p', name, '--value', 'docker')).stdout;
    expect(await value('NeedDaemonReload')).toBe('yes\n');
    await run('systemctl', 'daemon-reload');
    expect(await value('NeedDaemonReload')).toBe('no\n');
    expect(await value('DropInPaths')).toBe(`${dropIn}\n`);
    expect(await value('Environment')).toBe('"A=b c" D=e\n');
    expect((await run('systemctl', 'cat', 'docker')).stdout).toContain(`\n# ${dropIn}\n[Service]\n`);
    expect((await run('systemctl', 'cat', 'none')).exitCode).toBe(1);
  });
});

describe('the machine', () => {
  it('says what it is', async () => {
    const { run } = await aMachine({ architecture: 's390x', isContainer: true });
    expect((await run('dpkg', '--print-architecture')).stdout).toBe('s390x\n');
    expect(await run('systemd-detect-virt', '--container')).toMatchObject({ exitCode: 0, stdout: 'lxc\n' });
    expect((await run('uname', '-r')).stdout).toBe('4.4.0-122-generic\n');
    expect((await run('hostname')).stdout).toBe('juju-1a2b3c-0\n');
    expect((await run('lsb_release', '-cs')).stdout).toBe('xenial\n');
  });

  it('is no container unless it is one', async () => {
    const { run } = await aMachine();
    expect(await run('systemd-detect-virt', '--container')).toMatchObject({ exitCode: 1, stdout: 'none\n' });
  });

  it('adds users that it has to groups that it has', async () => {
    const { run } = await withDocker();
    expect((await run('usermod', '-aG', 'docker', 'ubuntu')).exitCode).toBe(0);
    expect((await run('getent', 'group', 'docker')).stdout).toBe('docker:x:999:ubuntu\n');
    expect(await run('usermod', '-aG', 'docker', 'nobody-else')).toMatchObject({ exitCode: 6 });
    expect(await run('usermod', '-aG', 'wheel', 'ubuntu')).toMatchObject({ exitCode: 6 });
  });

  it('refuses a policy that iptables does not know', async () => {
    const { run } = await aMachine();
    expect((await run('iptables', '-w', '300', '-P', 'FORWARD', 'ALLOW')).exitCode).not.toBe(0);
    expect((await run('iptables', '-P', 'SIDEWAYS', 'ACCEPT')).exitCode).not.toBe(0);
    await run('iptables', '-P', 'FORWARD', 'DROP');
    expect((await run('iptables', '-S', 'FORWARD')).stdout).toBe('-P FORWARD DROP\n');
  });
});
