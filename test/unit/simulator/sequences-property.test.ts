/** Whatever happens to a model, in whatever order, every unit's life keeps Juju's promises. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CharmMetadata } from '../../../simulator/contract.ts';
import { nextJob } from '../../../simulator/agent/decide/decide.ts';
import { decisionOf } from '../../../simulator/agent/decide/decision.ts';
import { finishHook } from '../../../simulator/agent/run/finish-hook.ts';
import { moveLeadership } from '../../../simulator/agent/operate/happenings.ts';
import { openContext } from '../../../simulator/agent/hook-context.ts';
import type { Juju } from '../../../simulator/agent/juju.ts';
import { rebootMachine } from '../../../simulator/agent/operate/reboot.ts';
import { startAgent } from '../../../simulator/agent/schedule/recover.ts';
import { resolve } from '../../../simulator/agent/operate/resolve.ts';
import { emptyModel } from '../../../simulator/model/model.ts';
import type { HookInfo, Model, Unit } from '../../../simulator/model/model.ts';
import { addPeerRelation, addRelation, changeBag, endsOf } from '../../../simulator/model/relations.ts';
import { removeApplication, removeRelation, removeUnit } from '../../../simulator/model/remove.ts';
import { deriveUnit, removeFinished, visibleUnits } from '../../../simulator/model/scopes.ts';
import { addUnit } from '../../../simulator/model/units.ts';
import { aController, anApplication } from './a-started-unit.ts';
import { standIn } from './core-model.ts';

const end = (role: 'peers' | 'provides' | 'requires', name: string, scope: 'container' | 'global' = 'global') => ({
  ...{ role, interface: name, scope },
});
const charms: Readonly<Record<string, CharmMetadata>> = {
  client: standIn({ name: 'client', endpoints: { db: end('requires', 'sql') } }).metadata,
  server: standIn({ name: 'server', endpoints: { db: end('provides', 'sql'), ring: end('peers', 'ring') } }).metadata,
  log: standIn({ name: 'log', isSubordinate: true, endpoints: { host: end('requires', 'juju-info', 'container') } })
    .metadata,
};

interface World {
  readonly model: Model;
  readonly juju: Juju;
  /** Unit to the hooks that have succeeded or were taken as run. */
  readonly lives: Map<string, HookInfo[]>;
}

function aWorld(): World {
  const model = emptyModel('default');
  for (const [name, { isSubordinate }] of Object.entries(charms))
    model.applications[name] = { ...anApplication(name), isSubordinate };
  addPeerRelation(model, { ...end('peers', 'ring'), application: 'server', name: 'ring', isImplicit: false });
  const charmOf: Juju['charmOf'] = ({ charm }) => {
    const metadata = charms[charm] ?? standIn({ name: charm }).metadata;
    return { kind: 'stand-in', isInert: false, charm: standIn(metadata), metadata };
  };
  return { model, juju: { ...aController(model), charmOf }, lives: new Map() };
}

/** The unit does what is due; false when nothing is. */
function step(world: World, unit: Unit, isFailing: boolean): boolean {
  const { model, juju } = world;
  deriveUnit(model, unit, 100);
  removeFinished(model);
  if (model.units[unit.name] === undefined) return false;
  const job = nextJob(decisionOf(juju, unit, null));
  if (job?.kind !== 'hook') return false;
  const context = openContext(juju, unit, job.hook);
  if (job.hook.name === 'install' || job.hook.name === 'upgrade-charm') unit.laidRevision = 0;
  const exit = { exitCode: isFailing ? 1 : 0, signal: null, stdout: '', stderr: '', via: 'a test' };
  finishHook(juju, context, { kind: isFailing ? 'failed' : 'succeeded', ...exit });
  if (!isFailing) note(world, unit, job.hook);
  return true;
}

function note({ lives }: World, { name }: Unit, hook: HookInfo): void {
  lives.set(name, [...(lives.get(name) ?? []), hook]);
}

type Happening = (world: World, choice: number) => void;

function pick(world: World, choice: number): Unit | undefined {
  const units = Object.values(world.model.units);
  return units[choice % Math.max(1, units.length)];
}

