import { describe, expect, it } from 'vitest';
import { all, always, both, changed, dispatch, done, hook, not, waiting } from '../../../src/engine/engine.ts';
import type { AnyHandler } from '../../../src/engine/engine.ts';
import { a, aWorld, flags, handler, run, withFlags } from './tiny-world.ts';
import type { InputName, Tiny, World } from './tiny-world.ts';

/** A handler that writes to the machine. */
function writes(name: string, id: InputName, value: string, reads: readonly InputName[] = []): AnyHandler<Tiny> {
  const ends = (_: unknown, world: World) => {
    world.values.set(id, value);
    return done();
  };
  return a(name, not('f'), ends, reads);
}

describe('an input', () => {
  // checklist 47, 24
  it('that changed makes its readers due, and no others', async () => {
    const table = [
      a('reads-x', always(), done(), ['juju.x']),
      a('reads-y', always(), done(), ['juju.y']),
      a('reads-both', always(), done(), ['juju.x', 'host.y']),
    ];
    const world = aWorld();
    const first = await run(table, { world });
    const same = await run(table, { world, state: first.state });
    world.values.set('juju.x', '1');
    const later = await run(table, { world, state: same.state });
    expect([first.ran, same.ran, later.ran]).toEqual([
      ['reads-x', 'reads-y', 'reads-both'],
      [],
      ['reads-x', 'reads-both'],
    ]);
  });

  // W22; "config change while a rule waits"
  it('that changed while its reader waits stays pending until the reader is done', async () => {
    const table = [a('waits', not('f'), ({ 'juju.x': x }) => (x === '2' ? done() : waiting('two')), ['juju.x'])];
    const world = aWorld({ 'juju.x': '2' });
    const settled = await run(table, { world });
    const finishedWith = settled.state.handlers['waits']?.inputs;
    world.values.set('juju.x', '3');
    const stuck = await run(table, { world, state: settled.state });
    const stillStuck = await run(table, { world, state: stuck.state });
    expect(stillStuck.state.handlers['waits']).toEqual({
      outcome: 'waiting',
      inputs: finishedWith,
      flags: { f: false },
      said: { text: 'two' },
    });
    world.values.set('juju.x', '2');
    const back = await run(table, { world, state: stillStuck.state });
    expect([stuck.ran, stillStuck.ran, back.ran]).toEqual([['waits'], ['waits'], ['waits']]);
    expect(back.state).toEqual(settled.state);
  });

  // W22
  it('that changed while its reader does not apply is there when it does', async () => {
    const table = [a('reads', all('a'), done(), ['juju.x'])];
    const world = aWorld();
    const first = await run(table, { world, state: withFlags('a') });
    world.values.set('juju.x', '1');
    const off = await run(table, { world, state: { ...first.state, flags: [] } });
    const on = await run(table, { world, state: { ...off.state, flags: ['a'] } });
    expect([off.ran, on.ran]).toEqual([[], ['reads']]);
    expect((await run(table, { world, state: on.state })).ran).toEqual([]);
  });

  // W6
  it('that changed together with others costs one run', async () => {
    const table = [a('reads', always(), done(), ['juju.x', 'juju.y', 'host.x', 'host.y'])];
    const world = aWorld();
    const first = await run(table, { world });
    for (const id of ['juju.x', 'juju.y', 'host.x', 'host.y'] as const) world.values.set(id, '1');
    const second = await run(table, { world, state: first.state });
    const third = await run(table, { world, state: second.state });
    expect([second.ran, third.ran]).toEqual([['reads'], []]);
  });

  // W3
  it('that changed is seen by every reader', async () => {
    const table = [a('one', changed('host.x'), done()), a('other', changed('host.x'), done())];
    const world = aWorld();
    const first = await run(table, { world });
    world.values.set('host.x', '1');
    const second = await run(table, { world, state: first.state });
    expect(second.ran).toEqual(['one', 'other']);
    expect((await run(table, { world, state: second.state })).ran).toEqual([]);
  });

  // W1
  it('that changed is not lost when an earlier handler clears a flag, set or not', async () => {
    const table = [
      a('clears', changed('juju.x'), done({ clears: ['a'] })),
      a('on-change', changed('host.x'), done()),
      a('combined', both(not('b'), changed('host.x')), done()),
    ];
    const world = aWorld();
    const first = await run(table, { world });
    world.values.set('juju.x', '1').set('host.x', '1');
    expect((await run(table, { world, state: first.state })).ran).toEqual(['clears', 'on-change', 'combined']);
  });

  // W2
  it.each([
    ['before', both(all('a'), changed('host.x'))],
    ['after', both(changed('host.x'), all('a'))],
  ])('that changed runs its watcher with the flags written %s it', async (_, when) => {
    const table = [a('sets', hook('install'), done({ sets: ['a'] })), a('watcher', when, done())];
    expect((await run(table, { hook: 'install' })).ran).toEqual(['sets', 'watcher']);
  });

  it('that went back to what a waiting handler was done with has not changed, though its reader is due', async () => {
    const ends = ({ 'juju.x': x }: { readonly 'juju.x': string }) => (x === '0' ? done() : waiting('nought'));
    const table = [a('watcher', changed('juju.x'), ends, ['juju.x']), a('reader', always(), ends, ['juju.x'])];
    const world = aWorld();
    const first = await run(table, { world });
    world.values.set('juju.x', '1');
    const stuck = await run(table, { world, state: first.state });
    world.values.set('juju.x', '0');
    const back = await run(table, { world, state: stuck.state });
    expect([stuck.ran, back.ran]).toEqual([['watcher', 'reader'], ['reader']]);
  });

  it('that is new to a handler makes it due', async () => {
    const world = aWorld();
    const first = await run([a('reads', always(), done(), ['juju.x'])], { world });
    const upgraded = [a('reads', always(), done(), ['juju.x', 'juju.y'])];
    expect((await run(upgraded, { world, state: first.state })).ran).toEqual(['reads']);
  });
});

