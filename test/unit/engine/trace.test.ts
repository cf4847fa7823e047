import { describe, expect, it } from 'vitest';
import { all, always, any, blocked, done, not } from '../../../src/engine/engine.ts';
import { a, aWorld, run, withFlags } from './tiny-world.ts';

describe('the trace', () => {
  // checklist 61: names who is queued and why, and who is dropped
  it('tells a dispatch from end to end', async () => {
    const table = [
      a('sets', not('e'), done({ sets: ['a'], clears: ['b'] })),
      a('dropped', all('b'), done()),
      a('blocks', all('a'), blocked('no licence', 'juju config licence=...', { about: 'option' })),
    ];
    const { events } = await run(table, { state: withFlags('b') });
    expect(events).toEqual([
      { kind: 'round-started', round: 1, flags: ['b'] },
      { kind: 'handler-queued', round: 1, handler: 'sets', cause: { kind: 'never-finished' } },
      { kind: 'handler-queued', round: 1, handler: 'dropped', cause: { kind: 'never-finished' } },
      { kind: 'handler-started', round: 1, handler: 'sets' },
      { kind: 'handler-finished', round: 1, handler: 'sets', outcome: { kind: 'done', sets: ['a'], clears: ['b'] } },
      { kind: 'flag-set', round: 1, flag: 'a', handler: 'sets' },
      { kind: 'flag-cleared', round: 1, flag: 'b', handler: 'sets' },
      { kind: 'handler-dropped', round: 1, handler: 'dropped', when: 'all(b)' },
      { kind: 'round-started', round: 2, flags: ['a'] },
      { kind: 'handler-queued', round: 2, handler: 'blocks', cause: { kind: 'flags-changed', flags: ['a'] } },
      { kind: 'handler-started', round: 2, handler: 'blocks' },
      {
        kind: 'handler-finished',
        round: 2,
        handler: 'blocks',
        outcome: {
          kind: 'blocked',
          why: 'no licence',
          hint: 'juju config licence=...',
          about: 'option',
          sets: [],
          clears: [],
        },
      },
    ]);
  });

  it('says why a handler is due: what changed, or that it was not done', async () => {
    const table = [
      a('reads', always(), done(), ['juju.x', 'host.x', 'host.y']),
      a('watches', any('a', 'b', 'c'), done()),
      a('stuck', not('f'), blocked('x', 'y')),
      a('calm', not('f'), done()),
    ];
    const world = aWorld();
    const { state } = await run(table, { world, state: withFlags('a') });
    world.values.set('juju.x', '1').set('host.y', '1');
    const { events } = await run(table, { world, state: { ...state, flags: ['b'] } });
    const causes = events.flatMap((event) => (event.kind === 'handler-queued' ? [[event.handler, event.cause]] : []));
    expect(causes).toEqual([
      ['reads', { kind: 'inputs-changed', inputs: ['juju.x', 'host.y'] }],
      ['watches', { kind: 'flags-changed', flags: ['a', 'b'] }],
      ['stuck', { kind: 'not-done', outcome: 'blocked' }],
    ]);
  });

  it('holds no values of inputs and no fingerprints, and survives JSON', async () => {
    const table = [a('reads', always(), done({ sets: ['a'] }), ['juju.x', 'host.x'])];
    const world = aWorld({ 'juju.x': 'a-token', 'host.x': 'a-key' });
    const first = await run(table, { world });
    world.values.set('juju.x', 'another-token');
    const { events } = await run(table, { world, state: first.state });
    const text = JSON.stringify([first.events, events]);
    expect(text).not.toMatch(/token|a-key|print/u);
    expect(JSON.parse(text)).toEqual([first.events, events]);
  });

  // W4: the fixture of the original suite has no handler on an input, so the fault slipped by
  it('does not eat the change that a watcher waits for', async () => {
    const table = [
      a('noise', not('e'), done({ sets: ['a'], clears: ['b'] })),
      a('watcher', always(), done(), ['host.x']),
    ];
    const quiet = await run(table, { trace: () => undefined });
    const loud = await run(table);
    expect(loud.ran).toEqual(['noise', 'watcher']);
    expect([quiet.ran, quiet.state]).toEqual([loud.ran, loud.state]);
  });
});
