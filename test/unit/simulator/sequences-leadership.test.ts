import { afterEach, describe, expect, it } from 'vitest';
import { aSequence } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';

let sequence: Sequence;
afterEach(() => sequence.end());

/** Two units that have started; what comes before is not looked at. */
async function twoUnits(juju: '2.9' | '3.6' | '4.0' = '2.9', lines = ':'): Promise<void> {
  sequence = await aSequence({ juju, units: 2, lines });
  await sequence.ran();
}

async function ranByUnit(): Promise<[string[], string[]]> {
  const before = sequence.sim.hooks.length;
  await sequence.sim.settle();
  const hooks = sequence.sim.hooks.slice(before);
  const of = (name: string) => hooks.filter(({ unit }) => unit === name).map(({ hook }) => hook);
  return [of('tiny/0'), of('tiny/1')];
}

describe('leadership', () => {
  it.each(['2.9', '3.6', '4.0'] as const)(
    'that moves (34) is told to the new leader alone in Juju %s',
    async (juju) => {
      await twoUnits(juju);
      sequence.sim.moveLeadership('tiny/1');
      expect(await ranByUnit()).toEqual([[], ['leader-elected']]);
      sequence.sim.moveLeadership('tiny/0');
      expect(await ranByUnit()).toEqual([['leader-elected'], []]);
    },
  );

  it.each(['2.9', '3.6'] as const)(
    'settings that the leader changes are told to the others (35) in Juju %s',
    async (juju) => {
      await twoUnits(juju, 'test $JUJU_HOOK_NAME != update-status || leader-set "at=$(date +%N)"');
      sequence.sim.updateStatus('tiny/0');
      expect(await ranByUnit()).toEqual([['update-status'], ['leader-settings-changed']]);
    },
  );

  it('that comes and goes between two hooks is not told', async () => {
    await twoUnits();
    sequence.sim.moveLeadership('tiny/1');
    sequence.sim.moveLeadership('tiny/0');
    expect(await ranByUnit()).toEqual([[], []]);
  });

  it('that is lost after leader-elected was queued makes it be skipped', async () => {
    await twoUnits('2.9', 'test $JUJU_HOOK_NAME != leader-elected || is-leader');
    sequence.sim.moveLeadership('tiny/1');
    sequence.sim.killPlan = { unit: 'tiny/1', hook: 'leader-elected', call: 1, when: 'before' };
    await sequence.sim.settle({ maxHooks: 1 });
    expect(sequence.sim.model.units['tiny/1']?.queued?.name).toBe('leader-elected');
    sequence.sim.moveLeadership('tiny/0');
    expect(await ranByUnit()).toEqual([['leader-elected'], []]);
  });

  it('that is lost while leader-elected is in error ends the error when it is tried again', async () => {
    await twoUnits();
    await sequence.breaks('leader-elected');
    sequence.sim.moveLeadership('tiny/1');
    await sequence.ran();
    expect(sequence.unit('tiny/1').status).toBe('error');
    sequence.sim.moveLeadership('tiny/0');
    sequence.sim.resolved('tiny/1');
    await sequence.mends('leader-elected');
    expect(await ranByUnit()).toEqual([['leader-elected'], []]);
    expect(sequence.unit('tiny/1')).toMatchObject({ status: 'unknown', agent: { status: 'idle' } });
  });

  it('that is lost in error is noted there: nothing is left to tell when it is resolved', async () => {
    await twoUnits();
    await sequence.breaks('config-changed');
    sequence.sim.setTrust('tiny', true);
    await sequence.ran();
    sequence.sim.moveLeadership('tiny/1');
    await sequence.ran();
    expect(sequence.sim.model.units['tiny/0']?.isLeaderSeen).toBe(false);
    await sequence.mends('config-changed');
    sequence.sim.resolved('tiny/0');
    expect(await ranByUnit()).toEqual([['config-changed'], []]);
  });

  it('goes to another unit when the leader dies or its agent is lost', async () => {
    await twoUnits();
    sequence.sim.loseAgent('tiny/0');
    expect(await ranByUnit()).toEqual([[], ['leader-elected']]);
    sequence.sim.restartAgent('tiny/0');
    sequence.sim.removeUnit('tiny/1');
    expect(await ranByUnit()).toEqual([['leader-elected'], ['stop', 'remove']]);
  });
});
