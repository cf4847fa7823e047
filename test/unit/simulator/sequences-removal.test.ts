import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { names, standIn } from './core-model.ts';
import { agentFolderOf, aSequence } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';

let sequence: Sequence;
afterEach(() => sequence.end());

const logger = standIn({
  name: 'logger',
  isSubordinate: true,
  endpoints: { info: { role: 'requires', interface: 'juju-info', scope: 'container' } },
});

async function withLogger(units = 1): Promise<void> {
  sequence = await aSequence({ units, parts: { standIns: { logger } } });
  sequence.sim.deploy({ application: 'logger', charm: 'logger' });
  sequence.sim.relate('logger', 'tiny');
  await sequence.sim.settle();
}

describe('a unit that is removed', () => {
  it('has the statuses of its end, and its files go', async () => {
    sequence = await aSequence({ lines: 'status-get --include-data' });
    await sequence.ran();
    const folder = agentFolderOf(sequence);
    sequence.sim.removeUnit('tiny/0');
    const { hooks } = await sequence.sim.settle();
    expect(hooks.map(({ hook, stdout }) => [hook, /message: (.*)/u.exec(stdout)?.[1]])).toEqual([
      ['stop', 'stopping charm software'],
      ['remove', 'cleaning up prior to charm deletion'],
    ]);
    expect(existsSync(folder)).toBe(false);
    expect(sequence.sim.model.units).toEqual({});
  });

  it('while start is in error waits until that is resolved (27)', async () => {
    sequence = await aSequence();
    await sequence.breaks('start');
    await sequence.ran();
    sequence.sim.removeUnit('tiny/0');
    expect(await sequence.ran()).toEqual([]);
    await sequence.mends('start');
    sequence.sim.resolved('tiny/0');
    expect(await sequence.ran()).toEqual(['start', 'stop', 'remove']);
  });

  it('by force while it is in error goes without hooks (28)', async () => {
    sequence = await aSequence();
    await sequence.breaks('start');
    await sequence.ran();
    sequence.sim.removeUnit('tiny/0', { isForced: true });
    expect(await sequence.ran()).toEqual([]);
    expect(sequence.sim.model.units).toEqual({});
  });

  it('by force runs its hooks as long as they succeed', async () => {
    sequence = await aSequence();
    await sequence.ran();
    await sequence.breaks('remove');
    sequence.sim.removeUnit('tiny/0', { isForced: true });
    expect(await sequence.ran()).toEqual(['stop', 'fail-remove']);
    expect(sequence.sim.model.units).toEqual({});
  });

  it('whose agent is lost stays until that is back, unless it goes by force', async () => {
    sequence = await aSequence({ units: 2 });
    await sequence.ran();
    for (const unit of ['tiny/0', 'tiny/1']) sequence.sim.loseAgent(unit);
    sequence.sim.removeUnit('tiny/0');
    sequence.sim.removeUnit('tiny/1', { isForced: true });
    expect(await sequence.ran()).toEqual([]);
    expect(Object.keys(sequence.sim.model.units)).toEqual(['tiny/0']);
    sequence.sim.restartAgent('tiny/0');
    expect(await sequence.ran()).toEqual(['stop', 'remove']);
  });

  it('takes its subordinate with it and stays until that is gone (32)', async () => {
    await withLogger();
    const seen: string[][] = [];
    sequence.sim.removeUnit('tiny/0');
    await sequence.sim.settle({
      stopWhen: ({ units }) => {
        seen.push(Object.keys(units));
        return false;
      },
    });
    expect(seen.filter((units) => units.includes('logger/0') && !units.includes('tiny/0'))).toEqual([]);
    expect(sequence.sim.model.units).toEqual({});
  });
});

describe('a subordinate', () => {
  it('goes by itself with the last relation to its principal (33)', async () => {
    await withLogger(2);
    const principal = sequence.sim.model.units['logger/0']?.principal ?? '';
    sequence.sim.removeRelation('logger', 'tiny');
    const settled = await sequence.sim.settle();
    expect(names(settled, 'logger/0')).toEqual([
      `info-relation-departed ${principal}`,
      'info-relation-broken',
      'stop',
      'remove',
    ]);
    expect(Object.keys(sequence.sim.model.units)).toEqual(['tiny/0', 'tiny/1']);
  });

  it('cannot be removed as a unit', async () => {
    await withLogger();
    expect(() => sequence.sim.removeUnit('logger/0')).toThrow(
      'unit "logger/0" is a subordinate, to remove use remove-relation. Note: this will remove all units of "logger"',
    );
  });
});

describe('an application that is removed', () => {
  it('is there until its last unit is gone, and its name is free then', async () => {
    await withLogger();
    sequence.sim.removeApplication('tiny');
    expect(sequence.sim.model.applications['tiny']?.life).toBe('dying');
    expect(() => sequence.sim.addUnit('tiny')).toThrow('cannot add unit to application "tiny": not found or not alive');
    expect(() => sequence.sim.relate('logger', 'tiny')).toThrow('application "tiny" is not alive');
    await sequence.ran();
    expect([Object.keys(sequence.sim.model.applications), sequence.sim.model.relations]).toEqual([['logger'], {}]);
    sequence.sim.deploy({ application: 'tiny', charm: `${sequence.model.folder}/charm` });
    expect(sequence.sim.addUnit('tiny')).toBe('tiny/0');
  });

  it('is gone at once when it has no units', async () => {
    sequence = await aSequence({ units: 0, metadata: 'name: tiny\npeers: {ring: ring}\n' });
    sequence.sim.removeApplication('tiny');
    expect([sequence.sim.model.applications, sequence.sim.model.relations]).toEqual([{}, {}]);
  });
});

describe('a machine', () => {
  it('with a unit or a container is not removed, unless by force', async () => {
    await withLogger();
    sequence.sim.addMachine({ container: { parent: '0' } });
    expect(() => sequence.sim.removeMachine('0')).toThrow('machine 0 has unit "tiny/0" assigned');
    sequence.sim.removeMachine('0', { isForced: true });
    expect(await sequence.ran()).toEqual([]);
    expect([sequence.sim.model.machines, sequence.sim.model.units]).toEqual([{}, {}]);
  });

  it('that is empty goes', async () => {
    sequence = await aSequence({ units: 0 });
    sequence.sim.removeMachine(sequence.sim.addMachine());
    expect(sequence.sim.model.machines).toEqual({});
    expect(() => sequence.sim.removeMachine('7')).toThrow('machine 7 not found');
  });
});
