import * as z from 'zod/mini';
import type { Run } from '../host/host.ts';
import { toolRunner } from './run-tool.ts';

/** What can be asked of Juju and told to it within an action, besides what hooks can. Results may be seen by anybody. */
export interface ActionTools {
  /** The parameters that the operator gave, with the defaults of actions.yaml; not decoded. */
  readonly parameters: () => Promise<Readonly<Record<string, unknown>>>;
  /** The results have these values, besides those that were set before. */
  readonly setResults: (results: ActionResults) => Promise<void>;
  /** The action has failed with this message. It goes on, and must end with exit code 0: Juju drops the message else. */
  readonly fail: (message: string) => Promise<void>;
  /** The operator who waits for the action reads this at once. */
  readonly log: (message: string) => Promise<void>;
}

/** Results by key. Keys are lower case letters, digits and dashes; Juju shows them as a tree. */
export interface ActionResults {
  readonly [key: string]: string | number | boolean | ActionResults;
}

/**
 * The hook tools that only actions may use, run through `run`.
 *
 * @throws HookToolFailed when a tool refuses, is missing, or answers something unexpected
 */
export function createActionTools(run: Run): ActionTools {
  const tool = toolRunner(run);
  return {
    parameters: async () => {
      const argv = ['action-get', '--format=json'] as const;
      return (await tool.ask({ argv, schema: parameters, expected: 'an object of parameters' })) ?? {};
    },
    setResults: async (results) => {
      const pairs = pairsOf(results, '');
      if (pairs.length > 0) await tool.tell(['action-set', '--', ...pairs]);
    },
    fail: (message) => tool.tell(['action-fail', '--', shortened(message)]),
    log: (message) => tool.tell(['action-log', '--', shortened(message)]),
  };
}

/** What Juju allows as the name of a parameter's or an image's result: other characters become dashes. */
export function resultKey(name: string): string {
  const key = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '');
  return key === '' ? 'unnamed' : key;
}

function pairsOf(results: ActionResults, prefix: string): string[] {
  return Object.entries(results).flatMap(([key, value]) =>
    typeof value === 'object' ? pairsOf(value, `${prefix}${key}.`) : [`${prefix}${key}=${shortened(String(value))}`],
  );
}

/** The kernel takes arguments of up to 128 KiB, and no zero byte in one. */
function shortened(text: string): string {
  const safe = text.replaceAll('\0', '\u{fffd}');
  return safe.length > longest ? `${safe.slice(0, longest)}... (${safe.length - longest} characters more)` : safe;
}

// A character takes up to three bytes.
const longest = 30_000;
const parameters = z.nullable(z.record(z.string(), z.unknown()));
