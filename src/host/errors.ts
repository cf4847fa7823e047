/** Plain values that say what an error was about; secrets among them are `Secret`s. */
export type ErrorContext = Readonly<Record<string, unknown>>;

/** An unexpected end, of a kind that a `switch` can tell apart. */
export abstract class CharmError extends Error {
  abstract readonly kind: string;
  readonly context: ErrorContext;

  constructor(message: string, context: ErrorContext, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.context = context;
  }
}

/**
 * Why a program failed, as far as its words tell.
 *
 * `locked`, `busy`, `offline` and `timeout` may pass by themselves; `interrupted` is a dpkg that stays half-configured
 * although it was repaired; `unavailable` is a package, or a version of it, that no archive has; `untrusted` is a repository
 * whose signature is not one of its key; `held` is a package that somebody holds and that would have to change;
 * `unreadable` is an answer in no known form.
 */
export type FailureReason =
  'locked' | 'busy' | 'offline' | 'timeout' | 'interrupted' | 'unavailable' | 'untrusted' | 'held' | 'unreadable';

/** What is known about a program that failed. */
export interface CommandDetails {
  /** As production has it, with `***` in place of credentials. */
  readonly argv: readonly string[];
  /** Null when a signal ended the program, or when it never ran. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  readonly timedOut: boolean;
  /** The program is not on this machine. */
  readonly isMissing: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** What went wrong where neither exit code nor signal tell. */
  readonly problem?: string;
  readonly reason?: FailureReason;
  /** How often it was run before this error was given. */
  readonly attempts?: number;
}

/** A program could not be run, or did not end as it should. Standard input is never part of it. */
export class CommandFailed extends CharmError {
  readonly kind: string = 'CommandFailed';
  readonly details: CommandDetails;
  readonly argv: readonly string[];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  readonly timedOut: boolean;
  readonly isMissing: boolean;
  /** The last 20 lines. */
  readonly stdout: string;
  /** The last 20 lines. */
  readonly stderr: string;
  readonly #printed: Printed;

  constructor(details: CommandDetails, cause?: unknown) {
    const kept = { ...details, stdout: lastLines(details.stdout), stderr: lastLines(details.stderr) };
    super(sentence(kept), { ...kept }, cause);
    this.details = kept;
    this.argv = kept.argv;
    this.exitCode = kept.exitCode;
    this.signal = kept.signal;
    this.durationMs = kept.durationMs;
    this.timedOut = kept.timedOut;
    this.isMissing = kept.isMissing;
    this.stdout = kept.stdout;
    this.stderr = kept.stderr;
    this.#printed = { stdout: details.stdout, stderr: details.stderr };
  }

  /** All that it had printed when it ended. Asked for, so that whoever shows or inspects an error does not show it. */
  printed(): Printed {
    return this.#printed;
  }
}

/** What a program printed. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** A file or folder could not be read, written or looked at. */
export class FileFailed extends CharmError {
  readonly kind = 'FileFailed';
  readonly path: string;
  readonly operation: string;
  /** As the system names it (`EACCES`), or `NO_SUCH_USER`. */
  readonly code: string;

  constructor(details: { readonly path: string; readonly operation: string; readonly code: string }, cause?: unknown) {
    super(`cannot ${details.operation} ${details.path}: ${details.code}`, { ...details }, cause);
    this.path = details.path;
    this.operation = details.operation;
    this.code = details.code;
  }
}

/** Something could not be fetched. The URL is shown without user and password. */
export class DownloadFailed extends CharmError {
  readonly kind = 'DownloadFailed';
  readonly url: string;
  /** Null when the server did not answer. */
  readonly status: number | null;

  constructor(
    details: { readonly url: string; readonly problem: string; readonly status: number | null },
    cause?: unknown,
  ) {
    super(`${details.url} ${details.problem}`, { ...details }, cause);
    this.url = details.url;
    this.status = details.status;
  }

  static of(url: URL, problem: string, status: number | null = null, cause?: unknown): DownloadFailed {
    return new DownloadFailed({ url: `${url.origin}${url.pathname}`, problem, status }, cause);
  }
}

/** What must never be was found: a mistake of ours. */
export class Impossible extends CharmError {
  readonly kind = 'Impossible';

  constructor(where: string, context: ErrorContext = {}) {
    super(`${where}: this is a fault of the charm, please report it`, context);
  }
}

/** The system's name for what went wrong (`ENOENT`), or null when the error carries none. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

function sentence(details: CommandDetails): string {
  const words = details.stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
  const command = shortened(details.argv.join(' '));
  return `${command} ${howItEnded(details)}${words === undefined ? '' : `: ${shortened(words)}`}`;
}

function howItEnded(details: CommandDetails): string {
  if (details.isMissing) return 'is not on this machine';
  if (details.timedOut) return `did not end within its time (${Math.round(details.durationMs)} ms)`;
  if (details.problem !== undefined) return details.problem;
  if (details.signal !== null) return `was ended by ${details.signal}`;
  return `ended with exit code ${String(details.exitCode)}`;
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
}

function lastLines(output: string): string {
  const lines = output.replace(/\s+$/, '').split('\n');
  return lines.slice(-20).map(shortLine).join('\n');
}

function shortLine(line: string): string {
  return line.length > 2_000 ? `${line.slice(0, 1_997)}...` : line;
}
