import { CommandFailed } from './errors.ts';
import { HostPath, underRoot } from './host-path.ts';
import { runToEnd } from './run-to-end.ts';
import type { End } from './run-to-end.ts';
import type { RunOptions } from './run-options.ts';
import { Secret, withoutCredentials, withoutSecret } from './secret.ts';

export type { RunOptions } from './run-options.ts';

/** One argument. A `Secret` is none: it goes by standard input or by a file. */
export type Arg = string | HostPath;

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
    // Options of operators become arguments, and may hold a proxy's password.
    const shown = argv.map((arg) => withoutCredentials(String(arg)));
    const [file, ...args] = argv;
    const real = args.map((arg) => (arg instanceof HostPath ? `${arg.prefix}${underRoot(given.root, arg.path)}` : arg));
    const end = await runToEnd(file, real, { ...given.env, ...options.env }, options);
    given.onCommand?.({ argv: shown, exitCode: end.exitCode, durationMs: end.durationMs });
    const { exitCode } = end;
    if (isAllowed(end, options.okExitCodes ?? [0]) && exitCode !== null) {
      return { stdout: end.stdout, stderr: end.stderr, exitCode, durationMs: end.durationMs };
    }
    throw new CommandFailed({ ...masked(end, options), argv: shown });
  };
}

function isAllowed(end: End, okExitCodes: readonly number[]): boolean {
  if (end.timedOut || end.problem !== undefined || end.exitCode === null) return false;
  return okExitCodes.includes(end.exitCode);
}

function masked(end: End, { stdin, hidden = [] }: RunOptions): End {
  const secrets = stdin instanceof Secret ? [stdin, ...hidden] : hidden;
  const shown = (text: string) => withoutCredentials(secrets.reduce(withoutSecret, text));
  return { ...end, stdout: shown(end.stdout), stderr: shown(end.stderr) };
}
