import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StorageDefinition } from '../../../simulator/contract.ts';
import { names, standIn } from './core-model.ts';
import { aSequence } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';

let sequence: Sequence;
afterEach(() => sequence.end());

describe('a machine that gets another series', () => {
  it('has its units prepared, waiting, and told when it is done', async () => {
    sequence = await aSequence();
    const { sim } = sequence;
    await sequence.ran();
    sim.prepareSeriesUpgrade('0', 'jammy');
    expect(await sequence.ran()).toEqual(['pre-series-upgrade']);
    sim.setTrust('tiny', true);
    sim.rebootMachine('0');
    expect(await sequence.ran()).toEqual([]);
    expect(sim.machine('0').series).toBe('focal');
    sim.completeSeriesUpgrade('0');
    expect(sim.machine('0').series).toBe('jammy');
    expect(await sequence.ran()).toEqual(['post-series-upgrade', 'config-changed']);
  });

  it('is refused when it has that series, is being upgraded, or was not prepared', async () => {
    sequence = await aSequence();
    const { sim } = sequence;
    await sequence.ran();
    expect(() => sim.prepareSeriesUpgrade('0', 'focal')).toThrow('machine "0" is already running series "focal"');
    expect(() => sim.completeSeriesUpgrade('0')).toThrow('machine "0" can not complete');
    sim.prepareSeriesUpgrade('0', 'jammy');
    expect(() => sim.prepareSeriesUpgrade('0', 'jammy')).toThrow('upgrade series lock found for "0"');
    expect(() => sim.prepareSeriesUpgrade('7', 'jammy')).toThrow('machine 7 not found');
  });

  it('is unknown in Juju 4.0', async () => {
    sequence = await aSequence({ juju: '4.0' });
    expect(() => sequence.sim.prepareSeriesUpgrade('0', 'jammy')).toThrow('unrecognized command');
  });
});

describe('a reboot', () => {
  it('waits for a unit in error to be resolved before start', async () => {
    sequence = await aSequence();
    await sequence.ran();
    await sequence.breaks('config-changed');
    sequence.sim.setTrust('tiny', true);
    await sequence.ran();
    sequence.sim.rebootMachine('0');
    expect(await sequence.ran()).toEqual([]);
    await sequence.mends('config-changed');
    sequence.sim.resolved('tiny/0');
    expect(await sequence.ran()).toEqual(['config-changed', 'start']);
  });

  it('reaches the containers of the machine and no other machine', async () => {
    sequence = await aSequence({ units: 2 });
    const { sim } = sequence;
    sim.addUnit('tiny', { machine: 'lxd:0' });
    await sequence.ran();
    sim.rebootMachine('0');
    const settled = await sim.settle();
    expect(
      settled.hooks
        .filter(({ hook }) => hook === 'start')
        .map(({ unit }) => unit)
        .sort(),
    ).toEqual(['tiny/0', 'tiny/2']);
  });
});

describe('storage', () => {
  const disk: StorageDefinition = { type: 'filesystem', minimum: 1, maximum: 1, location: null };
  const cache = standIn({
    name: 'cache',
    isSubordinate: true,
    endpoints: { info: { role: 'requires', interface: 'juju-info', scope: 'container' } },
    storages: { disk },
  });

  it('of a subordinate comes with its unit, and its folder is there when it is attached', async () => {
    sequence = await aSequence({ parts: { standIns: { cache } } });
    const { sim } = sequence;
    sim.deploy({ application: 'cache', charm: 'cache' });
    sim.relate('cache', 'tiny');
    const settled = await sim.settle();
    expect(names(settled, 'cache/0').slice(0, 2)).toEqual(['disk-storage-attached', 'install']);
    expect(sim.model.storages['disk/0']).toMatchObject({ unit: 'cache/0', location: '/var/lib/juju/storage/disk/0' });
    expect(existsSync(path.join(sim.machine('0').root, 'var/lib/juju/storage/disk/0'))).toBe(true);
  });

  it('that is not there cannot be provisioned', async () => {
    sequence = await aSequence();
    expect(() => sequence.sim.provisionStorage('disk/7')).toThrow('storage "disk/7" not found');
  });
});
