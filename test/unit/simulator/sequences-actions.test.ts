import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { aSequence } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';

let sequence: Sequence;
afterEach(() => sequence.end());

/** A unit whose charm knows the actions `one`, `two` and `three`; nothing has run. */
async function acting(): Promise<void> {
  sequence = await aSequence({ juju: '3.6' });
  const charm = path.join(sequence.model.folder, 'charm');
  await writeFile(path.join(charm, 'actions.yaml'), 'one: {}\ntwo: {}\nthree: {}\n');
  sequence.sim.refresh('tiny');
}

describe('actions', () => {
  it('run while start is in error, and leave it there (30)', async () => {
    await acting();
    await sequence.breaks('start');
    await sequence.ran();
    const operation = sequence.sim.runAction(['tiny/0'], 'one', {});
    expect(await sequence.ran()).toEqual(['one']);
    const task = sequence.sim.model.operations[operation]?.tasks[0] ?? '';
    expect(sequence.sim.model.tasks[task]?.status).toBe('completed');
    expect(sequence.unit()).toMatchObject({ status: 'error', message: 'hook failed: "start"' });
  });

  it('that wait since before install run after start, in their order (31)', async () => {
    await acting();
    for (const action of ['three', 'one', 'two']) sequence.sim.runAction(['tiny/0'], action, {});
    expect(await sequence.ran()).toEqual([
      ...['install', 'leader-elected', 'config-changed', 'start'],
      ...['three', 'one', 'two'],
    ]);
  });

  it('do not come between upgrade-charm and config-changed', async () => {
    await acting();
    await sequence.ran();
    await sequence.breaks('upgrade-charm');
    sequence.sim.refresh('tiny');
    await sequence.ran();
    sequence.sim.resolved('tiny/0', { isRetried: false });
    sequence.sim.runAction(['tiny/0'], 'one', {});
    expect(await sequence.ran()).toEqual(['config-changed', 'one']);
  });
});
