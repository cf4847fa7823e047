import type * as z from 'zod/mini';
import { CommandFailed } from '../host/host.ts';
import type { Run, RunOptions } from '../host/host.ts';
import { HookToolFailed } from './hook-tool-failed.ts';

type Argv = readonly [string, ...string[]];

/** Runs hook tools, checks what they answer and counts them. `absent` is what stderr says when there is nothing. */
export interface ToolRunner {
  /** The decoded answer; null when the tool failed with `absent`. */
  readonly ask: Ask;
  /** The answer of a tool without `--format`, as it is. */
  readonly askText: (argv: Argv, absent: RegExp, options?: RunOptions) => Promise<string | null>;
  /** A failure with `absent` is none. */
  readonly tell: (argv: Argv, options?: RunOptions, absent?: RegExp) => Promise<void>;
  readonly count: () => number;
}

interface Ask {
  <T>(argv: Argv, schema: z.ZodMiniType<T>, expected: string): Promise<T>;
  <T>(argv: Argv, schema: z.ZodMiniType<T>, expected: string, absent: RegExp): Promise<T | null>;
}

/** A runner of hook tools on top of `run`. */
export function toolRunner(run: Run): ToolRunner {
  let calls = 0;
  const stdoutOf = async (argv: Argv, options: RunOptions, absent?: RegExp): Promise<string | null> => {
    calls += 1;
    try {
      return (await run(argv, options)).stdout;
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      if (absent !== undefined && error.exitCode !== null && absent.test(error.stderr)) return null;
      throw HookToolFailed.refused(argv, error);
    }
  };
  const ask = async <T>(argv: Argv, schema: z.ZodMiniType<T>, expected: string, absent?: RegExp): Promise<T | null> => {
    const stdout = await stdoutOf(argv, {}, absent);
    return stdout === null ? null : decode(argv, stdout, schema, expected);
  };
  return {
    // One function serves both signatures: without `absent` it never returns null of its own accord.
    ask: ask as Ask,
    askText: (argv, absent, options = {}) => stdoutOf(argv, options, absent),
    tell: async (argv, options = {}, absent) => {
      await stdoutOf(argv, options, absent);
    },
    count: () => calls,
  };
}

/** The messages name paths and types only: the text itself may hold secrets, and so does JSON.parse's complaint. */
function decode<T>(argv: Argv, stdout: string, schema: z.ZodMiniType<T>, expected: string): T {
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
