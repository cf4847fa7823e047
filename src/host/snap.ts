import path from 'node:path';
import * as z from 'zod/mini';
import { CommandFailed } from './errors.ts';
import type { FailureReason } from './errors.ts';
import type { Files } from './files.ts';
import { hostPath } from './host-path.ts';
import { networkPausesMs, retrying, shortPausesMs } from './retry.ts';
import type { Wait } from './retry.ts';
import type { Arg, Run, RunResult } from './run.ts';

/** Where a snap comes from. The path of a file is real: Juju gave it, no root is put in front. */
export type SnapSource =
  | { readonly kind: 'store'; readonly channel: string }
  | { readonly kind: 'file'; readonly path: string; readonly channel: string };

/**
 * Snaps of the machine.
 *
 * @throws CommandFailed; `context.reason` is `busy` or `offline` where snap says so
 */
export interface Snap {
  /** The snap is installed; one that was installed already stays as it is, unless the source is a file. */
  readonly install: (name: string, source: SnapSource) => Promise<void>;
  /** The snap is the newest of its source. A file always counts as a change. */
  readonly refresh: (name: string, source: SnapSource) => Promise<'changed' | 'unchanged'>;
  /** What `snap info` prints of snaps and of files; nothing where it knows none of them. The paths of files are real. */
  readonly info: (names: readonly string[]) => Promise<string>;
  /** What `snap list` prints of those of the snaps that are installed. */
  readonly list: (names: readonly string[]) => Promise<string>;
  /** General refreshes leave the snaps alone, for ever. Needs snapd 2.58. */
  readonly hold: (names: readonly string[]) => Promise<void>;
  /** The SHA-256 of the file that the installed revision was installed from; null when the snap is not installed. */
  readonly contentOf: (name: string) => Promise<string | null>;
  /** The installed revision, for example `1010` or `x1`; null when the snap is not installed. */
  readonly revision: (name: string) => Promise<string | null>;
  /** Every setting of the snap, decoded; empty when it has none. */
  readonly settings: (name: string) => Promise<Readonly<Record<string, unknown>>>;
  /** The settings have these values, set in this order in one go; null removes one. */
  readonly set: (name: string, changes: Readonly<Record<string, string | null>>) => Promise<void>;
  /** snapd trusts what the file asserts; the root goes in front of its path. */
  readonly acknowledge: (path: string) => Promise<void>;
  /** What `snap version` prints. */
  readonly version: () => Promise<string>;
}

/** The snaps of the machine that `run` runs programs on. */
export function createSnap(given: { readonly run: Run; readonly files: Files; readonly wait: Wait }): Snap {
  const delaysMs = { busy: shortPausesMs, offline: networkPausesMs };
  const snap = (args: readonly Arg[], timeoutMs: number): Promise<RunResult> =>
    retrying({ classify: snapFailure, delaysMs, wait: given.wait }, () =>
      given.run(['snap', ...args], { timeoutMs, env: { LC_ALL: 'C.UTF-8' } }),
    );
  return {
    install: async (name, source) => {
      await unless(alreadyInstalled, snap(installArgs(name, source), transferTimeoutMs));
    },
    refresh: async (name, source) => {
      if (source.kind === 'file') {
        await snap(installArgs(name, source), transferTimeoutMs);
        return 'changed';
      }
      const isUnchanged = await unless(noUpdates, refreshFromStore(snap, name, source.channel));
      return isUnchanged ? 'unchanged' : 'changed';
    },
    info: (names) => textUnless(nothingFound, snap(['info', ...names], storeAnswerTimeoutMs)),
    list: (names) => textUnless(noneInstalled, snap(['list', ...names], answerTimeoutMs)),
    hold: async (names) => {
      if (names.length > 0) await snap(['refresh', '--hold', ...names], answerTimeoutMs);
    },
    contentOf: async (name) => {
      const revision = await revisionOf(given.files, name);
      return revision === null ? null : given.files.sha256(`/var/lib/snapd/snaps/${name}_${revision}.snap`);
    },
    revision: (name) => revisionOf(given.files, name),
    settings: (name) => settings(snap, name),
    set: async (name, changes) => {
      const args = Object.entries(changes).map(([key, value]) => `${key}=${value ?? 'null'}`);
      if (args.length > 0) await snap(['set', name, ...args], configureTimeoutMs);
    },
    acknowledge: async (file) => {
      await snap(['ack', hostPath(file)], answerTimeoutMs);
    },
    version: async () => (await snap(['version'], answerTimeoutMs)).stdout,
  };
}

