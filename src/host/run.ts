import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Options } from 'execa';
import { CommandFailed, errorCode } from './errors.ts';
import type { CommandDetails } from './errors.ts';
import { HostPath, underRoot } from './host-path.ts';
import { Secret, withoutSecret } from './secret.ts';

/** One argument. A `Secret` is none: it goes by standard input or by a file. */
export type Arg = string | HostPath;

export interface RunOptions {
  /** A program that runs longer is killed; 60 seconds unless told. */
  readonly timeoutMs?: number;
  /** What the program reads; nothing unless told. */
  readonly stdin?: string | Secret;
  /** Added to the environment that all programs get. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are no failure; 0 unless told. */
  readonly okExitCodes?: readonly number[];
  /** A program that prints more, on either stream, is killed; 8 MiB unless told. */
  readonly maxOutputBytes?: number;
  /** A real path: no root is put in front. */
  readonly cwd?: string;
}

export interface RunResult {
  /** Without its last line end. */
  readonly stdout: string;
  /** Without its last line end. */
  readonly stderr: string;
  readonly exitCode: number;
  readonly durationMs: number;
}

/**
 * The program has ended with an exit code that is allowed.
 *
 * A program that starts another one in the background is not waited for longer than it takes to read what it printed.
 *
 * @throws CommandFailed on any other end
 */
export type Run = (argv: readonly [string, ...Arg[]], options?: RunOptions) => Promise<RunResult>;

/** What is told about every program that was run. */
export interface RunCommand {
  readonly argv: string[];
  readonly exitCode: number | null;
  readonly durationMs: number;
  readonly tool?: string;
}

/**
 * Runs programs by argv, with no shell in between, in the environment `env` and no other.
 *
 * The program is looked up in the `PATH` of `env`. Only the program itself is killed when its time is over, not what it
 * started: a package manager's children had better finish.
 */
export function createRun(given: {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onCommand?: (command: RunCommand) => void;
}): Run {
  return async (argv, options = {}) => {
    const shown = argv.map(String);
    const [file, ...args] = argv;
    const real = args.map((arg) => (arg instanceof HostPath ? `${arg.prefix}${underRoot(given.root, arg.path)}` : arg));
    const end = await runToEnd(file, real, { ...given.env, ...options.env }, options);
    given.onCommand?.({ argv: shown, exitCode: end.exitCode, durationMs: end.durationMs });
    const { exitCode } = end;
    if (isAllowed(end, options.okExitCodes ?? [0]) && exitCode !== null) {
      return { stdout: end.stdout, stderr: end.stderr, exitCode, durationMs: end.durationMs };
    }
    throw new CommandFailed({ ...masked(end, options.stdin), argv: shown });
  };
}

type End = Omit<CommandDetails, 'argv'>;

function isAllowed(end: End, okExitCodes: readonly number[]): boolean {
  if (end.timedOut || end.problem !== undefined || end.exitCode === null) return false;
  return okExitCodes.includes(end.exitCode);
}

function masked(end: End, stdin: string | Secret | undefined): End {
  if (!(stdin instanceof Secret)) return end;
  return { ...end, stdout: withoutSecret(end.stdout, stdin), stderr: withoutSecret(end.stderr, stdin) };
}

async function runToEnd(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: RunOptions,
): Promise<End> {
  // Loaded with the first program: a hook that runs none does not pay for it.
  const { execa } = await import('execa');
  const startedAt = performance.now();
  const child = execa(file, args, execaOptions(env, options));
  let exit: { readonly exitCode: number | null; readonly signal: string | null } = { exitCode: null, signal: null };
  let pipesClosing: NodeJS.Timeout | undefined;
  void child.once('exit', (exitCode, signal) => {
    exit = { exitCode, signal };
    // What the program left in the background may hold its output open for ever.
    pipesClosing = setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, backgroundGraceMs);
  });
  // A program may end without reading its input; its exit code says more than a broken pipe.
  child.stdin?.removeAllListeners('error').on('error', () => undefined);
  const result: ExecaEnd = await child.then(
    (value) => value,
    (error: unknown) => ({ stdout: '', stderr: '', timedOut: false, cause: error }),
  );
  clearTimeout(pipesClosing);
  const durationMs = Math.round(performance.now() - startedAt);
  const problem = problemOf(result, exit.exitCode === null && exit.signal === null, options);
  if (problem.isOverflow) child.kill('SIGKILL');
  return {
    ...exit,
    ...(result.timedOut ? { exitCode: null, signal: 'SIGKILL', reason: 'timeout' as const } : {}),
    durationMs,
    timedOut: result.timedOut,
    isMissing: problem.isMissing,
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
    ...(problem.text === undefined ? {} : { problem: problem.text }),
  };
}

/** The part of execa's results and errors that is looked at. */
interface ExecaEnd {
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
  readonly timedOut: boolean;
  readonly cause?: unknown;
}

function execaOptions(env: Readonly<Record<string, string>>, options: RunOptions): Options {
  const { stdin } = options;
  return {
    env: { ...env },
    extendEnv: false,
    reject: false,
    timeout: options.timeoutMs ?? 60_000,
    killSignal: 'SIGKILL',
    maxBuffer: options.maxOutputBytes ?? 8 * 1024 * 1024,
    ...(stdin === undefined ? { stdin: 'ignore' } : { input: stdin instanceof Secret ? stdin.reveal() : stdin }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  };
}

function problemOf(
  result: ExecaEnd,
  hasNotEnded: boolean,
  options: RunOptions,
): { readonly isMissing: boolean; readonly isOverflow: boolean; readonly text?: string } {
  const error = result instanceof Error ? result : result.cause;
  if (error instanceof Error && error.name === 'MaxBufferError') {
    const limit = options.maxOutputBytes ?? 8 * 1024 * 1024;
    return { isMissing: false, isOverflow: true, text: `printed more than ${limit} bytes` };
  }
  if (error === undefined || result.timedOut || !hasNotEnded) return { isMissing: false, isOverflow: false };
  const code = errorCode(error) ?? 'unknown cause';
  const hasFolder = options.cwd === undefined || existsSync(options.cwd);
  if (code === 'ENOENT' && hasFolder) return { isMissing: true, isOverflow: false };
  const where = hasFolder ? '' : ` in ${options.cwd ?? ''}`;
  return { isMissing: false, isOverflow: false, text: `could not be started${where} (${code})` };
}

const backgroundGraceMs = 1_000;
