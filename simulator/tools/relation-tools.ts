import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { addBagChanges, ownAppBag, ownBag, remoteBag } from '../agent/hook-context.ts';
import type { Bag, HookContext } from '../agent/hook-context.ts';
import { leaderOf } from '../model/model.ts';
import type { Relation } from '../model/model.ts';
import { endsOf } from '../model/relations.ts';
import { BadUsage, parsePairs, refuseMoreThan, ToolFailed } from './flags.ts';
import type { Arguments } from './flags.ts';
import { silentTool, valueTool } from './tool.ts';
import type { Tool, ToolCall } from './tool.ts';

const relationFlag = { r: 'relation', relation: 'relation' };
const appFlag = { app: 'app' };

export const relationTools: Readonly<Record<string, Tool>> = {
  'relation-ids': valueTool({}, (args, call) => {
    refuseMoreThan(1, args);
    const endpoint = args.words[0] ?? call.context.hook.relation?.endpoint;
    if (endpoint === undefined) throw new BadUsage('no relation name specified');
    return knownRelations(call)
      .filter(({ name }) => name === endpoint)
      .map(({ name, relation }) => `${name}:${relation.id}`)
      .sort();
  }),
  'relation-list': valueTool({ values: relationFlag, booleans: appFlag }, (args, call) => {
    refuseMoreThan(0, args);
    const relation = relationOf(args, call);
    if (args.booleans['app'] === true)
      return endsOf(relation, call.context.unit.application)?.other.application ?? null;
    return [...(call.context.members[String(relation.id)] ?? [])];
  }),
  'relation-get': valueTool({ values: relationFlag, booleans: appFlag }, (args, call) => {
    const relation = relationOf(args, call);
    const [key = '-', ...more] = args.words;
    refuseMoreThan(2, args);
    const bag = bagOf(call, relation, targetOf(args, call, relation, more[0]));
    return key === '-' || key === '' ? bag : (bag[key] ?? null);
  }),
  'relation-set': silentTool(
    { values: { ...relationFlag, file: 'file' }, booleans: appFlag },
    async (args, call) => {
      const relation = relationOf(args, call);
      const pairs = parsePairs(args.words);
      const fromFile = args.values['file'] === undefined ? {} : await pairsOfFile(args.values['file'], call);
      const { context, juju } = call;
      if (args.booleans['app'] !== true) {
        addBagChanges(context.bagChanges, relation.id, { ...fromFile, ...pairs });
        return;
      }
      if (leaderOf(juju.model, context.unit.application) !== context.unit.name)
        throw new ToolFailed('cannot write relation settings');
      addBagChanges(context.appBagChanges, relation.id, { ...fromFile, ...pairs });
    },
    'relation-set',
  ),
};

/** Relations that the agent has entered; a breaking one is not listed. */
function knownRelations({ juju, context }: ToolCall): { readonly name: string; readonly relation: Relation }[] {
  return Object.keys(context.unit.relations).flatMap((id) => {
    const relation = juju.model.relations[id];
    const own = relation === undefined ? undefined : endsOf(relation, context.unit.application)?.own;
    if (relation === undefined || own === undefined || own.isImplicit) return [];
    const isLeaving = relation.life === 'dying' || context.unit.life !== 'alive';
    return isLeaving && (context.members[id] ?? []).length === 0 ? [] : [{ name: own.name, relation }];
  });
}

function relationOf(args: Arguments, { juju, context }: ToolCall): Relation {
  const given = args.values['relation'];
  const hooked = context.hook.relation;
  if (given === undefined && hooked === null) throw new BadUsage('no relation id specified');
  const text = given === undefined ? String(hooked?.id) : (given.split(':').at(-1) ?? '');
  const flag = `invalid value "${given ?? text}" for option -r`;
  if (!/^\d+$/u.test(text)) throw new BadUsage(`${flag}: invalid relation id`);
  const relation = juju.model.relations[String(Number(text))];
  if (relation === undefined || context.unit.relations[String(relation.id)] === undefined)
    throw new BadUsage(`${flag}: relation not found`);
  return relation;
}

function targetOf(args: Arguments, { context }: ToolCall, relation: Relation, given: string | undefined): string {
  const isApp = args.booleans['app'] === true;
  if (given !== undefined) {
    if (isApp) return given.split('/')[0] ?? given;
    if (/^[a-z][a-z0-9-]*\/\d+$/u.test(given)) return given;
    if (/^[a-z][a-z0-9-]*$/u.test(given)) throw new BadUsage(`expected unit name, got application name "${given}"`);
    throw new BadUsage(`invalid unit name "${given}"`);
  }
  const hooked = context.hook.relation;
  if (hooked === null || hooked.id !== relation.id) throw new BadUsage('no unit or application specified');
  return isApp || hooked.remoteUnit === null ? hooked.remoteApp : hooked.remoteUnit;
}

function bagOf({ juju, context }: ToolCall, relation: Relation, target: string): Bag {
  const { unit } = context;
  if (target === unit.name) return ownBag(juju, context, relation.id);
  if (target === unit.application) {
    const isLeader = leaderOf(juju.model, unit.application) === unit.name;
    if (!isLeader && relation.endpoints.length > 1) throw new ToolFailed('permission denied');
    return ownAppBag(juju, context, relation.id);
  }
  const bag = remoteBag(juju, context, relation.id, target);
  if (bag === null || !isInReach(context, relation, target, juju)) throw new ToolFailed('permission denied');
  return bag;
}

/** In a container-scoped relation a unit reads its own counterpart only. */
function isInReach({ unit }: HookContext, relation: Relation, target: string, { model }: ToolCall['juju']): boolean {
  const other = model.units[target];
  if (relation.scope === 'global' || other === undefined) return true;
  return (other.principal ?? other.name) === (unit.principal ?? unit.name);
}

async function pairsOfFile(file: string, call: ToolCall): Promise<Record<string, string>> {
  const text = file === '-' ? await call.stdin() : await readFile(path.resolve(call.cwd, file), 'utf8').catch(missing);
  const parsed: unknown = parse(text, { schema: 'failsafe' });
  if (parsed === null || parsed === undefined || parsed === '') return {};
  const kind = (value: unknown) => (Array.isArray(value) ? '!!seq' : typeof value === 'object' ? '!!map' : '!!str');
  const refused = (value: unknown, type: string) =>
    new ToolFailed(`yaml: unmarshal errors:\n  line 1: cannot unmarshal ${kind(value)} into ${type}`);
  if (typeof parsed !== 'object' || Array.isArray(parsed)) throw refused(parsed, 'map[string]string');
  const pairs: Record<string, string> = {};
  for (const [key, value] of Object.entries(parsed)) {
    if (typeof value !== 'string') throw refused(value, 'string');
    pairs[key] = value;
  }
  return pairs;
}

function missing(error: unknown): never {
  throw new ToolFailed(error instanceof Error ? error.message : String(error));
}
