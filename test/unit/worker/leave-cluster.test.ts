import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { leaveCluster } from '../../../src/worker/node/leave-cluster.ts';
import { aNode, aPod, managed, notFound, podList, says, unreachable } from './a-node.ts';
import type { Given } from './a-node.ts';

const ours = 'ab'.repeat(16);

/** A unit that leaves, on a machine called `n`. Times that were given to programs add up in `boundMs`. */
function aLeaver(given: Given = {}) {
  const node = aNode(given);
  mkdirSync(path.join(node.root, 'proc/sys/kernel'), { recursive: true });
  writeFileSync(path.join(node.root, 'proc/sys/kernel/hostname'), 'n\n');
  mkdirSync(path.join(node.root, 'etc'), { recursive: true });
  writeFileSync(path.join(node.root, 'etc/machine-id'), `${ours}\n`);
  let boundMs = 0;
  const { machine, record } = node.ports;
  const counted: typeof machine = {
    ...machine,
    run: (argv, options) => {
      boundMs += options?.timeoutMs ?? 60_000;
      return machine.run(argv, options);
    },
  };
  return {
    ...node,
    now: record.now,
    leave: () => leaveCluster({ ...node.ports, machine: counted }),
    boundMs: () => boundMs,
    drains: () => node.calls().filter((call) => call.includes('drain')),
  };
}

describe('a unit that leaves the cluster', () => {
  it('is drained once, with pods without a controller and with data', async () => {
    const unit = aLeaver({ version: '1.20.2', left: podList('a') });
    await unit.leave();
    await unit.leave();
    expect(unit.drains()).toHaveLength(1);
    expect(unit.drains()[0]).toEqual(
      expect.arrayContaining(['--force', '--delete-emptydir-data', '--ignore-daemonsets', '--timeout=75s']),
    );
    expect(unit.now()).toMatchObject({ leaving: true, emptied: true, podsLeft: [] });
    expect(unit.warnings).toEqual([]);
  });

  it('is drained again where the hook that did it was killed', async () => {
    const unit = aLeaver({ record: { leaving: true } });
    await unit.leave();
    expect(unit.drains()).toHaveLength(1);
  });

  it('gives its pods less than two minutes in all, and says what is left', async () => {
    const left = JSON.stringify({ items: [aPod('web', managed)] });
    const unit = aLeaver({ left, sabotage: { drain: says('error: Drain did not complete within 1m15s') } });
    await unit.leave();
    expect(unit.boundMs()).toBeLessThan(120_000);
    expect(unit.warnings).toEqual([
      'node n is not drained: error: Drain did not complete within 1m15s; left: default/web',
    ]);
    expect(unit.now()).toMatchObject({ emptied: true, podsLeft: ['default/web'] });
  });

  it.each<[string, Given, readonly string[]]>([
    ['has no node', { sabotage: { get: says(notFound) } }, []],
    [
      'has an API server that is gone',
      { sabotage: { get: says(unreachable) } },
      [`node n is not drained: ${unreachable}`],
    ],
    [
      'has not joined, but another machine of its name has',
      { record: { node: null }, machineId: 'cd'.repeat(16) },
      ['node n is not of this machine, and is left alone'],
    ],
  ])('goes on where it %s', async (_title, given, warnings) => {
    const unit = aLeaver(given);
    await unit.leave();
    expect(unit.drains()).toEqual([]);
    expect(unit.warnings).toEqual(warnings);
    expect(unit.now()).toMatchObject({ leaving: true, emptied: true });
  });

  it('is drained where it joined and nobody has recorded it', async () => {
    const unit = aLeaver({ record: { node: null }, machineId: ours });
    await unit.leave();
    expect(unit.drains()).toHaveLength(1);
  });
});
