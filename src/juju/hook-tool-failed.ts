import { CommandFailed } from '../host/host.ts';

/**
 * A hook tool refused, does not exist in this Juju (`isMissing`), or answered something that this charm cannot read.
 *
 * It carries no stdout: answers of hook tools hold tokens and keys.
 */
export class HookToolFailed extends CommandFailed {
  override readonly kind: string = 'HookToolFailed';
  readonly tool: string;

  private constructor(tool: string, message: string, failure: ConstructorParameters<typeof CommandFailed>[0]) {
    super(failure);
    this.tool = tool;
    this.message = message;
  }

  /** The tool ended with another code than 0, or could not be started. */
  static refused([tool]: Argv, failure: CommandFailed): HookToolFailed {
    const { argv, exitCode, signal, durationMs, timedOut, isMissing, stderr } = failure;
    const details = { argv, exitCode, signal, durationMs, timedOut, isMissing, stderr, stdout: '' };
    return new HookToolFailed(tool, `${tool} ${whatHappened(failure)}`, details);
  }

  /** The tool answered, in another form than the one `expected`; `problem` must not quote the answer. */
  static surprised(argv: Argv, expected: string, problem: string): HookToolFailed {
    const message = `${argv[0]} answered something unexpected: ${problem}; expected ${expected}`;
    const unremarkable = { exitCode: 0, signal: null, durationMs: 0, timedOut: false, isMissing: false };
    return new HookToolFailed(argv[0], message, { ...unremarkable, argv: [...argv], stderr: '', stdout: '' });
  }
}

type Argv = readonly [string, ...string[]];

function whatHappened({ isMissing, timedOut, exitCode, signal, stderr, durationMs }: CommandFailed): string {
  if (isMissing) return 'does not exist in this Juju';
  if (timedOut) return `did not answer within ${durationMs} ms`;
  const said = stderr.trim();
  return `${exitCode === null ? `was ended by ${signal ?? 'a signal'}` : `failed (exit code ${exitCode})`}${said === '' ? '' : `: ${said}`}`;
}
