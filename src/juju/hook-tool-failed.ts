import { CommandFailed } from '../host/host.ts';
import type { CommandDetails } from '../host/host.ts';

/**
 * A hook tool refused, does not exist in this Juju (`isMissing`), or answered something that this charm cannot read.
 *
 * It carries no stdout: answers of hook tools hold tokens and keys.
 */
export class HookToolFailed extends CommandFailed {
  override readonly kind: string = 'HookToolFailed';
  readonly tool: string;

  private constructor(tool: string, message: string, details: CommandDetails) {
    super({ ...details, ...{ tool } });
    this.tool = tool;
    this.message = message;
  }

  /** The tool ended with another code than 0, or could not be started. */
  static refused([tool]: ToolArgv, { details }: CommandFailed): HookToolFailed {
    return new HookToolFailed(tool, `${tool} ${whatHappened(details)}`, { ...details, stdout: '' });
  }

  /** The tool answered, in another form than the one `expected`; `problem` must not quote the answer. */
  static surprised(argv: ToolArgv, expected: string, problem: string): HookToolFailed {
    const message = `${argv[0]} answered something unexpected: ${problem}; expected ${expected}`;
    const unremarkable = { exitCode: 0, signal: null, durationMs: 0, timedOut: false, isMissing: false };
    return new HookToolFailed(argv[0], message, { ...unremarkable, argv: [...argv], stderr: '', stdout: '' });
  }
}

/** A tool and its arguments. */
export type ToolArgv = readonly [string, ...string[]];

function whatHappened(details: CommandDetails): string {
  const said = details.stderr.trim() === '' ? '' : `: ${details.stderr.trim()}`;
  if (details.isMissing) return 'does not exist in this Juju';
  if (details.timedOut) return `did not answer within ${details.durationMs} ms`;
  if (details.problem !== undefined) return `${details.problem}${said}`;
  if (details.exitCode === null) return `was ended by ${details.signal ?? 'a signal'}${said}`;
  return `failed (exit code ${details.exitCode})${said}`;
}
