import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Answer } from '../contract.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import { actionTools } from './action-tools.ts';
import { configTools } from './config-tools.ts';
import { BadUsage, HelpWanted, parseArguments, ToolFailed } from './flags.ts';
import type { Flag } from './flags.ts';
import { formatValue } from './format/format.ts';
import type { Answered, Format } from './format/format.ts';
import { fileProblem, quoted } from './format/go-text.ts';
import { goalTools } from './goal-state.ts';
import { helpText } from './help-text.ts';
import { leaderTools } from './leader-tools.ts';
import { logTools } from './log-tools.ts';
import { networkTools } from './network-tools.ts';
import { payloadTools } from './payload-tools.ts';
import { portTools } from './port-tools.ts';
import { rebootTools } from './reboot-tools.ts';
import { relationTools } from './relation-tools.ts';
import { resourceTools } from './resource-tools.ts';
import { secretTools } from './secret-tools.ts';
import { stateTools } from './state-tools.ts';
import { statusTools } from './status-tools.ts';
import { storageTools } from './storage-tools.ts';
import type { Tool, ToolCall, Tools } from './tool.ts';

const tools: Tools = {
  ...actionTools,
  ...configTools,
  ...goalTools,
  ...leaderTools,
  ...logTools,
  ...networkTools,
  ...payloadTools,
  ...portTools,
  ...rebootTools,
  ...relationTools,
  ...resourceTools,
  ...secretTools,
  ...stateTools,
  ...statusTools,
  ...storageTools,
};

/** Names of the hook tools that this Juju has, for the tools folder of a unit. */
export function toolNamesOf(features: JujuFeatures): string[] {
  return Object.entries(tools)
    .filter(([, { isIn = always }]) => isIn(features))
    .map(([name]) => name);
}

/** What Juju answers to this call of a hook tool. */
export async function callTool(name: string, call: ToolCall): Promise<Answer> {
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
  const { features } = call.juju;
  if (tool === undefined || !(tool.isIn ?? always)(features)) return refused(`unknown command ${quoted(name)}`);
  const isStrange = tool.isForActions === true && !features.hasActionToolsInHooks && !isAction(call);
  if (isStrange) return refused(`unknown hook command: ${name}`);
  const flags = [...(tool.flags?.(call) ?? []), ...formatFlags(tool)];
  let warning = '';
  try {
    const args = parseArguments(call.argv, flags);
    const work = tool.prepare(args, call);
    const given = args.values['format'];
    if (tool.isFormatDeprecated === true && given !== undefined && given !== '')
      warning = `--format flag deprecated for command ${quoted(name)}`;
    refuseRestricted(name, tool, call);
    const text = textOf(await work(), tool, given);
    return { exitCode: 0, stdout: await deliver(text, args.values['output'], call), stderr: warning };
  } catch (error) {
    if (error instanceof HelpWanted) return { exitCode: 0, stdout: helpText(name, tool, flags), stderr: '' };
    if (error instanceof BadUsage) return failed(2, error.message);
    if (error instanceof ToolFailed) return failed(1, error.message, warning);
    throw error;
  }
}

function always(): boolean {
  return true;
}

function isAction({ context }: ToolCall): boolean {
  return context.task?.task.kind === 'action';
}

function refused(problem: string): Answer {
  return failed(1, `bad request: ${problem}`);
}

function failed(exitCode: number, message: string, warning = ''): Answer {
  return { exitCode, stdout: '', stderr: `${warning}ERROR ${message}\n` };
}

function formatFlags({ formats, isFormatDeprecated }: Tool): Flag[] {
  if (isFormatDeprecated === true) return [{ names: ['format'], value: '""', help: 'deprecated format flag' }];
  if (formats === undefined) return [];
  const check = (given: string) => {
    if (!formats.some((format) => format === given)) throw new BadUsage(`unknown format ${quoted(given)}`);
  };
  return [
    { names: ['format'], value: formats[0], help: `Specify output format (${[...formats].sort().join('|')})`, check },
    { names: ['o', 'output'], value: '""', help: 'Specify an output file' },
  ];
}

/** In these two hooks there is next to nothing that a charm can ask. */
function refuseRestricted(name: string, { restrictedTo = [] }: Tool, { context }: ToolCall): void {
  const hook = context.hook.name;
  const isRestricted = context.task === null && (hook === 'collect-metrics' || hook === 'meter-status-changed');
  if (!isRestricted || restrictedTo.includes(hook)) return;
  const problem = 'not implemented for restricted context not implemented';
  throw new ToolFailed(name === 'is-leader' ? `leadership status unknown: ${problem}` : problem);
}

function textOf(answer: Answered | undefined, { formats, isUntyped }: Tool, given: string | undefined): string {
  if (formats === undefined) return typeof answer === 'string' ? answer : '';
  if (answer === undefined) return '';
  const format: Format = formats.find((each) => each === given) ?? formats[0];
  return formatValue(answer, isUntyped === true && Array.isArray(answer) && format === 'smart' ? 'yaml' : format);
}

/** What is left for standard output: nothing when it went into a file. */
async function deliver(text: string, file: string | undefined, { cwd }: ToolCall): Promise<string> {
  if (file === undefined || file === '') return text;
  const target = path.resolve(cwd, file);
  try {
    await writeFile(target, text);
  } catch (error) {
    throw new ToolFailed(fileProblem(error, target));
  }
  return '';
}
