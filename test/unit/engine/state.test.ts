import { describe, expect, it } from 'vitest';
import { all, always, done, emptyEngineState, not, waiting } from '../../../src/engine/engine.ts';
import type { EngineState } from '../../../src/engine/engine.ts';
import { a, aWorld, run, withFlags } from './tiny-world.ts';

/** Every change to it throws. */
function frozen(state: EngineState): EngineState {
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  };
  freeze(state);
  return state;
}

describe('the state', () => {
  it('that is given is never changed', async () => {
    const table = [
      a('one', not('b'), done({ sets: ['b'], clears: ['a'] }), ['juju.x']),
      a('two', all('b'), waiting('x')),
    ];
    const state = frozen({
      flags: ['a'],
      handlers: { one: { outcome: 'done', inputs: { 'juju.x': 'old' }, flags: {} } },
    });
    const before = JSON.stringify(state);
    const result = await run(table, { state });
    expect(JSON.stringify(state)).toBe(before);
    expect(result.state.flags).toEqual(['b']);
  });

  // "exception in the middle of a batch leaves flags as before the hook"; W9, W10
  it.each([0, 1, 2, 3])('is as it was when handler %i throws, and the error comes through as it is', async (index) => {
    const error = new Error('the disk is full');
    const throws = () => {
      throw error;
    };
    const ends = [done({ sets: ['b'] }), done({ clears: ['a'] }), waiting('x', { sets: ['c'] }), done({ sets: ['d'] })];
    const table = ends.map((end, at) =>
      a(`handler-${at}`, at === 3 ? all('c') : not('e'), at === index ? throws : end),
    );
    const state = frozen(withFlags('a'));
    await expect(run(table, { state })).rejects.toBe(error);
    expect(state).toEqual({ flags: ['a'], handlers: {} });
  });

  it('is as it was when an input cannot be read', async () => {
    const error = new Error('relation-get failed');
    const world = aWorld();
    world.values.get = () => {
      throw error;
    };
    const state = frozen(withFlags('a'));
    await expect(run([a('reads', always(), done(), ['juju.x'])], { world, state })).rejects.toBe(error);
  });

  it('survives a file: written as JSON and read back it is equal and means the same', async () => {
    const world = aWorld();
    const table = [a('one', not('b'), done({ sets: ['a'] }), ['juju.x', 'host.y']), a('two', all('a'), waiting('x'))];
    const { state } = await run(table, { world });
    const read = JSON.parse(JSON.stringify(state)) as EngineState;
    expect(read).toEqual(state);
    expect((await run(table, { world, state: read })).ran).toEqual(['two']);
  });

  it('lists its flags sorted, whoever set them first', async () => {
    const table = [a('one', not('e'), done({ sets: ['d', 'b'] })), a('two', not('e'), done({ sets: ['a'] }))];
    expect((await run(table)).state.flags).toEqual(['a', 'b', 'd']);
  });

  it('stays deep-equal when nothing is due, even with flags in another order', async () => {
    const state = frozen({ flags: ['c', 'a'], handlers: {} });
    expect((await run([a('one', all('b'), done())], { state })).state).toEqual(state);
  });

  // W17: from disk comes anything
  it('loses flags that no longer exist', async () => {
    const state: EngineState = { flags: ['a', 'gone'], handlers: {} };
    expect((await run([], { state })).state).toEqual(withFlags('a'));
  });

  // W19 as far as the engine goes; bags and ports of departed relations: publication tests of the juju room
  it('loses marks of handlers that are gone and of inputs that a handler no longer reads', async () => {
    const world = aWorld();
    const { state } = await run(
      [a('stays', not('a', 'b'), done(), ['juju.x', 'juju.y']), a('goes', not('a'), done())],
      { world },
    );
    const after = await run([a('stays', not('a'), done(), ['juju.x'])], { world, state });
    expect(after.ran).toEqual([]);
    expect(after.state.handlers).toEqual({
      stays: { outcome: 'done', inputs: { 'juju.x': 'print of 0' }, flags: { a: false } },
    });
  });

  // "upgrade with a renamed rule"; W15
  it('follows a handler to its new name', async () => {
    const world = aWorld();
    const { state } = await run([a('old', always(), done(), ['juju.x'])], { world });
    const renamed = [a('new', always(), done(), ['juju.x'], ['oldest', 'old'])];
    const after = await run(renamed, { world, state });
    expect(after.ran).toEqual([]);
    expect(Object.keys(after.state.handlers)).toEqual(['new']);
    const forgotten = [a('new', always(), done(), ['juju.x'])];
    expect((await run(forgotten, { world, state })).ran).toEqual(['new']);
  });

  it('prefers the mark under the present name to one under a former', async () => {
    const state: EngineState = {
      flags: [],
      handlers: { old: { outcome: 'waiting' }, new: { outcome: 'done', flags: { a: false } } },
    };
    expect((await run([a('new', not('a'), done(), [], ['old'])], { state })).ran).toEqual([]);
  });

  it('holds nothing for handlers named like members of every object', async () => {
    const table = [a('constructor', not('a'), done()), a('__proto__', not('a'), done())];
    const first = await run(table);
    const causes = first.events.flatMap((event) => (event.kind === 'handler-queued' ? [event.cause.kind] : []));
    expect([first.ran, causes]).toEqual([
      ['constructor', '__proto__'],
      ['never-finished', 'never-finished'],
    ]);
    expect((await run(table, { state: first.state })).ran).toEqual([]);
  });

  // "same, with a flush in between": nothing can be committed on the way, so a repeated hook starts where it began
  it('makes a hook that failed do the same again', async () => {
    let isBroken = true;
    const table = [
      a('first', not('e'), done({ sets: ['a'] })),
      a('second', all('a'), () => {
        if (isBroken) throw new Error('no network');
        return done({ sets: ['b'] });
      }),
    ];
    const world = aWorld();
    await expect(run(table, { world })).rejects.toThrow('no network');
    isBroken = false;
    const retry = await run(table, { world, state: emptyEngineState });
    expect(retry.ran).toEqual(['first', 'second']);
    expect(retry.state.flags).toEqual(['a', 'b']);
  });
});
