import { describe, expect, it } from 'vitest';
import { FileFailed } from '../../../src/host/host.ts';
import { aMachine } from './stand-ins.ts';

const xenial = `NAME="Ubuntu"
VERSION="16.04.7 LTS (Xenial Xerus)"
ID=ubuntu
# a comment
PRETTY_NAME='Ubuntu 16.04.7 LTS'
VERSION_ID="16.04"
VERSION_CODENAME=xenial
`;

describe('a machine', () => {
  it('knows its release', async () => {
    const { machine, files } = aMachine();
    await files.write('/etc/os-release', xenial, { mode: 0o644 });
    const release = { id: 'ubuntu', versionId: '16.04', codename: 'xenial', prettyName: 'Ubuntu 16.04.7 LTS' };
    expect(await machine.release()).toEqual(release);
  });

  it('finds its release in the second place too, and has no code name where none is given', async () => {
    const { machine, files } = aMachine();
    await files.write('/usr/lib/os-release', 'ID=alpine\n', { mode: 0o644 });
    expect(await machine.release()).toEqual({ id: 'alpine', versionId: '', codename: null, prettyName: '' });
  });

  it('knows its name', async () => {
    const { machine, files } = aMachine();
    await expect(machine.hostName()).rejects.toBeInstanceOf(FileFailed);
    await files.write('/proc/sys/kernel/hostname', 'juju-abc-3\n', { mode: 0o444 });
    expect(await machine.hostName()).toBe('juju-abc-3');
  });

  it('knows its architecture', async () => {
    const { machine, program, calls } = aMachine();
    program('dpkg', { '--print-architecture': [{ out: 'arm64\n' }] });
    expect(await machine.architecture()).toBe('arm64');
    expect(calls()).toEqual([['dpkg', '--print-architecture']]);
  });

  it.each([
    [{ out: 'none\n', code: 1 }, null],
    [{ out: 'lxc\n' }, 'lxc'],
  ])('knows whether it is a container (%j)', async (reply, kind) => {
    const { machine, program } = aMachine();
    program('systemd-detect-virt', { '--container': [reply] });
    expect(await machine.container()).toBe(kind);
  });

  it('knows its users', async () => {
    const { machine, files } = aMachine();
    expect(await machine.userExists('ubuntu')).toBe(false);
    await files.write('/etc/passwd', 'root:x:0:0::/root:\nubuntu2:x:1:1::/:\n', { mode: 0o644 });
    expect([await machine.userExists('ubuntu'), await machine.userExists('ubuntu2')]).toEqual([false, true]);
  });
});
