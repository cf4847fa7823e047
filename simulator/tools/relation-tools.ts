import { addBagChanges } from '../agent/hook-context.ts';
import type { Relation } from '../model/model.ts';
import { endsOf } from '../model/relations.ts';
import { BadUsage, parsePairs, refuseMoreThan, ToolFailed } from './flags.ts';
import { isLeader } from './leader-tools.ts';
import { readRelation, relationTarget } from './relation-read.ts';
import { relationFlag, relationOf } from './relation-flag.ts';
import { readSettings } from './settings-file.ts';
import { everyFormat } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';

const appFlag = { names: ['app'], help: 'Mean the application and not a unit of it' } as const;

/** Relations, who is in them, and what is said in them. */
export const relationTools: Tools = {
  'relation-ids': {
    usage: '[<endpoint>]',
    summary: 'List the relations of an endpoint.',
    formats: everyFormat,
    prepare: (args, call) => {
      const endpoint = args.words[0] ?? call.context.hook.relation?.endpoint;
      if (endpoint === undefined || endpoint === '')
        throw new BadUsage(`no ${call.juju.features.relationWord} name specified`);
      refuseMoreThan(1, args);
      return () => idsOf(endpoint, call);
    },
  },
  'relation-list': {
    usage: '',
    summary: 'List the remote units that have joined a relation.',
    flags: (call) => [relationFlag(call), appFlag],
    formats: everyFormat,
    prepare: (args, call) => {
      const relation = relationOf(args, call);
      refuseMoreThan(0, args);
      const { context } = call;
      return () => {
        if (args.booleans['app'] !== true) return [...(context.members[String(relation.id)] ?? [])];
        return endsOf(relation, context.unit.application)?.other.application ?? null;
      };
    },
  },
  'relation-get': {
    usage: '[<key>|-] [<unit or application>]',
    summary: 'Print what a unit or an application says in a relation.',
    flags: (call) => [relationFlag(call), appFlag],
    formats: everyFormat,
    prepare: (args, call) => {
      const relation = relationOf(args, call);
      const [key = '-', given] = args.words;
      const target = relationTarget(call, given, args.booleans['app'] === true);
      refuseMoreThan(2, args);
      return () => {
        const bag = readRelation(call, relation, target);
        return key === '-' || key === '' ? bag : (bag[key] ?? null);
      };
    },
  },
  'relation-set': {
    usage: '<key>=<value> [...]',
    summary: 'Say something in a relation, once the hook has succeeded. An empty value deletes.',
    isFormatDeprecated: true,
    flags: (call) => [
      relationFlag(call),
      appFlag,
      { names: ['file'], value: '""', help: 'A YAML file of keys and values; - is standard input' },
    ],
    prepare: (args, call) => {
      const relation = relationOf(args, call);
      const pairs = parsePairs(args.words);
      const { app: isForApp = false } = args.booleans;
      return async () => {
        const file = args.values['file'];
        const fromFile = file === undefined || file === '' ? {} : await readSettings(file, call);
        if (isForApp && !isLeader(call)) throw new ToolFailed('cannot write relation settings');
        const { appBagChanges, bagChanges } = call.context;
        addBagChanges(isForApp ? appBagChanges : bagChanges, relation.id, { ...fromFile, ...pairs });
        return undefined;
      };
    },
  },
  'relation-model-get': {
    usage: '',
    summary: 'Print the model that the other side of a relation is in.',
    isIn: ({ hasRelationModelGet }) => hasRelationModelGet,
    flags: (call) => [relationFlag(call)],
    formats: everyFormat,
    prepare: (args, call) => {
      relationOf(args, call);
      refuseMoreThan(0, args);
      return () => ({ uuid: call.juju.model.uuid });
    },
  },
};

/** Relations that the agent has entered; one that breaks is not listed. */
function idsOf(endpoint: string, { juju, context }: ToolCall): string[] {
  const ids = Object.keys(context.unit.relations).filter((id) => {
    const relation = juju.model.relations[id];
    const own = relation === undefined ? undefined : endsOf(relation, context.unit.application)?.own;
    if (relation === undefined || own === undefined || own.isImplicit || own.name !== endpoint) return false;
    return !isLeaving(relation, context.unit.life) || (context.members[id] ?? []).length > 0;
  });
  return ids.map((id) => `${endpoint}:${id}`).sort();
}

function isLeaving({ life }: Relation, unitLife: string): boolean {
  return life === 'dying' || unitLife !== 'alive';
}
