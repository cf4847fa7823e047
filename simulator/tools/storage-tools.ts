import type { StorageInstance } from '../model/model.ts';
import { BadUsage, refuseMoreThan, ToolFailed } from './flags.ts';
import type { Flag } from './flags.ts';
import { quoted } from './format/go-text.ts';
import { everyFormat } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';

/** Disks and folders that the unit was given. */
export const storageTools: Tools = {
  'storage-list': {
    usage: '[<storage-name>]',
    summary: 'List the storage that is attached to this unit.',
    formats: everyFormat,
    prepare: (args, call) => {
      refuseMoreThan(1, args);
      const [wanted = ''] = args.words;
      return () =>
        attached(call)
          .filter(({ name }) => wanted === '' || name === wanted)
          .map(({ id }) => id)
          .sort();
    },
  },
  'storage-get': {
    usage: '[<key>]',
    summary: 'Print what a storage is, and where.',
    flags: (call) => [storageFlag(call)],
    formats: everyFormat,
    prepare: (args, call) => {
      const id = args.values['s'] ?? call.context.hook.storage;
      if (id === undefined) throw new BadUsage('no storage instance specified');
      refuseMoreThan(1, args);
      const [key = ''] = args.words;
      return () => {
        const found = attached(call).find((each) => each.id === id);
        if (found === undefined) throw new ToolFailed(notFound(id));
        const { kind, location } = found;
        if (key === '') return { kind, location };
        if (key !== 'kind' && key !== 'location') throw new ToolFailed(`invalid storage attribute ${quoted(key)}`);
        return key === 'kind' ? kind : location;
      };
    },
  },
  'storage-add': {
    usage: '<charm storage name>[=count] ...',
    summary: 'Add storage to this unit, once the hook has succeeded.',
    prepare: ({ words }, { context }) => {
      if (words.length === 0) throw new BadUsage('storage add requires a storage directive');
      const wanted = words.map(parseDirective);
      return () => {
        for (const { name, count } of wanted)
          context.storageAdds.set(name, (context.storageAdds.get(name) ?? 0) + count);
        return undefined;
      };
    },
  },
};

interface Directive {
  readonly name: string;
  readonly count: number;
}

/** The one that a hook is about is there before it is known to be attached. */
function attached({ juju, context: { unit, hook } }: ToolCall): StorageInstance[] {
  return Object.values(juju.model.storages).filter(
    (each) => each.unit === unit.name && each.life !== 'dead' && (each.isAttached || each.id === hook.storage),
  );
}

function storageFlag(call: ToolCall): Flag {
  const check = (id: string) => {
    if (!attached(call).some((each) => each.id === id)) throw new BadUsage(notFound(id));
  };
  return { names: ['s'], value: 'storage', help: 'Specify a storage by id', check };
}

function notFound(id: string): string {
  return `storage ${quoted(id)} not found`;
}

function parseDirective(word: string): Directive {
  const at = word.indexOf('=');
  const name = at === -1 ? word : word.slice(0, at);
  if (name === '') throw new BadUsage(`storage directive ${quoted(word)} not valid`);
  if (at === -1) return { name, count: 1 };
  const count = word.slice(at + 1);
  if (!/^\d+$/u.test(count)) throw new BadUsage(`only count can be specified for ${quoted(name)}`);
  if (Number(count) === 0) throw new BadUsage(`storage count must be greater than zero, got "0"`);
  return { name, count: Number(count) };
}
