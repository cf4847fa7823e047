/** What happens while a hook runs is taken in after it. */
import { afterEach, describe, expect, it } from 'vitest';
import { standIn } from './core-model.ts';
import { aSequence, ranOf } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';

let sequence: Sequence;
afterEach(() => sequence.end());

const mysql = standIn({
  name: 'mysql',
  endpoints: { db: { role: 'provides', interface: 'sql', scope: 'global' } },
});
const config = 'options: {size: {type: int, default: 0}}\n';

/** A started unit, related where `isRelated`; at the next run of `hook` something happens, once. */
async function meanwhile(
  hook: string,
  happens: (sim: Sequence['sim']) => void | Promise<void>,
  more: { readonly lines?: string; readonly isRelated?: boolean; readonly units?: number } = {},
): Promise<void> {
  let isArmed = false;
  sequence = await aSequence({
    ...{ metadata: 'name: tiny\nrequires: {db: sql}\n', config, units: more.units ?? 1 },
    lines: `if test $JUJU_HOOK_NAME = ${hook}; then apt-get; fi\n${more.lines ?? ':'}`,
    parts: {
      standIns: { mysql },
      programs: {
        'apt-get': async () => {
          if (isArmed) await happens(sequence.sim);
          isArmed = false;
          return { exitCode: 0, stdout: '', stderr: '' };
        },
      },
    },
  });
  const { sim } = sequence;
  sim.deploy({ application: 'mysql', charm: 'mysql' });
  sim.addUnit('mysql');
  if (more.isRelated === true) sim.relate('tiny', 'mysql');
  await sim.settle();
  isArmed = true;
}

describe('while a hook runs', () => {
  it('ten changes of settings come to one config-changed with the last of them', async () => {
    const change = (sim: Sequence['sim']) => {
      for (let size = 1; size <= 10; size += 1) sim.setConfig('tiny', { size: String(size) });
    };
    await meanwhile('update-status', change, { lines: 'config-get size' });
    sequence.sim.updateStatus('tiny/0');
    const { hooks } = await sequence.sim.settle();
    expect(hooks.map(({ hook, stdout }) => [hook, stdout])).toEqual([
      ['update-status', '0\n'],
      ['config-changed', '10\n'],
    ]);
  });

  it('a refresh waits, and the hook ends with the files that it began with', async () => {
    const refresh = async (sim: Sequence['sim']) => {
      await sequence.rewrites('echo fresh');
      sim.refresh('tiny', { isForced: true });
    };
    await meanwhile('update-status', refresh, { lines: 'echo stale' });
    sequence.sim.updateStatus('tiny/0');
    const { hooks } = await sequence.sim.settle();
    expect(hooks.map(({ hook, stdout }) => [hook, stdout])).toEqual([
      ['update-status', 'stale\n'],
      ['upgrade-charm', 'fresh\n'],
      ['config-changed', 'fresh\n'],
    ]);
  });

  it('a change of the bag that it was called for is told again', async () => {
    const write = (sim: Sequence['sim']) => void sim.writeBag('mysql/0', 'db', 'tiny', { port: '2' });
    await meanwhile('db-relation-changed', write, { isRelated: true, lines: 'relation-get port mysql/0 || :' });
    sequence.sim.writeBag('mysql/0', 'db', 'tiny', { port: '1' });
    expect(await sequence.ran('tiny/0')).toEqual(['db-relation-changed mysql/0', 'db-relation-changed mysql/0']);
    expect(await sequence.ran()).toEqual([]);
  });

  it('the unit is removed: it stops afterwards', async () => {
    await meanwhile('update-status', (sim) => sim.removeUnit('tiny/0'));
    sequence.sim.updateStatus('tiny/0');
    expect(await sequence.ran()).toEqual(['update-status', 'stop', 'remove']);
  });

  it('the relation that it announces a remote of is removed: changed still follows joined', async () => {
    await meanwhile('db-relation-joined', (sim) => sim.removeRelation('tiny', 'mysql'));
    sequence.sim.relate('tiny', 'mysql');
    expect(ranOf((await sequence.sim.settle()).hooks, 'tiny/0')).toEqual([
      'db-relation-created',
      'db-relation-joined mysql/0',
      'db-relation-changed mysql/0',
      'db-relation-departed mysql/0',
      'db-relation-broken',
    ]);
  });

  it('leadership goes: the unit leads no more afterwards, and is told when it does again', async () => {
    await meanwhile('leader-elected', (sim) => sim.moveLeadership('tiny/0'), { units: 2 });
    sequence.sim.moveLeadership('tiny/1');
    const { hooks } = await sequence.sim.settle();
    expect(hooks.map(({ unit, hook }) => `${unit} ${hook}`)).toEqual([
      'tiny/1 leader-elected',
      'tiny/0 leader-elected',
    ]);
    expect(sequence.sim.model.units['tiny/1']?.isLeaderSeen).toBe(false);
  });
});
