import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { ExecaChildProcess, Options } from 'execa';
import { errorCode } from './errors.ts';
import type { CommandDetails } from './errors.ts';
import type { RunOptions } from './run-options.ts';
import { Secret } from './secret.ts';

/** How a program ended, well or not, and what it printed. */
export type End = Omit<CommandDetails, 'argv'>;

/** The program has ended, or could not be started. Never rejects. */
export async function runToEnd(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: RunOptions,
): Promise<End> {
  // Loaded with the first program: a hook that runs none does not pay for it.
  const { execa } = await import('execa');
  const startedAt = performance.now();
  const child = execa(file, args, execaOptions(env, options));
  const exit = watchExit(child);
  const time = limitTime(child, options.timeoutMs ?? 60_000);
  // A program may end without reading its input; its exit code says more than a broken pipe.
  child.stdin?.removeAllListeners('error').on('error', () => undefined);
  const result: ExecaEnd = await child.then(
    (value) => value,
    (error: unknown) => ({ stdout: '', stderr: '', cause: error }),
  );
  const timedOut = time.isOver();
  const problem = problemOf(result, options);
  if (problem.isOverflow) child.kill('SIGKILL');
  const { exitCode, signal } = await exit.settled();
  const hasRun = exitCode !== null || signal !== null;
  const text = hasRun && !problem.isOverflow ? undefined : problem.text;
  return {
    exitCode: timedOut ? null : exitCode,
    signal: timedOut ? 'SIGKILL' : signal,
    durationMs: Math.round(performance.now() - startedAt),
    timedOut,
    isMissing: !hasRun && problem.isMissing,
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
    ...(text === undefined || timedOut ? {} : { problem: text }),
    ...(timedOut ? { reason: 'timeout' as const } : {}),
  };
}

/** The part of execa's results and errors that is looked at. */
interface ExecaEnd {
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
  readonly cause?: unknown;
}

interface Exit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

function execaOptions(env: Readonly<Record<string, string>>, options: RunOptions): Options {
  const { stdin } = options;
  return {
    env: { ...env },
    extendEnv: false,
    reject: false,
    maxBuffer: options.maxOutputBytes ?? defaultOutputBytes,
    ...(stdin === undefined ? { stdin: 'ignore' } : { input: stdin instanceof Secret ? stdin.reveal() : stdin }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  };
}

/**
 * The program is killed when its time is over; `isOver` says whether it was, and nothing happens any more.
 *
 * Not by execa's `timeout`: Node's spawn gets it too, and keeps its timer where the program is missing, so that the hook
 * would end only when the time is over.
 */
function limitTime(child: ExecaChildProcess, timeoutMs: number): { readonly isOver: () => boolean } {
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  return {
    isOver: () => {
      clearTimeout(timer);
      return isOver;
    },
  };
}

/**
 * Remembers how the program itself ended: execa forgets it when a stream fails. `settled` gives a program that was
 * killed a moment to be gone.
 */
function watchExit(child: ExecaChildProcess): { readonly settled: () => Promise<Exit> } {
  let exit: Exit = { exitCode: null, signal: null };
  let closing: NodeJS.Timeout | undefined;
  const ended = new Promise<void>((resolve) => {
    void child.once('exit', (exitCode, signal) => {
      exit = { exitCode, signal };
      // What the program left in the background may hold its output open for ever.
      closing = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, graceMs);
      resolve();
    });
  });
  return {
    settled: async () => {
      let giveUp: NodeJS.Timeout | undefined;
      const tooLong = new Promise<void>((resolve) => {
        giveUp = setTimeout(resolve, graceMs);
      });
      if (child.pid !== undefined) await Promise.race([ended, tooLong]);
      clearTimeout(giveUp);
      clearTimeout(closing);
      return exit;
    },
  };
}

interface Problem {
  readonly isMissing: boolean;
  readonly isOverflow: boolean;
  readonly text?: string;
}

/** What execa's error says. It counts only for a program that did not end by itself. */
function problemOf(result: ExecaEnd, options: RunOptions): Problem {
  const error = result instanceof Error ? result : result.cause;
  if (error instanceof Error && error.name === 'MaxBufferError') {
    const text = `printed more than ${options.maxOutputBytes ?? defaultOutputBytes} bytes`;
    return { isMissing: false, isOverflow: true, text };
  }
  const hasFolder = options.cwd === undefined || existsSync(options.cwd);
  const code = errorCode(error) ?? 'unknown cause';
  if (code === 'ENOENT' && hasFolder) return { isMissing: true, isOverflow: false };
  const where = hasFolder ? '' : ` in ${options.cwd ?? ''}`;
  return { isMissing: false, isOverflow: false, text: `could not be started${where} (${code})` };
}

const defaultOutputBytes = 8 * 1024 * 1024;
const graceMs = 1_000;
