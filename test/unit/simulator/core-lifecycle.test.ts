import { afterEach, describe, expect, it } from 'vitest';
import { aTinyModel, everyHook, names } from './core-model.ts';
import type { TinyModel } from './core-model.ts';

let model: TinyModel | undefined;
afterEach(async () => {
  await model?.end();
  model = undefined;
});

describe('a new unit', () => {
  it('runs install, leader-elected, config-changed and start when it leads', async () => {
    model = await aTinyModel({ hooks: everyHook('status-set active "ran $JUJU_HOOK_NAME"') });
    model.sim.deploy({ application: 'tiny', charm: 'cs:tiny' });
    model.sim.addUnit('tiny');
    const settled = await model.sim.settle();
    expect(names(settled)).toEqual(['install', 'leader-elected', 'config-changed', 'start']);
    expect(model.sim.unitStatus('tiny/0')).toMatchObject({ status: 'active', message: 'ran start' });
  });
});
