import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { aTinyModel, standIn } from './core-model.ts';
import type { TinyModel } from './core-model.ts';

let model: TinyModel;
afterEach(() => model.end());

describe('machines', () => {
  it('run their hooks side by side', async () => {
    // Each waits for the other: one after the other they would wait for ever.
    const meet = [
      'place=$KUBERNETES_WORKER_ROOT/../..',
      'touch "$place/met-$JUJU_MACHINE_ID"',
      'until test -e "$place/met-0" && test -e "$place/met-1"; do sleep 0.02; done',
    ];
    model = await aTinyModel({ hooks: { install: meet.join('\n'), start: 'true' } }, {}, { concurrency: 2 });
    model.sim.deploy({ application: 'tiny', charm: path.join(model.folder, 'charm') });
    model.sim.addUnit('tiny');
    model.sim.addUnit('tiny');
    const { hooks, failed } = await model.sim.settle();
    expect(failed).toEqual([]);
    expect(hooks.filter(({ hook }) => hook === 'install').map(({ unit }) => unit)).toHaveLength(2);
  });
});

describe('a hundred units', () => {
  const endpoint = (role: 'provides' | 'requires', wire: string, scope: 'container' | 'global' = 'global') =>
    ({ role, interface: wire, scope }) as const;
  const standIns = {
    node: standIn({ name: 'node', endpoints: { control: endpoint('requires', 'control') } }),
    control: standIn({ name: 'control', endpoints: { nodes: endpoint('provides', 'control') } }),
    beside: standIn({
      name: 'beside',
      isSubordinate: true,
      endpoints: { host: endpoint('requires', 'juju-info', 'container') },
    }),
  };

  it('are deployed, configured, scaled and removed with no more hooks than each needs', async () => {
    model = await aTinyModel({}, { standIns });
    const { sim } = model;
    for (const name of ['node', 'control', 'beside']) sim.deploy({ application: name, charm: `cs:${name}` });
    sim.addUnit('control');
    for (let number = 0; number < 100; number += 1) sim.addUnit('node');
    sim.relate('node', 'control');
    sim.relate('beside', 'node:juju-info');
    const counted = async () => {
      const counts: Record<string, number> = {};
      for (const { unit } of (await sim.settle()).hooks) {
        const application = unit.slice(0, unit.indexOf('/'));
        counts[application] = (counts[application] ?? 0) + 1;
      }
      return counts;
    };
    // install, the leader or its settings, config-changed, start; created, and joined and changed for each other end.
    expect(await counted()).toEqual({ node: 100 * (4 + 3), beside: 100 * (4 + 3), control: 4 + 1 + 100 * 2 });

    sim.setConfig('node', { x: '1' });
    expect(await counted()).toEqual({ node: 100 });
    sim.addUnit('node');
    expect(await counted()).toEqual({ node: 7, beside: 7, control: 2 });
    sim.removeUnit('node/100');
    expect(await counted()).toEqual({ node: 2 + 2, beside: 2 + 2, control: 1 });
    sim.removeApplication('node');
    const { node = 0, control } = await counted();
    expect([node, control]).toEqual([100 * (2 + 2), 100 + 1]);
    expect(Object.keys(sim.model.units)).toEqual(['control/0']);
  });
});
