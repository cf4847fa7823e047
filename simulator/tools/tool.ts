/**
 * The hook tools of Juju 2.9.
 *
 * `call-tool.ts` answers one call in a hook's context; one file per family of tools. What a tool buffers goes into the
 * context, what acts at once changes the model.
 *
 * Imports `contract.ts`, `model/` and the types of `agent/`. Start reading at `call-tool.ts`.
 */
import type { Answer } from '../contract.ts';
import type { HookContext } from '../agent/hook-context.ts';
import type { Juju } from '../agent/juju.ts';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArguments } from './flags.ts';
import type { Arguments, FlagTable } from './flags.ts';
import { formatFlags, formatValue } from './format.ts';
import type { Value } from './format.ts';

/** One call of a tool from a hook's process. */
export interface ToolCall {
  readonly juju: Juju;
  readonly context: HookContext;
  /** Arguments without the tool's name. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly stdin: () => Promise<string>;
}

export type Tool = (call: ToolCall) => Answer | Promise<Answer>;

/** A tool that answers a value in the format that it is asked for. */
export function valueTool(
  table: FlagTable,
  answer: (args: Arguments, call: ToolCall) => Value | Promise<Value>,
  standard = 'smart',
): Tool {
  return async (call) => {
    const args = parseArguments(call.argv, { ...table, values: { ...table.values, ...formatFlags } });
    const format = args.values['format'] ?? standard;
    formatValue(null, format);
    const text = formatValue(await answer(args, call), format);
    const file = args.values['output'];
    if (file === undefined) return printed(text);
    await writeFile(path.resolve(call.cwd, file), text);
    return printed('');
  };
}

/** A tool that prints nothing. A `--format` is taken, with a complaint. */
export function silentTool(
  table: FlagTable,
  act: (args: Arguments, call: ToolCall) => void | Promise<void>,
  name?: string,
): Tool {
  return async (call) => {
    const args = parseArguments(
      call.argv,
      name === undefined ? table : { ...table, values: { ...table.values, format: 'format' } },
    );
    await act(args, call);
    const isFormatted = args.values['format'] !== undefined;
    return { ...printed(''), stderr: isFormatted ? `--format flag deprecated for command "${name}"` : '' };
  };
}

/** Success with this on standard output. */
export function printed(stdout: string): Answer {
  return { exitCode: 0, stdout, stderr: '' };
}
