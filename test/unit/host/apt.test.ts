import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../src/host/host.ts';
import { aptFailure } from '../../../src/host/apt.ts';
import { aMachine } from './stand-ins.ts';
import type { Reply } from './stand-ins.ts';

const updateCall = ['apt-get', 'update'];
const installCall = (...names: string[]) => [
  'apt-get',
  '--assume-yes',
  '--option=Dpkg::Options::=--force-confold',
  'install',
  ...names,
];
const fine: readonly Reply[] = [{}];
const failing = (err: string): readonly Reply[] => [{ err, code: 100 }];
const lockHeld =
  'E: Could not get lock /var/lib/dpkg/lock - open (11: Resource temporarily unavailable)\n' +
  'E: Unable to lock the administration directory (/var/lib/dpkg/), is another process using it?\n';
const interrupted = "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. \n";
const noNetwork =
  "E: Failed to fetch http://archive.ubuntu.com/x.deb  Temporary failure resolving 'archive.ubuntu.com'\n";

/** An apt-get whose archive has these packages. */
function aMachineWithArchive(...available: string[]) {
  const machine = aMachine();
  const script = `
    [ "$1" = update ] && exit 0
    shift 3
    code=0
    for name in "$@"; do
      case " ${available.join(' ')} " in *" $name "*) ;; *) echo "E: Unable to locate package $name" >&2; code=100;; esac
    done
    [ $code = 0 ] && echo "$@" > ${machine.root}/installed
    exit $code`;
  machine.script('apt-get', script);
  return { ...machine, installed: () => readFileSync(path.join(machine.root, 'installed'), 'utf8').trim() };
}

describe('apt.install', () => {
  it('fetches the lists before the first install of a process only', async () => {
    const { machine, program, calls } = aMachine();
    program('apt-get', { update: fine, install: fine });
    expect(await machine.apt.install(['docker.io'])).toEqual({ installed: ['docker.io'], unavailable: [] });
    await machine.apt.install(['socat', 'git']);
    expect(calls()).toEqual([updateCall, installCall('docker.io'), installCall('socat', 'git')]);
  });

  it('asks nobody', async () => {
    const { machine, script, root } = aMachine();
    script('apt-get', `echo "$DEBIAN_FRONTEND" >> ${root}/frontend`);
    await machine.apt.install(['socat']);
    expect(readFileSync(path.join(root, 'frontend'), 'utf8')).toBe('noninteractive\nnoninteractive\n');
  });

  it('runs nothing when there is nothing to install', async () => {
    const { machine, calls } = aMachine();
    expect(await machine.apt.install([])).toEqual({ installed: [], unavailable: [] });
    expect(calls()).toEqual([]);
  });

  it('leaves optional packages out that no archive has, and installs the others', async () => {
    const { machine, installed } = aMachineWithArchive('socat', 'git');
    const optional = ['ceph-common', 'git', 'nfs-common'];
    const result = await machine.apt.install(['ceph-common', 'git', 'nfs-common', 'socat'], { optional });
    expect(result).toEqual({ installed: ['git', 'socat'], unavailable: ['ceph-common', 'nfs-common'] });
    expect(installed()).toBe('git socat');
  });

  it('leaves out what has no installation candidate either', async () => {
    const { machine, program, calls } = aMachine();
    program('apt-get', {
      update: fine,
      install: [...failing("E: Package 'ceph' has no installation candidate\n"), {}],
    });
    const result = await machine.apt.install(['ceph', 'git'], { optional: ['ceph'] });
    expect(result).toEqual({ installed: ['git'], unavailable: ['ceph'] });
    expect(calls().at(-1)).toEqual(installCall('git'));
  });

  it('runs no install when no archive has any of the packages and all are optional', async () => {
    const { machine } = aMachineWithArchive();
    const result = await machine.apt.install(['a', 'b'], { optional: ['a', 'b'] });
    expect(result).toEqual({ installed: [], unavailable: ['a', 'b'] });
  });

  it('fails when no archive has a package that is needed, without retrying', async () => {
    const { machine, calls, pausesMs } = aMachineWithArchive('git');
    const failed = machine.apt.install(['socat', 'git', 'ceph'], { optional: ['ceph'] });
    await expect(failed).rejects.toMatchObject({ kind: 'CommandFailed', context: { reason: 'unavailable' } });
    expect([calls().length, pausesMs]).toEqual([2, []]);
  });

  it('calls it offline, and leaves nothing out, when the lists could not be fetched', async () => {
    const { machine, program } = aMachine();
    const warning = 'W: Failed to fetch http://archive.ubuntu.com/InRelease\n';
    program('apt-get', { update: [{ err: warning }], install: failing('E: Unable to locate package ceph\n') });
    const failed = machine.apt.install(['ceph'], { optional: ['ceph'] });
    await expect(failed).rejects.toMatchObject({ context: { reason: 'offline' } });
  });

  it('waits for a lock, then goes on', async () => {
    const { machine, program, calls, pausesMs } = aMachine();
    program('apt-get', {
      update: [...failing(lockHeld), {}],
      install: [...failing(lockHeld), ...failing(lockHeld), {}],
    });
    await machine.apt.install(['socat']);
    expect(calls().length).toBe(5);
    expect(pausesMs).toEqual([1_000, 1_000, 2_000]);
  });

  it.each([
    ['locked', lockHeld],
    ['offline', noNetwork],
  ])('gives up within 30 seconds when apt stays %s, and says so', async (reason, words) => {
    const { machine, program, calls, pausesMs } = aMachine();
    program('apt-get', { update: fine, install: failing(words) });
    const failed = machine.apt.install(['socat']);
    await expect(failed).rejects.toMatchObject({ exitCode: 100, context: { reason } });
    await expect(failed).rejects.toMatchObject({ context: { attempts: calls().length - 1 } });
    const totalMs = pausesMs.reduce((sum, pause) => sum + pause, 0);
    expect(totalMs).toBeGreaterThan(0);
    expect(totalMs).toBeLessThanOrEqual(30_000);
  });

  it('fetches the lists again in the next install when that failed', async () => {
    const { machine, program, calls } = aMachine();
    program('apt-get', { update: [...failing('E: The repository is not signed\n'), {}], install: fine });
    await expect(machine.apt.install(['socat'])).rejects.toBeInstanceOf(CommandFailed);
    await machine.apt.install(['socat']);
    expect(calls()).toEqual([updateCall, updateCall, installCall('socat')]);
  });

  it('finishes what an interrupted dpkg left, then installs', async () => {
    const { machine, script, calls, root } = aMachine();
    const state = path.join(root, 'half-configured');
    writeFileSync(state, '');
    const complaint = `[ -e ${state} ] && [ "$1" != update ] && { echo "${interrupted.trim()}" >&2; exit 100; }; exit 0`;
    script('apt-get', complaint);
    script('dpkg', `/bin/rm ${state}`);
    await machine.apt.install(['socat']);
    const repaired = [updateCall, installCall('socat'), ['dpkg', '--configure', '-a'], installCall('socat')];
    expect(calls()).toEqual(repaired);
  });

  it('fails when dpkg stays interrupted after its repair', async () => {
    const { machine, program, calls } = aMachine();
    program('apt-get', { update: fine, install: failing(interrupted) });
    program('dpkg', { '-a': fine });
    await expect(machine.apt.install(['socat'])).rejects.toMatchObject({ context: { reason: 'interrupted' } });
    expect(calls().length).toBe(4);
  });

  it('fails at once for any other reason', async () => {
    const { machine, program, calls, pausesMs } = aMachine();
    program('apt-get', { update: fine, install: failing('E: Sub-process /usr/bin/dpkg returned an error code (1)\n') });
    const failed = machine.apt.install(['socat'], { optional: ['socat'] });
    await expect(failed).rejects.toMatchObject({
      exitCode: 100,
      message: expect.stringContaining('Sub-process') as string,
    });
    expect([calls().length, pausesMs]).toEqual([2, []]);
  });

  it('fails without retrying when the machine has no apt', async () => {
    const { machine, pausesMs } = aMachine();
    await expect(machine.apt.install(['socat'])).rejects.toMatchObject({ isMissing: true });
    expect(pausesMs).toEqual([]);
  });
});

