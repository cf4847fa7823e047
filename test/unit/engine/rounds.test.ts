import { describe, expect, it } from 'vitest';
import { all, always, any, blocked, both, done, hook, not, waiting } from '../../../src/engine/engine.ts';
import type { AnyHandler } from '../../../src/engine/engine.ts';
import { a, aWorld, rounds, run, withFlags } from './tiny-world.ts';
import type { Tiny } from './tiny-world.ts';

describe('the first round', () => {
  // checklist 22
  it('does not come when nothing applies', async () => {
    const { ran, rounds: count, state } = await run([a('one', all('a'), done()), a('two', any('b', 'c'), done())]);
    expect({ ran, count, state }).toEqual({ ran: [], count: 0, state: { flags: [], handlers: {} } });
  });

  // checklist 1, 8: by level, whatever changed or did not
  it('runs every handler that applies and has never finished, in the order of the table', async () => {
    const { ran } = await run([a('z', all('a'), done()), a('never', all('b'), done()), a('m', not('b'), done())], {
      state: withFlags('a'),
    });
    expect(ran).toEqual(['z', 'm']);
  });

  // checklist 41, 46
  it('leaves out a handler that is done and finds all as it was', async () => {
    const table = [a('one', not('a'), done())];
    const first = await run(table);
    const second = await run(table, { state: first.state });
    expect([first.ran, second.ran]).toEqual([['one'], []]);
    expect(second.state).toEqual(first.state);
  });

  // checklist 24: still matching handlers run again unless they are done
  it.each([
    ['waiting', waiting('the network')],
    ['blocked', blocked('no', 'juju config x=y')],
  ])('runs a handler again that was %s', async (kind, outcome) => {
    const table = [a('one', not('a'), outcome), a('other', not('a'), done())];
    const first = await run(table);
    expect(first.state.handlers['one']?.outcome).toBe(kind);
    expect((await run(table, { state: first.state })).ran).toEqual(['one']);
  });

  it('runs a handler again when a flag of its condition is not as it was when it finished', async () => {
    const table = [a('one', any('a', 'b'), done())];
    const first = await run(table, { state: withFlags('a') });
    const second = await run(table, { state: { ...first.state, flags: ['a', 'b'] } });
    expect(second.ran).toEqual(['one']);
    expect(second.state.handlers['one']?.flags).toEqual({ a: true, b: true });
  });

  it('remembers flags as they are once the outcome is applied', async () => {
    const table = [a('one', all('a'), done({ clears: ['a'] }))];
    const first = await run(table, { state: withFlags('a') });
    expect(first.state.handlers['one']?.flags).toEqual({ a: false });
    expect((await run(table, { state: { ...first.state, flags: ['a'] } })).ran).toEqual(['one']);
  });

  // checklist 43, 26: no phases, so a hook can be combined with flags and table order decides
  it('runs a handler of a hook in that hook only, together with flags', async () => {
    const table = [
      a('by-flag', not('b'), done()),
      a('in-stop', hook('stop'), done({ sets: ['a'] })),
      a('in-stop-with-flag', both(hook('stop'), all('a')), done()),
    ];
    const [inInstall, inStop] = [await run(table, { hook: 'install' }), await run(table, { hook: 'stop' })];
    expect(inInstall.ran).toEqual(['by-flag']);
    expect(rounds(inStop.events)).toEqual([['by-flag', 'in-stop'], ['in-stop-with-flag']]);
  });
});

