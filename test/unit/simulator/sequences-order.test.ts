import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../../simulator/agent/open-simulation.ts';
import type { HookRecord } from '../../../simulator/simulation.ts';
import { aTinyModel, standIn } from './core-model.ts';

const endpoint = (role: 'peers' | 'provides' | 'requires', name: string) => ({
  [name]: { role, interface: name, scope: 'global' as const },
});
const client = standIn({ name: 'client', endpoints: { ...endpoint('requires', 'db'), ...endpoint('peers', 'ring') } });
const server = standIn({ name: 'server', endpoints: endpoint('provides', 'db') }, (hook) => {
  for (const relation of hook.relations('db'))
    relation.set({ count: String((Number(relation.own()['count'] ?? '0') + 1) % 3) });
});

const beside = standIn({
  name: 'beside',
  isSubordinate: true,
  endpoints: { host: { role: 'requires', interface: 'juju-info', scope: 'container' } },
});

type Step = readonly ['add' | 'hooks' | 'relate' | 'remove' | 'unrelate' | 'write', number];

/** One thing that an operator does, where it is possible, and afterwards a few hooks. */
async function take(sim: Simulation, [what, number]: Step): Promise<void> {
  const units = Object.keys(sim.model.units);
  const unit = units[number % Math.max(units.length, 1)];
  const isRelated = Object.values(sim.model.relations).some(
    ({ life, endpoints, scope }) => life === 'alive' && scope === 'global' && endpoints.length > 1,
  );
  if (what === 'add') sim.addUnit(number % 2 === 0 ? 'client' : 'server');
  if (what === 'remove' && unit !== undefined && isRemovable(sim, unit)) sim.removeUnit(unit);
  if (what === 'relate' && !isRelated) sim.relate('client', 'server');
  if (what === 'unrelate' && isRelated) sim.removeRelation('client', 'server');
  if (what === 'write') sim.updateStatus();
  await sim.settle({ maxHooks: number });
}

function isRemovable({ model }: Simulation, name: string): boolean {
  const unit = model.units[name];
  return unit?.life === 'alive' && unit.principal === null;
}

/** What is wrong with the hooks of one unit in one relation, in their order. */
function disorder(hooks: readonly HookRecord[]): string[] {
  const members = new Set<string>();
  const wrong: string[] = [];
  let [isCreated, isBroken, pending]: [boolean, boolean, string | null] = [false, false, null];
  for (const { hook, remoteUnit = '' } of hooks) {
    const kind = hook.split('-').at(-1);
    const say = (problem: string) => wrong.push(`${hook} ${remoteUnit} ${problem}`);
    if (isBroken) say('after broken');
    if ((kind === 'created') === isCreated) say(isCreated ? 'a second time' : 'before created');
    if (pending !== null && !(kind === 'changed' && remoteUnit === pending))
      say(`between joined and changed of ${pending}`);
    if (kind === 'joined' && members.has(remoteUnit)) say('of a member');
    if ((kind === 'departed' || (kind === 'changed' && remoteUnit !== '')) && !members.has(remoteUnit))
      say('of no member');
    if (kind === 'broken' && members.size > 0) say(`with ${[...members].join(' ')}`);
    isCreated = true;
    isBroken = kind === 'broken';
    pending = kind === 'joined' ? remoteUnit : null;
    if (kind === 'joined') members.add(remoteUnit);
    if (kind === 'departed') members.delete(remoteUnit);
  }
  return wrong;
}

function perUnitAndRelation(hooks: readonly HookRecord[]): HookRecord[][] {
  const groups = new Map<string, HookRecord[]>();
  for (const record of hooks) {
    if (record.relation === undefined) continue;
    const key = `${record.unit} ${record.relation}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()];
}

const steps = fc.array(
  fc.tuple(fc.constantFrom<Step[0]>('add', 'hooks', 'relate', 'remove', 'unrelate', 'write'), fc.nat({ max: 12 })),
  { minLength: 5, maxLength: 25 },
);

describe('the hooks of a unit in a relation', () => {
  it('keep their order, whatever happens between them, and in the end everybody knows who is there', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.nat({ max: 1000 }), async (taken, seed) => {
        const model = await aTinyModel({}, { standIns: { client, server, beside } }, { seed });
        const { sim } = model;
        for (const application of ['client', 'server']) {
          sim.deploy({ application, charm: application });
          sim.addUnit(application);
        }
        sim.deploy({ application: 'beside', charm: 'beside' });
        sim.relate('beside', 'server');
        for (const step of taken) await take(sim, step);
        await sim.settle();
        expect(perUnitAndRelation(sim.hooks).flatMap(disorder)).toEqual([]);
        for (const unit of Object.values(sim.model.units)) {
          const principals = Object.values(sim.model.units).map(({ principal }) => principal);
          expect(principals.filter((name) => name === unit.name)).toHaveLength(unit.application === 'server' ? 1 : 0);
          for (const [id, { members, changedPending }] of Object.entries(unit.relations)) {
            if (sim.model.relations[id]?.scope === 'container') continue;
            const there = sim.model.relations[id]?.inScope.filter(
              (name) => name !== unit.name && (id === '0' || !name.startsWith(`${unit.application}/`)),
            );
            expect([Object.keys(members).sort(), changedPending]).toEqual([[...(there ?? [])].sort(), null]);
          }
        }
        await model.end();
      }),
      { numRuns: 60 },
    );
  });
});
