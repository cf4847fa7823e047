import { parsePairs, refuseMoreThan, ToolFailed } from './flags.ts';
import { nilMap } from './format/format.ts';
import { quoted } from './format/go-text.ts';
import { readSettings } from './settings-file.ts';
import { everyFormat } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';

const largestKeyBytes = 256;
const largestValueBytes = 64 * 1024;

/** What this unit's charm wants to remember, kept by the controller. */
export const stateTools: Tools = {
  'state-get': {
    usage: '[<key>|-]',
    summary: 'Print what this unit remembers.',
    flags: () => [{ names: ['strict'], help: 'Fail when there is no such key' }],
    formats: everyFormat,
    prepare: (args, call) => {
      refuseMoreThan(1, args);
      const [key = '-'] = args.words;
      const isStrict = args.booleans['strict'] === true;
      return () => {
        const state = stateOf(call);
        if (key === '-' || key === '') return state.size === 0 ? nilMap : Object.fromEntries(state);
        const value = state.get(key);
        if (value === undefined && isStrict) throw new ToolFailed(`${quoted(key)} not found`);
        return value ?? '';
      };
    },
  },
  'state-set': {
    usage: '<key>=<value> [...]',
    summary: 'Remember something, once the hook has succeeded.',
    flags: () => [{ names: ['file'], value: '""', help: 'A YAML file of keys and values; - is standard input' }],
    prepare: (args, call) => {
      const pairs = parsePairs(args.words);
      const file = args.values['file'] ?? '';
      return async () => {
        const wanted = { ...(file === '' ? {} : await readSettings(file, call)), ...pairs };
        for (const [key, value] of Object.entries(wanted)) refuseLarge(key, value);
        for (const [key, value] of Object.entries(wanted)) call.context.stateChanges.set(key, value);
        return undefined;
      };
    },
  },
  'state-delete': {
    usage: '[<key>]',
    summary: 'Forget something, once the hook has succeeded.',
    prepare: (args, { context }) => {
      refuseMoreThan(1, args);
      const [key = ''] = args.words;
      return () => {
        if (key !== '') context.stateChanges.set(key, null);
        return undefined;
      };
    },
  },
};

/** What is kept, with what this hook has changed. */
function stateOf({ context: { unit, stateChanges } }: ToolCall): Map<string, string> {
  const state = new Map(Object.entries(unit.state));
  for (const [key, value] of stateChanges) {
    if (value === null) state.delete(key);
    else state.set(key, value);
  }
  return state;
}

function refuseLarge(key: string, value: string): void {
  if (Buffer.byteLength(key) > largestKeyBytes)
    throw new ToolFailed(`max allowed key length (${largestKeyBytes}) exceeded`);
  if (Buffer.byteLength(value) > largestValueBytes)
    throw new ToolFailed(`max allowed value length (${largestValueBytes}) exceeded`);
}
