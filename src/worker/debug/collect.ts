import { CommandFailed } from '../../host/host.ts';
import type { Machine } from '../../host/host.ts';
import { withoutEnvironment } from '../../workload/redact/hide-environment.ts';
import { wholeLines } from '../../workload/redact/whole-lines.ts';
import { mostOfEach } from './collection.ts';
import type { EachItem, Item, Section } from './collection.ts';
import type { DebugLog } from './debug-log.ts';

export interface Collecting {
  readonly machine: Pick<Machine, 'run' | 'files'>;
  /** The file in the archive has this text, without secrets. */
  readonly write: (file: string, text: string) => Promise<void>;
  readonly log: DebugLog;
  /** What is left for all programs together. */
  readonly left: { ms: number; bytes: number };
}

/** Programs by `SECTION/FILE`. */
export interface Collected {
  /** Those that ended with a failure, or not in time. */
  readonly failed: readonly string[];
  /** Those that this machine does not have. */
  readonly missing: readonly string[];
}

/** How much time all programs of an archive have together, and how much text they may give, before it is packed. */
export const limits: Collecting['left'] = { ms: 240_000, bytes: 64 * 1024 * 1024 };

/**
 * Every program of these sections has been run, and what it printed is in its file; what did not go well is in the log.
 * Each has a limit of time and of output; together they have what is `left`, and those beyond it are not run.
 */
export async function collect(sections: readonly Section[], collecting: Collecting): Promise<Collected> {
  const failed: string[] = [];
  const missing: string[] = [];
  for (const { name, items } of sections) {
    collecting.log.add(`Running script: ${name}`);
    const printed = { stdout: '', stderr: '' };
    for (const item of items) {
      for (const each of 'file' in item ? [item] : await itemsOf(name, item, collecting, failed)) {
        const ran = await runItem(name, each, collecting);
        printed.stdout += `$ ${each.argv.join(' ')}\n${ran.ended}\n`;
        printed.stderr += ran.stderr === '' ? '' : `$ ${each.argv.join(' ')}\n${ran.stderr}\n`;
        if (ran.isMissing) missing.push(`${name}/${each.file}`);
        else if (ran.isFailed) failed.push(`${name}/${each.file}`);
      }
    }
    await collecting.write(`${name}/stdout`, printed.stdout);
    await collecting.write(`${name}/stderr`, printed.stderr);
  }
  return { failed, missing };
}

async function itemsOf(
  section: string,
  { of, names, item }: EachItem,
  { machine, log }: Collecting,
  failed: string[],
): Promise<readonly Item[]> {
  try {
    const found = await names(machine);
    if (found.length > mostOfEach) log.add(`${section}: the first ${mostOfEach} of ${found.length} ${of}`);
    return found.slice(0, mostOfEach).map(item);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    for (const line of [...howItEnded(error), ...linesOf(error.printed().stderr)])
      log.add(`${section}: ${of}: ${line}`);
    if (!error.isMissing) failed.push(`${section}/${of.replaceAll(' ', '-')}`);
    return [];
  }
}

interface Ran {
  readonly isFailed: boolean;
  readonly isMissing: boolean;
  readonly ended: string;
  readonly stderr: string;
}

async function runItem(section: string, item: Item, { machine, write, log, left }: Collecting): Promise<Ran> {
  const name = `${section}/${item.file}`;
  const timeoutMs = Math.min(item.timeoutMs ?? 20_000, left.ms);
  const maxOutputBytes = Math.min(item.maxBytes ?? 4 * 1024 * 1024, left.bytes);
  if (timeoutMs <= 0 || maxOutputBytes <= 0) {
    const why = `not run: the ${timeoutMs <= 0 ? 'time' : 'space'} of this action is used up`;
    log.add(`${name}: ${why}`);
    return { isFailed: true, isMissing: false, ended: why, stderr: '' };
  }
  const ran = await ranToItsEnd(machine, item, { timeoutMs, maxOutputBytes });
  left.ms -= ran.durationMs;
  // Containers log to either stream.
  const printed = item.file.startsWith('container-logs/') ? `${ran.stdout}\n${ran.stderr}` : ran.stdout;
  left.bytes -= Buffer.byteLength(printed);
  if (!ran.isMissing) await write(name, item.hasEnvironment === true ? withoutEnvironment(printed) : printed);
  if (ran.isFailed) log.add(`ERROR: ${name} failed with exit code ${ran.exitCode}`);
  for (const line of ran.told) log.add(`${name}: ${line}`);
  return { ...ran, ended: `exit code ${ran.exitCode}, ${ran.durationMs} ms` };
}

interface RanToItsEnd {
  readonly isFailed: boolean;
  readonly isMissing: boolean;
  /** As a shell, or Python, tells the end of a program that is missing, or was killed. */
  readonly exitCode: number;
  readonly durationMs: number;
  /** What it had printed; of one that was stopped, whole lines. */
  readonly stdout: string;
  readonly stderr: string;
  /** What is worth a line in the log. */
  readonly told: readonly string[];
}

async function ranToItsEnd(
  { run }: Pick<Machine, 'run'>,
  { argv, okExitCodes }: Item,
  limit: { readonly timeoutMs: number; readonly maxOutputBytes: number },
): Promise<RanToItsEnd> {
  try {
    const { exitCode, durationMs, stdout, stderr } = await run(argv, { ...limit, okExitCodes: okExitCodes ?? [0] });
    return { isFailed: false, isMissing: false, exitCode, durationMs, stdout, stderr, told: [] };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const { isMissing, durationMs, exitCode } = error;
    const printed = error.printed();
    // One that printed too much may have ended by itself before it could be stopped.
    const isCut = exitCode === null || error.details.problem !== undefined;
    const stderr = isCut ? wholeLines(printed.stderr) : printed.stderr;
    return {
      isFailed: !isTooLong(error),
      isMissing,
      exitCode: isMissing ? 127 : (exitCode ?? -9),
      durationMs,
      stdout: isCut ? wholeLines(printed.stdout) : printed.stdout,
      stderr,
      told: [...howItEnded(error), ...linesOf(stderr).slice(-20)],
    };
  }
}

/** It was stopped because it had printed enough; what has a problem and printed nothing could not be started. */
function isTooLong(error: CommandFailed): boolean {
  const { stdout, stderr } = error.printed();
  return error.details.problem !== undefined && !error.isMissing && !error.timedOut && stdout + stderr !== '';
}

/** Where its exit code does not say it. Without its own words: in a message they are cut off, and so may a secret be. */
function howItEnded(error: CommandFailed): readonly string[] {
  if (error.isMissing) return ['it is not on this machine'];
  if (error.timedOut) return ['it did not end in time'];
  return error.details.problem === undefined ? [] : [`it ${error.details.problem}`];
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
