import type { TaskRun } from '../agent/hook-context.ts';
import { BadUsage, refuseMoreThan, ToolFailed } from './flags.ts';
import { quoted } from './format/go-text.ts';
import { everyFormat } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';
import type { Value } from './format/yaml-text.ts';

/** What an action was asked, and what it answers. */
export const actionTools: Tools = {
  'action-get': {
    usage: '[<key>[.<key>...]]',
    summary: "Print the action's parameters, or one of them.",
    isForActions: true,
    formats: everyFormat,
    isUntyped: true,
    prepare: (args, call) => {
      refuseMoreThan(1, args);
      const [key = ''] = args.words;
      return () => {
        const parameters = toValue(actionOf(call).task.parameters);
        return key === '' ? parameters : valueAt(parameters, key.split('.'));
      };
    },
  },
  'action-set': {
    usage: '<key>=<value> [<key>=<value> ...]',
    summary: 'Set results of the action; dots in a key nest.',
    isForActions: true,
    prepare: ({ words }, call) => {
      const results = words.map(parseResult);
      return () => {
        const run = actionOf(call);
        for (const { keys, value } of results) setAt(run.results, keys, value);
        return undefined;
      };
    },
  },
  'action-fail': {
    usage: '["<failure message>"]',
    summary: 'Mark the action as failed; its process goes on.',
    isForActions: true,
    prepare: (args, call) => {
      refuseMoreThan(1, args);
      const [message = 'action failed without reason given, check action for errors'] = args.words;
      return () => {
        actionOf(call).failure = message;
        return undefined;
      };
    },
  },
  'action-log': {
    usage: '<message>',
    summary: 'Tell the operator how the action gets on, at once.',
    isForActions: true,
    prepare: ({ words }, call) => {
      if (words.length === 0) throw new BadUsage('no message specified');
      return () => {
        const { task } = actionOf(call);
        const kept = call.juju.model.tasks[task.id] ?? task;
        kept.log.push({ time: call.juju.now(), message: words.join(' ') });
        return undefined;
      };
    },
  },
};

const keyRule = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u;
const reserved = ['stdout', 'stdout-encoding', 'stderr', 'stderr-encoding'];

interface ActionResult {
  readonly keys: readonly string[];
  readonly value: string;
}

function actionOf({ context: { task } }: ToolCall): TaskRun {
  if (task === null || task.task.kind !== 'action') throw new ToolFailed('not running an action');
  return task;
}

function parseResult(word: string): ActionResult {
  const at = word.indexOf('=');
  if (at === -1) throw new BadUsage(`argument ${quoted(word)} must be of the form key...=value`);
  const keys = word.slice(0, at).split('.');
  for (const key of keys) {
    if (!keyRule.test(key)) {
      const rule =
        'start and end with lowercase alphanumeric, and contain only lowercase alphanumeric, hyphens and periods';
      throw new BadUsage(`key ${quoted(key)} must ${rule}`);
    }
    if (reserved.includes(key)) throw new BadUsage(`cannot set reserved action key ${quoted(key)}`);
  }
  return { keys, value: word.slice(at + 1) };
}

/** What stands in the way is replaced. */
function setAt(results: Record<string, unknown>, [key = '', ...more]: readonly string[], value: string): void {
  if (more.length === 0) {
    results[key] = value;
    return;
  }
  const there = results[key];
  const inner: Record<string, unknown> = isRecord(there) ? there : {};
  results[key] = inner;
  setAt(inner, more, value);
}

function valueAt(value: Value, keys: readonly string[]): Value {
  const [key, ...more] = keys;
  if (key === undefined) return value;
  if (!isRecord(value) || !Object.hasOwn(value, key)) return null;
  return valueAt(toValue(value[key]), more);
}

/** Parameters are JSON. */
function toValue(json: unknown): Value {
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json;
  if (Array.isArray(json)) return json.map(toValue);
  if (!isRecord(json)) return null;
  return Object.fromEntries(Object.entries(json).map(([key, each]) => [key, toValue(each)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