/** Why snap failed, as far as its words tell. */
export function snapFailure(failed: CommandFailed): FailureReason | null {
  if (busy.test(failed.stderr)) return 'busy';
  return offline.test(failed.stderr) ? 'offline' : null;
}

type RunSnap = (args: readonly Arg[], timeoutMs: number) => Promise<RunResult>;

/** The channel `stable` is snap's own default and is not named, as in the Python charm. */
function installArgs(name: string, source: SnapSource): readonly string[] {
  if (source.kind === 'file') {
    return ['install', `--channel=${source.channel}`, '--classic', '--dangerous', source.path];
  }
  const channel = source.channel === 'stable' ? [] : [`--channel=${source.channel}`];
  return ['install', ...channel, '--classic', name];
}

/** Every channel is named: without one, snap stays on the channel that the snap was installed from. */
async function refreshFromStore(snap: RunSnap, name: string, channel: string): Promise<RunResult> {
  try {
    return await snap(['refresh', `--channel=${channel}`, '--classic', name], transferTimeoutMs);
  } catch (error) {
    // A snap that was installed from a file becomes the store's.
    if (!(error instanceof CommandFailed) || !/use --amend/.test(error.stderr)) throw error;
    return await snap(['refresh', `--channel=${channel}`, '--classic', '--amend', name], transferTimeoutMs);
  }
}

/** True when snap said so, whether it calls that a success or a failure. */
async function unless(words: RegExp, running: Promise<RunResult>): Promise<boolean> {
  try {
    const { stdout, stderr } = await running;
    return words.test(`${stdout}\n${stderr}`);
  } catch (error) {
    if (error instanceof CommandFailed && !error.timedOut && words.test(`${error.stdout}\n${error.stderr}`))
      return true;
    throw error;
  }
}

/** What snap printed; nothing where it failed with these words. */
async function textUnless(words: RegExp, running: Promise<RunResult>): Promise<string> {
  try {
    return (await running).stdout;
  } catch (error) {
    if (error instanceof CommandFailed && words.test(error.stderr)) return '';
    throw error;
  }
}

async function revisionOf(files: Files, name: string): Promise<string | null> {
  const target = await files.readLink(`/snap/${name}/current`);
  return target === null ? null : path.basename(target);
}

async function settings(snap: RunSnap, name: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const answer = await snap(['get', '-d', name], answerTimeoutMs);
    return decodeSettings(name, answer);
  } catch (error) {
    if (error instanceof CommandFailed && /has no .*configuration/.test(error.stderr)) return {};
    throw error;
  }
}

function decodeSettings(name: string, answer: RunResult): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = answer.stdout.trim() === '' ? {} : JSON.parse(answer.stdout);
  } catch {
    json = undefined;
  }
  const decoded = settingsAnswer.safeParse(json);
  if (decoded.success) return decoded.data;
  throw new CommandFailed({
    argv: ['snap', 'get', '-d', name],
    ...answer,
    signal: null,
    timedOut: false,
    isMissing: false,
    problem: 'answered something else than a JSON object',
    reason: 'unreadable',
  });
}

const settingsAnswer = z.record(z.string(), z.unknown());

const alreadyInstalled = /already installed/;
const nothingFound = /no snap found for|no valid snaps given/;
const noneInstalled = /no matching snaps installed/;
const noUpdates = /has no updates available/;
const busy = /change in progress|cannot communicate with server|too early for operation|device not yet seeded/;
const offline =
  /cannot query the store|unable to contact snap store|dial tcp|no such host|net\/http|persistent network error/i;

/** Installing downloads tens of megabytes and runs hooks of the snap. */
const transferTimeoutMs = 600_000;
/** snapd gives a configure hook five minutes. */
const configureTimeoutMs = 330_000;
const answerTimeoutMs = 60_000;
/** snapd asks a store that does not answer for half a minute, once for each snap. */
const storeAnswerTimeoutMs = 130_000;
