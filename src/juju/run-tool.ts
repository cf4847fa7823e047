import type * as z from 'zod/mini';
import { CommandFailed } from '../host/host.ts';
import type { Run, RunOptions } from '../host/host.ts';
import { HookToolFailed } from './hook-tool-failed.ts';
import type { ToolArgv } from './hook-tool-failed.ts';

/** Runs hook tools, checks what they answer and counts them. `absent` is what stderr says when there is nothing. */
export interface ToolRunner {
  /** The decoded answer. */
  readonly ask: <T>(question: Question<T>) => Promise<T>;
  /** The decoded answer; null when the tool failed with `absent`. */
  readonly askIfThere: <T>(question: Question<T>, absent: RegExp) => Promise<T | null>;
  /** The answer of a tool without `--format`, as it is; null when the tool failed with `absent`. */
  readonly askText: (argv: ToolArgv, absent: RegExp, options: RunOptions) => Promise<string | null>;
  /** A failure with `absent` is none. */
  readonly tell: (argv: ToolArgv, options?: RunOptions, absent?: RegExp) => Promise<void>;
  readonly count: () => number;
}

export interface Question<T> {
  readonly argv: ToolArgv;
  readonly schema: z.ZodMiniType<T>;
  /** In words, for the error when the answer is something else. */
  readonly expected: string;
}

/** A runner of hook tools on top of `run`. */
export function toolRunner(run: Run): ToolRunner {
  let calls = 0;
  const stdoutOf = async (argv: ToolArgv, options: RunOptions = {}): Promise<string> => {
    calls += 1;
    try {
      return (await run(argv, options)).stdout;
    } catch (error) {
      throw error instanceof CommandFailed ? HookToolFailed.refused(argv, error) : error;
    }
  };
  return {
    ask: async (question) => decode(question, await stdoutOf(question.argv)),
    askIfThere: (question, absent) => unless(absent, async () => decode(question, await stdoutOf(question.argv))),
    askText: (argv, absent, options) => unless(absent, () => stdoutOf(argv, options)),
    tell: async (argv, options, absent) => {
      await (absent === undefined ? stdoutOf(argv, options) : unless(absent, () => stdoutOf(argv, options)));
    },
    count: () => calls,
  };
}

async function unless<T>(absent: RegExp, attempt: () => Promise<T>): Promise<T | null> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof HookToolFailed && error.exitCode !== 0 && absent.test(error.stderr)) return null;
    throw error;
  }
}

/** The messages name paths and types only: the text itself may hold secrets, and so does JSON.parse's complaint. */
function decode<T>({ argv, schema, expected }: Question<T>, stdout: string): T {
  let json: unknown;
  try {
    json = stdout.trim() === '' ? null : JSON.parse(stdout);
  } catch {
    throw HookToolFailed.surprised(argv, expected, 'it is not JSON');
  }
  const decoded = schema.safeParse(json);
  if (decoded.success) return decoded.data;
  const where = decoded.error.issues[0]?.path.map(String).join('.') ?? '';
  throw HookToolFailed.surprised(argv, expected, where === '' ? 'it has another form' : `${where} has another form`);
}