describe('apt.missing', () => {
  it('names what is not installed completely, in the order of the question', async () => {
    const { machine, program, calls } = aMachine();
    const out = 'ceph-common 1 ii \ncifs-utils 2 hi \nconntrack 3 iF \ngit 4 rc \nnfs-common  un \n';
    program('dpkg-query', { '--show': [{ out, err: 'dpkg-query: no packages found matching socat\n', code: 1 }] });
    const names = ['socat', 'ceph-common', 'cifs-utils', 'conntrack', 'git', 'nfs-common'];
    expect(await machine.apt.missing(names)).toEqual(['socat', 'conntrack', 'git', 'nfs-common']);
    const format = '--showformat=${Package} ${Version} ${db:Status-Abbrev}\\n';
    expect(calls()).toEqual([['dpkg-query', '--show', format, ...names]]);
  });

  it('asks nothing about nothing', async () => {
    const { machine, calls } = aMachine();
    expect([await machine.apt.missing([]), calls()]).toEqual([[], []]);
  });

  it('fails when dpkg does', async () => {
    const { machine, program } = aMachine();
    program('dpkg-query', { '--show': [{ err: 'dpkg-query: error: parsing file\n', code: 2 }] });
    await expect(machine.apt.missing(['git'])).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('aptFailure', () => {
  it.each([
    ['E: Could not get lock /var/lib/apt/lists/lock - open (11: Resource temporarily unavailable)', 'locked'],
    ['E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend)', 'locked'],
    ['E: Unable to lock directory /var/lib/apt/lists/, is another process using it?', 'locked'],
    ['dpkg: error: dpkg frontend lock was locked by another process with pid 12', 'locked'],
    ['dpkg: error: dpkg status database is locked by another process', 'locked'],
    ["Err:1 http://x Temporary failure resolving 'x'", 'offline'],
    ['E: Failed to fetch http://x/y.deb  404  Not Found', 'offline'],
    ["W: Could not resolve 'x'", 'offline'],
    [interrupted, 'interrupted'],
    ['E: Unable to locate package nfs-common', 'unavailable'],
    ["E: Package 'nfs-common' has no installation candidate", 'unavailable'],
    ['E: Unmet dependencies.', null],
    ['', null],
  ])('of %j is %s', (stderr, reason) => {
    const ended = { exitCode: 100, signal: null, durationMs: 1, timedOut: false, isMissing: false, stdout: '' };
    expect(aptFailure(new CommandFailed({ ...ended, argv: ['apt-get'], stderr }))).toBe(reason);
  });
});
