/** A machine whose apt is the real one, with its configuration, lists and packages in folders of a test's own. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFiles, createMachine, createRun } from '../../src/host/host.ts';
import type { Machine, Run } from '../../src/host/host.ts';
import type { SourcePorts } from '../../src/worker/runtime/apt-sources.ts';
import { aRecord } from '../unit/worker/a-record.ts';

export interface RealApt {
  readonly machine: Machine;
  readonly ports: SourcePorts;
  /** What plays `/` for the folders of apt and dpkg, and for `/opt` and `/srv`. */
  readonly root: string;
  readonly run: Run;
  readonly end: () => void;
}

/** Why this machine cannot run the tests; null when it can. */
export function whyNot(): string | null {
  if (process.getuid?.() !== 0) return 'they need root, for a mount namespace of their own';
  const missing = ['apt-get', 'apt-ftparchive', 'dpkg-deb', 'gpg', 'unshare', 'nsenter'].filter(
    (name) => !['/usr/bin', '/usr/sbin', '/bin', '/sbin'].some((folder) => existsSync(`${folder}/${name}`)),
  );
  return missing.length === 0 ? null : `${missing.join(', ')} are missing (Debian: apt-utils, dpkg, gnupg, util-linux)`;
}

/** A fresh one. No process outside of its mount namespace sees its folders where apt does. */
export async function aRealApt(): Promise<RealApt> {
  const root = mkdtempSync(path.join(tmpdir(), 'kubernetes-worker-apt-'));
  for (const folder of folders) mkdirSync(path.join(root, folder), { recursive: true });
  for (const folder of ['partial', 'archives/partial', 'lists/partial']) {
    mkdirSync(path.join(root, '/var/lib/apt', folder), { recursive: true });
    mkdirSync(path.join(root, '/var/cache/apt', folder), { recursive: true });
  }
  for (const name of ['status', 'available', 'diversions', 'statoverride'])
    writeFileSync(path.join(root, '/var/lib/dpkg', name), '');
  for (const name of ['info', 'updates', 'triggers', 'parts', 'alternatives'])
    mkdirSync(path.join(root, '/var/lib/dpkg', name), { recursive: true });
  for (const name of ['sources.list.d', 'preferences.d', 'apt.conf.d', 'trusted.gpg.d', 'keyrings'])
    mkdirSync(path.join(root, '/etc/apt', name), { recursive: true });
  const holder = spawn('unshare', ['--mount', '--propagation', 'private', 'sleep', 'infinity'], { stdio: 'ignore' });
  const pid = String(holder.pid);
  while (!hasOwnNamespace(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  for (const folder of folders) {
    execFileSync('nsenter', ['-t', pid, '-m', 'mount', '--bind', path.join(root, folder), folder]);
  }
  const outside = createRun({ root: '', env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin:/usr/lib/apt` } });
  const run: Run = (argv, options) => outside(['nsenter', '-t', pid, '-m', '--', ...argv], options);
  const machine = createMachine({ run, files: createFiles({ root }), wait: async () => undefined });
  return {
    root,
    run,
    machine,
    ports: { machine, record: aRecord(), warn: () => undefined },
    end: () => {
      holder.kill('SIGKILL');
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function hasOwnNamespace(pid: string): boolean {
  const inode = (who: string) => execFileSync('stat', ['-L', '-c', '%i', `/proc/${who}/ns/mnt`]).toString();
  return inode(pid) !== inode('self');
}

const folders: readonly string[] = [
  '/etc/apt',
  '/var/lib/apt',
  '/var/cache/apt',
  '/var/lib/dpkg',
  '/opt',
  '/srv',
  '/root',
];