/** What Juju refuses is not done. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'JujuRefused') throw error;
  }
}

const happenings: Readonly<Record<string, Happening>> = {
  'a unit works': (world, choice) => {
    const unit = pick(world, choice);
    if (unit !== undefined) step(world, unit, false);
  },
  'units work for a while': (world, choice) => {
    for (let count = 0; count < choice; count += 1) {
      const unit = pick(world, count * 7 + choice);
      if (unit !== undefined) step(world, unit, false);
    }
  },
  'a unit fails': (world, choice) => {
    const unit = pick(world, choice);
    if (unit !== undefined) step(world, unit, true);
  },
  'a unit is resolved': (world, choice) => {
    const unit = pick(world, choice);
    if (unit === undefined) return;
    const hook = unit.failed?.hook;
    const isRetried = choice % 2 === 0;
    attempt(() => resolve(world.juju, unit.name, isRetried));
    if (hook !== undefined && !isRetried) note(world, unit, hook);
  },
  'a unit is added': ({ model }, choice) =>
    attempt(() => void addUnit(model, choice % 2 === 0 ? 'client' : 'server', null, 100)),
  'a unit is removed': (world, choice) => {
    const unit = pick(world, choice);
    if (unit !== undefined) attempt(() => removeUnit(world.model, unit.name, choice % 3 === 0));
  },
  'applications are related': ({ model, juju }, choice) =>
    attempt(() => void addRelation(model, juju.charmOf, 'client', choice % 2 === 0 ? 'server' : 'log')),
  'a relation is removed': ({ model, juju }, choice) =>
    attempt(() => removeRelation(model, juju.charmOf, 'client', choice % 2 === 0 ? 'server' : 'log')),
  'an application is removed': ({ model }, choice) =>
    attempt(() => {
      if (choice % 7 === 0) removeApplication(model, 'log');
    }),
  'a bag is written': ({ model }, choice) => {
    const relation = Object.values(model.relations)[choice % 2];
    const bag = relation?.bags[relation.inScope[choice % Math.max(1, relation.inScope.length)] ?? ''];
    if (bag !== undefined) changeBag(bag, { key: String(choice) });
  },
  'leadership moves': (world, choice) => {
    const unit = pick(world, choice);
    if (unit !== undefined) attempt(() => moveLeadership(world.juju, unit.name));
  },
  'a machine reboots': (world, choice) => {
    const unit = pick(world, choice);
    if (unit !== undefined) rebootMachine(world.juju, unit.machine);
  },
  'an agent restarts': (world, choice) => {
    const unit = pick(world, choice);
    if (unit !== undefined) startAgent(world.model, unit, 100);
  },
  'trust changes': ({ model }) => {
    const client = model.applications['client'];
    if (client !== undefined) client.isTrusted = !client.isTrusted;
  },
};

/** Every error is resolved and everything has run. */
function settle(world: World): void {
  for (let round = 0; round < 1000; round += 1) {
    const units = Object.values(world.model.units);
    for (const { name } of units) attempt(() => resolve(world.juju, name, true));
    let isAnyDone = false;
    for (const unit of units) while (step(world, unit, false)) isAnyDone = true;
    const before = units.length;
    if (!isAnyDone && Object.keys(world.model.units).length === before) return;
  }
  throw new Error('the model does not settle');
}

/** What in a unit's life breaks a promise; null when nothing does. */
function broken(hooks: readonly HookInfo[]): string | null {
  const names = hooks.map(({ name }) => name);
  const first = (name: string) => (names.includes(name) ? names.indexOf(name) : Infinity);
  if (names.filter((name) => name === 'install').length > 1) return 'installed twice';
  if (first('start') < first('config-changed')) return 'started before config-changed';
  if (names.includes('remove') && names.at(-1) !== 'remove') return 'something after remove';
  const members = new Map<number, Set<string>>();
  let pending = new Map<number, string>();
  for (const { relation, name } of hooks) {
    if (relation === null) continue;
    const { id, kind, remoteUnit } = relation;
    const inIt = members.get(id);
    if (pending.has(id) && (kind !== 'changed' || remoteUnit !== pending.get(id))) return `${name} after joined`;
    pending = new Map([...pending].filter(([other]) => other !== id));
    if (kind === 'created') members.set(id, new Set());
    else if (inIt === undefined) return `${name} before created`;
    else if (kind === 'joined' && inIt.has(remoteUnit ?? '')) return `${name} twice`;
    else if (kind === 'departed' && !inIt.has(remoteUnit ?? '')) return `${name} of nobody`;
    else if (kind === 'changed' && remoteUnit !== null && !inIt.has(remoteUnit)) return `${name} of nobody`;
    else if (kind === 'broken' && inIt.size > 0) return `${name} with members`;
    if (kind === 'joined' && remoteUnit !== null) {
      inIt?.add(remoteUnit);
      pending.set(id, remoteUnit);
    }
    if (kind === 'departed') inIt?.delete(remoteUnit ?? '');
    if (kind === 'broken') members.delete(id);
  }
  return null;
}

describe('a model to which anything happens', () => {
  it('settles, keeps every promise to every unit, and has nothing left that was to go', () => {
    const happening = fc.tuple(fc.constantFrom(...Object.keys(happenings)), fc.nat(100));
    fc.assert(
      fc.property(fc.array(happening, { minLength: 20, maxLength: 120 }), (events) => {
        const world = aWorld();
        for (const [name, choice] of events) happenings[name]?.(world, choice);
        settle(world);
        const { model, lives } = world;
        const problems = [...lives].flatMap(([unit, hooks]) => {
          const problem = broken(hooks);
          return problem === null ? [] : [`${unit}: ${problem} in ${hooks.map(({ name }) => name).join()}`];
        });
        expect(problems).toEqual([]);
        expect(Object.values(model.units).filter(({ life }) => life !== 'alive')).toEqual([]);
        expect(Object.values(model.relations).filter(({ life }) => life !== 'alive')).toEqual([]);
        for (const relation of Object.values(model.relations)) {
          for (const name of relation.inScope) {
            const unit = model.units[name];
            const local = unit?.relations[String(relation.id)];
            if (unit === undefined || endsOf(relation, unit.application)?.own.isImplicit === true) continue;
            expect(local?.changedPending).toBe(null);
            expect(Object.keys(local?.members ?? {}).sort()).toEqual(visibleUnits(model, relation, unit));
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
