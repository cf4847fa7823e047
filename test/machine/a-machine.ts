/**
 * Throw-away machines for the tests in this folder: Debian with systemd as the first process, in namespaces of its own.
 *
 * `scripts/machine-base.sh` makes what they are made of, `scripts/machine-boot.sh` boots one. It has no network but its
 * own; what listens there for this process is made by `listen`. Needs root. Start reading at `aMachine`.
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import type { RealMachine } from '../../simulator/contract.ts';
import { removeCgroups, removeMachineFolder, stem } from './left-behind.ts';
import { listenThere } from './listen-there.ts';
import { runThere } from './run-there.ts';
import type { Ran, RunOptions } from './run-there.ts';

export interface TestMachine {
  /** As the simulator knows it. */
  readonly real: RealMachine;
  /** A program of the machine has run in it. @throws when it ends with another exit code than 0, unless that is `ok` */
  readonly run: (argv: readonly string[], options?: RunOptions) => Promise<Ran>;
  /** A server of this process at an address of the machine's network. */
  readonly listen: (host: string, port: number) => Promise<Server>;
  readonly read: (file: string) => Promise<string>;
  readonly write: (file: string, content: string | Buffer, mode?: number) => Promise<void>;
  /** It is gone, with everything in it. */
  readonly end: () => Promise<void>;
}

/** A machine that has booted, with this address; with `loops`, one that can mount images: snapd needs that. */
export async function aMachine(
  address: string,
  { loops = [] }: { readonly loops?: readonly string[] } = {},
): Promise<TestMachine> {
  const base = inject('machineBase');
  const folder = await mkdtemp(path.join(tmpdir(), `${stem}${process.pid}-`));
  const name = path.basename(folder);
  const root = path.join(folder, 'root');
  await mkdir(root);
  await promisify(execFile)('tar', ['--numeric-owner', '--xattrs', '-C', root, '-xf', path.join(base, 'base.tar')]);
  await writeFile(path.join(root, 'etc/hostname'), 'a-worker\n');
  await writeFile(path.join(root, 'etc/hosts'), `127.0.0.1 localhost\n${address} a-worker registry.test\n`);
  await writeFile(path.join(root, 'etc/machine-id'), `${randomUUID().replaceAll('-', '')}\n`);

  const boot = startBoot({ folder, root, name, archive: path.join(base, 'archive'), loops });
  const end = async () => {
    await ended(boot);
    removeCgroups(name);
    await removeMachineFolder(folder);
  };
  try {
    const init = await booted(boot, path.join(folder, 'console'));
    const enter = ['/usr/bin/nsenter', '--target', String(init), '--all', '--'];
    const run = (argv: readonly string[], options?: RunOptions) => runThere(enter, argv, options);
    await prepare(run, address);
    const listen = (host: string, port: number) => listenThere({ pid: init, host, port });
    return {
      real: { root, enter, listener: await listen('127.0.0.1', 0) },
      run,
      listen,
      read: (file) => readFile(path.join(root, file), 'utf8'),
      write: async (file, content, mode = 0o644) => {
        await mkdir(path.dirname(path.join(root, file)), { recursive: true });
        await writeFile(path.join(root, file), content, { mode });
      },
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

interface Boot {
  readonly folder: string;
  readonly root: string;
  readonly name: string;
  readonly archive: string;
  /** Devices of this computer that the machine has too. */
  readonly loops: readonly string[];
}

/** The machine ends with this process, however that ends. */
function startBoot({ folder, root, name, archive, loops }: Boot): ChildProcess {
  const console = openSync(path.join(folder, 'console'), 'w');
  const argv = ['--pdeathsig', 'KILL', path.resolve('scripts/machine-boot.sh'), root, name];
  const child = spawn(
    '/usr/bin/setpriv',
    [...argv, `--bind-ro=${archive}:/srv/archive`, ...loops.map((device) => `--bind=${device}`)],
    {
      detached: true,
      stdio: ['ignore', console, console],
    },
  );
  closeSync(console);
  return child;
}

/** The machine's first process, once its services have started. */
async function booted(boot: ChildProcess, console: string): Promise<number> {
  for (let waitedMs = 0; waitedMs < 60_000 && boot.exitCode === null && boot.signalCode === null; waitedMs += 50) {
    await sleep(50);
    const init = initOf(boot.pid);
    if (init === null) continue;
    const enter = ['/usr/bin/nsenter', '--target', String(init), '--all', '--'];
    const { stdout } = await runThere(enter, ['systemctl', 'is-system-running'], { ok: [0, 1, 4] });
    if (/^(?:running|degraded)$/mu.test(stdout)) return init;
  }
  throw new Error(`the machine did not boot: ${await readFile(console, 'utf8')}`);
}

/** unshare, then nspawn, then the machine's systemd. */
function initOf(pid: number | undefined): number | null {
  const [nspawn] = childrenOf(pid);
  const init = childrenOf(nspawn).find((child) => commandOf(child) === 'systemd');
  return init ?? null;
}

function childrenOf(pid: number | undefined): number[] {
  const numbers = readProc(`${pid}/task/${pid}/children`).split(' ');
  return numbers.filter((each) => each.trim() !== '').map(Number);
}

function commandOf(pid: number): string {
  return readProc(`${pid}/comm`).trim();
}

function readProc(file: string): string {
  try {
    return readFileSync(path.join('/proc', file), 'utf8');
  } catch {
    return '';
  }
}

/** Its address is that of one end of a cable whose other end is in it too; Docker may write cgroups of version 1. */
async function prepare(run: TestMachine['run'], address: string): Promise<void> {
  await run(['ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'far-end']);
  await run(['ip', 'address', 'add', `${address}/16`, 'dev', 'eth0']);
  await run(['ip', 'link', 'set', 'eth0', 'up']);
  await run(['ip', 'link', 'set', 'far-end', 'up']);
  await run(['ip', 'route', 'add', 'default', 'dev', 'eth0']);
  const mounts = (await run(['cat', '/proc/self/mounts'])).stdout.split('\n').map((line) => line.split(' '));
  for (const [, mounted = '', kind] of mounts) {
    // Without `bind` the mount point is busy.
    if (kind === 'cgroup') await run(['mount', '-o', 'remount,bind,rw,nosuid,nodev,noexec', mounted]);
  }
}

async function ended(boot: ChildProcess): Promise<void> {
  if (boot.exitCode !== null || boot.signalCode !== null) return;
  const gone = new Promise((resolve) => boot.once('exit', resolve));
  // The first process of its namespaces: everything else goes with it.
  const [nspawn] = childrenOf(boot.pid);
  if (nspawn === undefined) boot.kill('SIGKILL');
  else process.kill(nspawn, 'SIGKILL');
  await gone;
}
