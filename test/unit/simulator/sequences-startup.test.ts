import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StorageDefinition } from '../../../simulator/contract.ts';
import { aTinyModel, names, standIn } from './core-model.ts';
import type { TinyModel } from './core-model.ts';
import { aSequence } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';

let sequence: Sequence | null = null;
let model: TinyModel | null = null;
afterEach(async () => {
  await sequence?.end();
  await model?.end();
  [sequence, model] = [null, null];
});

const leaderStart = ['install', 'leader-elected', 'config-changed', 'start'];
const afterInstall = ['leader-elected', 'config-changed', 'start'];

describe('a new unit', () => {
  it.each(['2.9', '3.6', '4.0'] as const)('that leads (1) starts the same way in Juju %s', async (juju) => {
    sequence = await aSequence({ juju });
    expect(await sequence.ran()).toEqual(leaderStart);
    expect(sequence.unit()).toMatchObject({ status: 'unknown', message: '', agent: { status: 'idle' } });
  });

  it.each([
    { juju: '2.9', hooks: ['install', 'leader-settings-changed', 'config-changed', 'start'] },
    { juju: '3.6', hooks: ['install', 'leader-settings-changed', 'config-changed', 'start'] },
    { juju: '4.0', hooks: ['install', 'config-changed', 'start'] },
  ] as const)('that does not lead (2) runs $hooks in Juju $juju', async ({ juju, hooks }) => {
    sequence = await aSequence({ juju, units: 2 });
    expect(await sequence.ran('tiny/1')).toEqual(hooks);
  });

  it('is waiting for its machine before install, and for its charm while install runs', async () => {
    sequence = await aSequence({ lines: 'test $JUJU_HOOK_NAME != install || status-get --include-data' });
    expect(sequence.unit()).toMatchObject({ status: 'waiting', message: 'waiting for machine' });
    const [install] = (await sequence.sim.settle()).hooks;
    expect(install?.stdout).toContain('installing charm software');
  });
});

describe('a unit whose hook fails at startup', () => {
  it('goes on after install when that is taken as run (6)', async () => {
    sequence = await aSequence();
    await sequence.breaks('install');
    expect(await sequence.ran()).toEqual(['fail-install']);
    sequence.sim.resolved('tiny/0', { isRetried: false });
    expect(await sequence.ran()).toEqual(afterInstall);
  });

  it('runs install again as often as it is resolved (7)', async () => {
    sequence = await aSequence();
    await sequence.breaks('install');
    expect(await sequence.ran()).toEqual(['fail-install']);
    sequence.sim.resolved('tiny/0');
    expect(await sequence.ran()).toEqual(['fail-install']);
    await sequence.mends('install');
    sequence.sim.resolved('tiny/0');
    expect(await sequence.ran()).toEqual(leaderStart);
  });

  it('keeps the status of its installation when start is taken as run (8)', async () => {
    sequence = await aSequence();
    await sequence.breaks('start');
    await sequence.ran();
    sequence.sim.resolved('tiny/0', { isRetried: false });
    expect(await sequence.ran()).toEqual([]);
    expect(sequence.unit()).toMatchObject({
      status: 'maintenance',
      message: 'installing charm software',
      agent: { status: 'idle' },
    });
  });

  it.each([
    { number: 9, isRetried: false, hooks: ['start'] },
    { number: 10, isRetried: true, hooks: ['config-changed', 'start'] },
  ])('runs $hooks after config-changed ($number) when it is retried: $isRetried', async ({ isRetried, hooks }) => {
    sequence = await aSequence();
    await sequence.breaks('config-changed');
    expect(await sequence.ran()).toEqual(['install', 'leader-elected', 'fail-config-changed']);
    await sequence.mends('config-changed');
    sequence.sim.resolved('tiny/0', { isRetried });
    expect(await sequence.ran()).toEqual(hooks);
  });
});