describe('reading', () => {
  // checklist 11
  it('gives a handler what it reads, and nothing else', async () => {
    const given: unknown[] = [];
    const table = [
      handler({
        name: 'reads',
        when: always(),
        reads: ['juju.x', 'host.y'],
        async run(context) {
          given.push(context.inputs, context.hook);
          return done();
        },
      }),
    ];
    await run(table, { world: aWorld({ 'juju.x': '7', 'host.y': '8' }), hook: 'install' });
    expect(given).toEqual([{ 'juju.x': '7', 'host.y': '8' }, 'install']);
  });

  // checklist 10, 48
  it('is not done for handlers that do not apply', async () => {
    const world = aWorld();
    const table = [
      a('no-flag', all('a'), done(), ['juju.x']),
      a('other-hook', both(changed('host.x'), hook('stop')), done(), ['juju.y']),
    ];
    await run(table, { world, hook: 'install' });
    expect(world.reads).toEqual([]);
  });

  it('of an input from Juju happens once a hook', async () => {
    const world = aWorld();
    const table = [
      a('one', always(), done({ sets: ['a'] }), ['juju.x']),
      a('other', changed('juju.x'), done(), ['juju.x']),
      a('later', all('a'), done(), ['juju.x']),
    ];
    expect((await run(table, { world })).ran).toEqual(['one', 'other', 'later']);
    expect(world.reads).toEqual(['juju.x']);
  });

  it('of an input about the machine happens once in a round in which nothing runs', async () => {
    const world = aWorld();
    const table = [a('one', always(), done(), ['host.x']), a('other', changed('host.x'), done(), ['host.x'])];
    const first = await run(table, { world });
    world.reads.length = 0;
    expect((await run(table, { world, state: first.state })).ran).toEqual([]);
    expect(world.reads).toEqual(['host.x']);
  });

  it('of an input about the machine is repeated in a later round', async () => {
    const world = aWorld();
    const seen: string[] = [];
    const table = [
      writes('writes', 'host.x', '5'),
      a('sets', changed('host.x'), done({ sets: ['a'] })),
      a('later', all('a'), ({ 'host.x': x }) => (seen.push(x), done()), ['host.x']),
    ];
    await run(table, { world });
    expect(seen).toEqual(['5']);
  });

  it('of an input about the machine is repeated when a later round asks what changed', async () => {
    const world = aWorld();
    const write = (_: unknown, { values }: World) => {
      values.set('host.x', '1');
      return done({ sets: ['a'] });
    };
    const table = [
      a('reads', always(), done(), ['host.x']),
      a('watcher', both(all('a'), changed('host.x')), done()),
      a('writes', hook('stop'), write),
    ];
    const first = await run(table, { world, hook: 'install', state: withFlags('a') });
    const second = await run(table, { world, hook: 'stop', state: { ...first.state, flags: [] } });
    expect([first.ran, second.ran]).toEqual([
      ['reads', 'watcher'],
      ['writes', 'watcher'],
    ]);
  });

  it('of an input from Juju gives every handler the same, even if its source says otherwise', async () => {
    let answers = 0;
    const seen: string[] = [];
    const result = await dispatch<Tiny>({
      table: [
        a('one', always(), ({ 'juju.x': x }) => (seen.push(x), done({ sets: ['a'] })), ['juju.x']),
        a('later', all('a'), ({ 'juju.x': x }) => (seen.push(x), done()), ['juju.x']),
      ],
      knownFlags: flags,
      hook: 'install',
      state: { flags: [], handlers: {} },
      inputs: {
        isLive: () => false,
        read: async () => {
          answers += 1;
          return { value: String(answers), fingerprint: String(answers) };
        },
      },
      ports: aWorld(),
    });
    expect(seen).toEqual(['1', '1']);
    expect(result.state.handlers['later']?.inputs).toEqual({ 'juju.x': '1' });
  });
});

describe('what a handler finished with', () => {
  it('is the machine as it left it, so its own work does not make it due again', async () => {
    const world = aWorld();
    const table = [writes('writes-and-reads', 'host.x', 'mine', ['host.x'])];
    const first = await run(table, { world });
    expect(first.state.handlers['writes-and-reads']?.inputs).toEqual({ 'host.x': 'print of mine' });
    expect((await run(table, { world, state: first.state })).ran).toEqual([]);
    world.values.set('host.x', 'drifted');
    expect((await run(table, { world, state: first.state })).ran).toEqual(['writes-and-reads']);
  });

  it('includes what a handler before it in the round did to the machine, which it was given', async () => {
    const world = aWorld();
    const seen: string[] = [];
    const table = [
      writes('writes', 'host.x', 'by-another'),
      a('reads', changed('host.x'), ({ 'host.x': x }) => (seen.push(x), done()), ['host.x']),
    ];
    const first = await run(table, { world });
    expect(seen).toEqual(['by-another']);
    expect((await run(table, { world, state: first.state })).ran).toEqual([]);
  });

  it('does not include what a handler after it in the round did to the machine', async () => {
    const world = aWorld();
    const table = [a('reads', always(), done(), ['host.x']), writes('writes', 'host.x', 'later', ['host.x'])];
    const first = await run(table, { world });
    expect((await run(table, { world, state: first.state })).ran).toEqual(['reads']);
  });
});
