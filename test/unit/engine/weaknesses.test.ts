/**
 * The known weaknesses of charms.reactive, W1 to W22, as far as the engine can have them.
 *
 * Tested in other files of this folder: W1, W2, W3, W6, W22 in `inputs.test.ts` (W2 also in `condition.test.ts`); W4 in
 * `trace.test.ts` and `properties.test.ts`; W7, W16, W17 in `faults.test.ts` (W16 falls away with triggers; what is left
 * of it is that a table is checked before anything runs); W15, W17 and the engine's half of W19 in `state.test.ts`; W8
 * and W17 in `test/types/`, since they do not compile. Tested by other rooms: W11 and W14 (differences against what was
 * published, also of deleted keys) and the rest of W19 in `test/unit/juju/publication.test.ts` and `publish.test.ts`;
 * the commit of W9 and W10 in `test/unit/juju/state-file.test.ts` and the model tests that kill hooks.
 */
import { describe, expect, it } from 'vitest';
import {
  all,
  always,
  changed,
  dispatch,
  done,
  emptyEngineState,
  handlerFor,
  hook,
  not,
  waiting,
} from '../../../src/engine/engine.ts';
import type { InputSource } from '../../../src/engine/engine.ts';
import { a, aWorld, handler, run } from './tiny-world.ts';
import type { Tiny } from './tiny-world.ts';

type Bags = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Related {
  readonly flag: 'connected';
  readonly inputs: { readonly 'relation.db': Bags };
  readonly hook: string;
  readonly ports: Bags[];
}

const connect = handlerFor<Related>()({
  name: 'connect',
  when: always(),
  reads: ['relation.db'],
  sets: ['connected'],
  clears: ['connected'],
  async run({ inputs, ports }) {
    const bags = inputs['relation.db'];
    ports.push(bags);
    return Object.keys(bags).length > 0 ? done({ sets: ['connected'] }) : waiting('db', { clears: ['connected'] });
  },
});

/** What `connect` saw in one hook after another, each with these bags. */
async function seen(...hooks: readonly (readonly [hook: string, bags: Bags])[]): Promise<readonly Bags[]> {
  const ports: Bags[] = [];
  let state = emptyEngineState;
  for (const [name, bags] of hooks) {
    const inputs: InputSource<Related> = {
      isLive: () => false,
      read: async () => ({ value: bags, fingerprint: JSON.stringify(bags) }),
    };
    ({ state } = await dispatch<Related>({
      table: [connect],
      knownFlags: ['connected'],
      hook: name,
      state,
      inputs,
      ports,
    }));
  }
  return ports;
}

describe('W5: data of a relation', () => {
  const both: Bags = { 'db:1': { dns: '10.0.0.10', port: '53' } };
  const one: Bags = { 'db:1': { port: '53' } };

  // "removed key, re-added key"
  it('is seen when a key is removed, and when the same key is added back', async () => {
    const event = 'db-relation-changed';
    expect(await seen([event, both], [event, one], [event, both])).toEqual([both, one, both]);
  });

  it('is seen in whatever hook it changed', async () => {
    expect(await seen(['db-relation-changed', both], ['config-changed', one])).toEqual([both, one]);
  });

  // "relation-broken", "two relations on one endpoint where one is leaving"
  it('is seen when one of two relations leaves, and when the last does', async () => {
    const two = { 'db:1': { port: '53' }, 'db:2': { port: '54' } };
    const broken = 'db-relation-broken';
    expect(await seen(['install', two], [broken, one], [broken, {}])).toEqual([two, one, {}]);
  });
});

describe('W9 and W10: a throw', () => {
  it('lets nothing of the dispatch out, not even what handlers before it were done with', async () => {
    const world = aWorld();
    const outcome = await run([a('works', not('e'), done({ sets: ['a'] })), a('throws', all('a'), () => raise())], {
      world,
    }).then(
      () => 'a result',
      (error: unknown) => error,
    );
    expect(world.ran).toEqual(['works', 'throws']);
    expect(outcome).toEqual(new Error('out of memory'));
  });
});

describe('W12: a change', () => {
  it('stays for its reader whoever else read the same input before, in another hook', async () => {
    const world = aWorld();
    const reads = (name: string) =>
      handler({ name, when: changed('juju.x'), reads: ['juju.x'], run: async () => done() });
    const first = await run([reads('one'), reads('other')], { world });
    world.values.set('juju.x', '1');
    const actionOnly = await run([reads('one'), a('other', hook('stop'), done(), ['juju.x'])], {
      world,
      state: first.state,
    });
    const second = await run([reads('one'), a('other', changed('juju.x'), done(), ['juju.x'])], {
      world,
      state: actionOnly.state,
    });
    expect(second.ran).toEqual(['other']);
  });
});

describe('W13: a handler that ends early', () => {
  it('says so with its outcome, and the rest of the round runs', async () => {
    const { ran, outcomes } = await run([a('early', not('e'), waiting('more')), a('rest', not('e'), done())]);
    expect(ran).toEqual(['early', 'rest']);
    expect(outcomes.get('early')).toMatchObject({ kind: 'waiting', on: 'more' });
  });
});

describe('W18: the order of a round', () => {
  it('is that of the table, whatever the names, and that of nothing else', async () => {
    const names = ['m', 'z', 'a', '1', '0', 'b'];
    const table = names.map((name) => a(name, not('e'), done()));
    const first = await run(table);
    const reversed = await run([...table].reverse());
    expect([first.ran, reversed.ran]).toEqual([names, [...names].reverse()]);
  });
});

describe('W20: what a handler is given', () => {
  it('is made for each run, so nothing of an earlier round is in it', async () => {
    const given: object[] = [];
    const keep = handler({
      name: 'keep',
      when: not('e', 'b'),
      reads: ['host.x'],
      async run({ inputs, ports }) {
        given.push(inputs);
        ports.values.set('host.x', String(given.length));
        return waiting('more');
      },
    });
    const table = [
      keep,
      a('later', all('a'), done({ clears: ['b'] })),
      a('start', not('f'), done({ sets: ['a', 'b'] })),
    ];
    await run(table);
    expect(given).toEqual([{ 'host.x': '0' }, { 'host.x': '1' }]);
  });
});

describe('W21: a table of many handlers', () => {
  it('costs no reading for conditions over flags, and one per input for all that read it', async () => {
    const world = aWorld();
    const byFlag = Array.from({ length: 50 }, (_, index) => a(`flag-${index}`, not('e', 'f'), done()));
    const byInput = Array.from({ length: 50 }, (_, index) =>
      a(`input-${index}`, changed('host.x'), done(), ['juju.x']),
    );
    const { state } = await run([...byFlag, ...byInput], { world });
    world.reads.length = 0;
    const second = await run([...byFlag, ...byInput], { world, state });
    expect([second.ran, world.reads]).toEqual([[], ['host.x']]);
  });
});

function raise(): ReturnType<typeof done<Tiny['flag'], Tiny['flag']>> {
  throw new Error('out of memory');
}
