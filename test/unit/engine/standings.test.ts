import { describe, expect, it } from 'vitest';
import {
  all,
  always,
  blocked,
  done,
  emptyEngineState,
  not,
  outcomeOf,
  standings,
  waiting,
} from '../../../src/engine/engine.ts';
import type { AnyHandler, EngineState } from '../../../src/engine/engine.ts';
import { a, aWorld, flags, run, sourceOf } from './tiny-world.ts';
import type { Tiny, World } from './tiny-world.ts';

const look = (table: readonly AnyHandler<Tiny>[], world: World, state: EngineState) =>
  standings<Tiny>({ table, knownFlags: flags, hook: 'update-status', state, inputs: sourceOf(world) });

describe('where a handler stands', () => {
  it('is unknown before it ran: all that it reads is before it', async () => {
    const [standing] = await look([a('one', always(), done(), ['juju.x'])], aWorld(), emptyEngineState);
    expect(standing).toEqual({
      name: 'one',
      mark: null,
      applies: true,
      when: 'always',
      cause: { kind: 'never-finished' },
      pending: ['juju.x'],
    });
  });

  it('is done with nothing pending, until an input changes', async () => {
    const world = aWorld();
    const table = [a('one', not('a'), done(), ['juju.x', 'host.y'])];
    const { state } = await run(table, { world });
    expect((await look(table, world, state))[0]).toMatchObject({ cause: null, pending: [], mark: { outcome: 'done' } });
    world.values.set('host.y', 'other');
    const [changed] = await look(table, world, state);
    expect(changed).toMatchObject({ cause: { kind: 'inputs-changed', inputs: ['host.y'] }, pending: ['host.y'] });
  });

  it('tells the words with which it waits or is blocked, as the outcome that they came from', async () => {
    const world = aWorld();
    const ends = [waiting('rain', { about: 'weather' }), blocked('no umbrella', 'buy one', { about: 'shop' })];
    const table = ends.map((end, index) => a(`handler-${index}`, not('a'), end));
    const { state } = await run(table, { world });
    const found = await look(table, world, JSON.parse(JSON.stringify(state)) as EngineState);
    expect(found.map(({ mark }) => (mark === null ? null : outcomeOf(mark)))).toEqual(ends);
    expect(found.map(({ cause }) => cause)).toEqual([
      { kind: 'not-done', outcome: 'waiting' },
      { kind: 'not-done', outcome: 'blocked' },
    ]);
  });

  it('keeps no words of what it waited for once it is done', async () => {
    let isRaining = true;
    const table = [a('one', always(), () => (isRaining ? waiting('rain') : done()), ['juju.x'])];
    const wet = await run(table);
    isRaining = false;
    const dry = await run(table, { state: wet.state });
    expect(dry.state.handlers['one']).toEqual({ outcome: 'done', inputs: { 'juju.x': 'print of 0' } });
  });

  it('is apart where its condition does not hold, and runs no handler to find out', async () => {
    const world = aWorld();
    const [standing] = await look([a('one', all('a', 'b'), done(), ['juju.x'])], world, emptyEngineState);
    expect(standing).toMatchObject({ applies: false, when: 'all(a, b)', cause: null });
    expect(world.ran).toEqual([]);
  });
});