describe('a later round', () => {
  // checklist 23, 28: the chain of the original suite, with a negative variant
  it('runs what the flags of the round before made apply, in table order', async () => {
    const table = [
      a('qux', all('d'), done()),
      a('both', all('a', 'b'), done()),
      a('bar2', all('b'), done({ sets: ['d'] })),
      a('bar', all('a'), done({ sets: ['c'] })),
      a('never', all('f'), done()),
      a('unless-c', not('f'), done()),
      a('foo', not('e'), done({ sets: ['a'] })),
      a('foo2', not('e'), done({ sets: ['b'] })),
    ];
    expect(rounds((await run(table)).events)).toEqual([['unless-c', 'foo', 'foo2'], ['both', 'bar2', 'bar'], ['qux']]);
  });

  // checklist 2, 5, 9
  it('runs only handlers with a flag that changed, and only those that apply', async () => {
    const table = [
      a('start', not('e'), done({ sets: ['a', 'b'] })),
      a('of-a', all('a'), done()),
      a('of-b', any('b', 'c'), done()),
      a('of-c', not('c'), done()),
      a('of-a-but-not-holding', all('a', 'c'), done()),
    ];
    expect(rounds((await run(table)).events)).toEqual([
      ['start', 'of-c'],
      ['of-a', 'of-b'],
    ]);
  });

  // checklist 3
  it('comes after the whole round in which its flag was set', async () => {
    const table = [
      a('first', not('e'), done({ sets: ['a'] })),
      a('then', all('a'), done()),
      a('last', not('f'), done()),
    ];
    expect((await run(table)).ran).toEqual(['first', 'last', 'then']);
  });

  // checklist 4
  it('sees a change once', async () => {
    const table = [
      a('start', not('e'), done({ sets: ['a'] })),
      a('of-a', all('a'), done({ sets: ['b'] })),
      a('of-b', all('b'), done({ sets: ['c'] })),
    ];
    expect((await run(table)).ran).toEqual(['start', 'of-a', 'of-b']);
  });

  // checklist 13, 15
  it('does not come of a flag that is set already, or that is cleared without being set', async () => {
    const table = [
      a('again', not('e'), done({ sets: ['a'], clears: ['b'] })),
      a('watcher', any('a', 'b'), done()),
      a('not-b', not('b', 'f'), done()),
    ];
    const { events } = await run(table, { state: withFlags('a') });
    expect(rounds(events)).toEqual([['again', 'watcher', 'not-b']]);
    expect(events.filter(({ kind }) => kind === 'flag-set' || kind === 'flag-cleared')).toEqual([]);
  });

  // checklist 42
  it('runs the partner that waits for a flag to be gone', async () => {
    const table = [a('partner', both(not('a'), all('b')), done()), a('clears', all('a'), done({ clears: ['a'] }))];
    expect(rounds((await run(table, { state: withFlags('a', 'b') })).events)).toEqual([['clears'], ['partner']]);
  });

  it('sees a flag that changed and changed back within the round', async () => {
    const table = [
      a('sets', not('e'), done({ sets: ['a'] })),
      a('clears', not('e'), done({ clears: ['a'] })),
      a('without', not('a', 'f'), done()),
    ];
    expect(rounds((await run(table)).events)).toEqual([['sets', 'clears', 'without'], ['without']]);
  });

  it('runs a handler that changed a flag of its own condition, as long as it applies', async () => {
    const { ran } = await run([a('self', any('a', 'b'), done({ sets: ['b'] }))], { state: withFlags('a') });
    expect(ran).toEqual(['self', 'self']);
  });

  it('does not come of a changed input, which is found in the next hook', async () => {
    const writes = (_: unknown, world: Tiny['ports']) => {
      world.values.set('host.x', '1');
      return done();
    };
    const table = [a('reads', always(), done(), ['host.x']), a('writes', not('a'), writes)];
    const world = aWorld();
    const first = await run(table, { world });
    expect(first.ran).toEqual(['reads', 'writes']);
    expect((await run(table, { world, state: first.state })).ran).toEqual(['reads']);
  });

  it.each([
    ['waits', waiting('a')],
    ['is blocked', blocked('a', 'b')],
  ])('runs a handler that %s again only when a flag of its condition changed', async (_, outcome) => {
    const table = [
      a('stuck', not('f', 'b'), outcome),
      a('woken', any('c', 'd'), outcome),
      a('start', not('e'), done({ sets: ['a'] })),
      a('next', all('a'), done({ sets: ['c'] })),
    ];
    const { events } = await run(table, { state: withFlags('d') });
    expect(rounds(events)).toEqual([['stuck', 'woken', 'start'], ['next'], ['woken']]);
  });
});

describe('a queued handler', () => {
  // checklist 25
  const table: readonly AnyHandler<Tiny>[] = [
    a('ran-first', all('a'), done()),
    a('clears', all('b'), done({ clears: ['a'] })),
    a('dropped', all('a', 'b'), done()),
    a('unrelated', all('b'), done()),
  ];

  it('is dropped when it applies no more; what ran stays run and the unrelated runs', async () => {
    const { ran, events, outcomes, state } = await run(table, { state: withFlags('a', 'b') });
    expect(ran).toEqual(['ran-first', 'clears', 'unrelated']);
    expect(events.filter(({ kind }) => kind === 'handler-dropped')).toEqual([
      { kind: 'handler-dropped', round: 1, handler: 'dropped', when: 'all(a, b)' },
    ]);
    expect([...outcomes.keys()]).toEqual(['ran-first', 'clears', 'unrelated']);
    expect(Object.keys(state.handlers)).not.toContain('dropped');
  });

  it('is dropped by a flag that was set, too', async () => {
    const { ran } = await run([a('sets', not('e'), done({ sets: ['a'] })), a('dropped', not('a'), done())]);
    expect(ran).toEqual(['sets']);
  });

  it('that was dropped runs once it applies again', async () => {
    const again = [...table, a('sets-again', all('b'), done({ sets: ['a'] }))];
    const { events } = await run(again, { state: withFlags('a', 'b') });
    expect(rounds(events).slice(0, 2)).toEqual([
      ['ran-first', 'clears', 'unrelated', 'sets-again'],
      ['ran-first', 'dropped'],
    ]);
  });
});

describe('an outcome', () => {
  it('is the last one where a handler ran more than once', async () => {
    let count = 0;
    const table = [
      a('twice', any('a', 'b'), () => ((count += 1) === 1 ? waiting('b') : done())),
      a('start', not('e'), done({ sets: ['b'] })),
    ];
    const { outcomes, ran } = await run(table, { state: withFlags('a') });
    expect(ran).toEqual(['twice', 'start', 'twice']);
    expect(outcomes.get('twice')).toEqual({ kind: 'done', sets: [], clears: [] });
  });

  it('that waits or blocks sets and clears flags like any other', async () => {
    const table = [
      a('waits', not('e'), waiting('x', { sets: ['a'] })),
      a('blocked', not('e'), blocked('x', 'y', { clears: ['b'], about: 'option' })),
    ];
    const { state, outcomes } = await run(table, { state: withFlags('b') });
    expect(state.flags).toEqual(['a']);
    expect(outcomes.get('blocked')).toEqual({
      kind: 'blocked',
      why: 'x',
      hint: 'y',
      about: 'option',
      sets: [],
      clears: ['b'],
    });
  });
});