describe('a unit with storage', () => {
  const data: StorageDefinition = { type: 'filesystem', minimum: 1, maximum: 1, location: '/srv/data' };
  const startedWithStorage = ['data-storage-attached', ...leaderStart];

  async function stored(isHeld: boolean): Promise<TinyModel> {
    const made = await aTinyModel({}, { standIns: { stored: standIn({ name: 'stored', storages: { data } }) } });
    made.sim.holdStorage(isHeld);
    made.sim.deploy({ application: 'stored', charm: 'stored' });
    made.sim.addUnit('stored');
    model = made;
    return made;
  }

  it('is installed when the storage is attached', async () => {
    const { sim } = await stored(false);
    expect(names(await sim.settle())).toEqual(startedWithStorage);
    expect(sim.model.storages['data/0']).toMatchObject({ isAttached: true, location: '/srv/data' });
  });

  it('runs nothing before the volume is there (3)', async () => {
    const { sim } = await stored(true);
    expect(names(await sim.settle())).toEqual([]);
    sim.provisionStorage('data/0');
    expect(names(await sim.settle())).toEqual(startedWithStorage);
  });

  it('goes without hooks when it is removed while it waits (5)', async () => {
    const { sim } = await stored(true);
    await sim.settle();
    sim.removeUnit('stored/0');
    expect(names(await sim.settle())).toEqual([]);
    expect([sim.model.units, sim.model.storages]).toEqual([{}, {}]);
  });

  it('is told that the storage goes, and only then stops (26)', async () => {
    const { sim } = await stored(false);
    await sim.settle();
    sim.removeUnit('stored/0');
    expect(names(await sim.settle())).toEqual(['data-storage-detaching', 'stop', 'remove']);
    expect(sim.model.storages).toEqual({});
  });
});

describe('a running unit', () => {
  it('runs one config-changed for ten edits during a hook, with the last of them (11)', async () => {
    const config = 'options: {size: {type: int, default: 0}}\n';
    sequence = await aSequence({ config, lines: 'config-get size' });
    const { sim } = sequence;
    await sequence.ran();
    for (let size = 1; size <= 10; size += 1) sim.setConfig('tiny', { size: String(size) });
    const settled = await sim.settle();
    expect(settled.hooks.map(({ hook, stdout }) => [hook, stdout])).toEqual([['config-changed', '10\n']]);
  });

  it.each([
    { what: 'trust', act: ({ sim }: Sequence) => sim.setTrust('tiny', true) },
    { what: 'an address', act: ({ sim }: Sequence) => sim.setAddress('0', '10.5.9.9') },
  ])('runs config-changed when $what changes, once', async ({ act }) => {
    sequence = await aSequence();
    await sequence.ran();
    act(sequence);
    expect(await sequence.ran()).toEqual(['config-changed']);
    expect(await sequence.ran()).toEqual([]);
  });

  it('runs nothing when settings of the model change', async () => {
    sequence = await aSequence();
    await sequence.ran();
    sequence.sim.setModelConfig({ 'juju-http-proxy': 'http://proxy' });
    expect(await sequence.ran()).toEqual([]);
  });

  it.each([
    { juju: '2.9', follower: ['leader-settings-changed'] },
    { juju: '3.6', follower: ['leader-settings-changed'] },
    { juju: '4.0', follower: [] },
  ] as const)(
    'whose agent restarts (12) runs $follower in Juju $juju if it does not lead',
    async ({ juju, follower }) => {
      sequence = await aSequence({ juju, units: 2 });
      await sequence.ran();
      for (const unit of ['tiny/0', 'tiny/1']) sequence.sim.restartAgent(unit);
      const settled = await sequence.sim.settle();
      expect(names(settled, 'tiny/0')).toEqual([]);
      expect(names(settled, 'tiny/1')).toEqual(follower);
    },
  );

  it('whose machine was rebooted runs start again (13)', async () => {
    sequence = await aSequence();
    await sequence.ran();
    sequence.sim.rebootMachine('0');
    expect(await sequence.ran()).toEqual(['start']);
    expect(await sequence.ran()).toEqual([]);
  });

  it('waits while another unit of its machine runs a hook (14)', async () => {
    sequence = await aSequence({
      units: 0,
      lines: 'echo "enter" >>"$CHARM_DIR/../../times"\nsleep 0.05\necho "leave" >>"$CHARM_DIR/../../times"',
    });
    const { sim } = sequence;
    const machine = sim.addMachine();
    for (let count = 0; count < 2; count += 1) sim.addUnit('tiny', { machine });
    await sim.settle();
    const times = await readFile(path.join(sim.machine(machine).root, 'var/lib/juju/agents/times'), 'utf8');
    expect(times).toBe('enter\nleave\n'.repeat(8));
  });
});

describe('a unit in error', () => {
  it('runs no update-status, and none is left over when it is resolved (36)', async () => {
    sequence = await aSequence();
    await sequence.ran();
    await sequence.breaks('config-changed');
    sequence.sim.setTrust('tiny', true);
    await sequence.ran();
    sequence.sim.updateStatus();
    expect(await sequence.ran()).toEqual([]);
    await sequence.mends('config-changed');
    sequence.sim.resolved('tiny/0');
    expect(await sequence.ran()).toEqual(['config-changed']);
  });
});
