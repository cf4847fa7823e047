import { describe, expect, it } from 'vitest';
import { all, any, dispatch, done, EngineFault, not, waiting } from '../../../src/engine/engine.ts';
import type { AnyHandler } from '../../../src/engine/engine.ts';
import { a, run, withFlags } from './tiny-world.ts';
import type { Given, Tiny } from './tiny-world.ts';

/** Words in which any text is a flag, as data from elsewhere would be. */
interface Loose {
  readonly flag: string;
  readonly inputs: object;
  readonly hook: string;
  readonly ports: null;
}

async function faultOf(table: readonly AnyHandler<Tiny>[], given: Given = {}): Promise<EngineFault> {
  const error = await run(table, given).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineFault);
  if (!(error instanceof EngineFault)) throw new Error('no fault');
  return error;
}

describe('a cycle', () => {
  // W7, "non-quiescence", "trigger cycle"
  it('is named by its handlers and flags, without those that run outside of it', async () => {
    const fault = await faultOf(
      [
        a('outside', not('e'), done({ sets: ['c'] })),
        a('ping', all('a'), done({ clears: ['a'], sets: ['b'] })),
        a('pong', all('b'), done({ clears: ['b'], sets: ['a'] })),
      ],
      { state: withFlags('a') },
    );
    expect(fault.kind).toBe('EngineFault');
    expect([...fault.handlers].sort()).toEqual(['ping', 'pong']);
    expect(fault.flags).toEqual(['a', 'b']);
    for (const name of ['ping', 'pong', 'a', 'b']) expect(fault.message).toContain(name);
  });

  // 2.3 "clear then set again": two such handlers pinged themselves to 200 invocations
  it('of handlers that undo one another within a round is found', async () => {
    const fault = await faultOf([
      a('sets', not('f'), done({ sets: ['a'] })),
      a('toggles-on', any('a', 'b'), done({ sets: ['b'], clears: ['a'] })),
      a('toggles-off', any('a', 'b'), done({ sets: ['a'], clears: ['b'] })),
    ]);
    expect([...fault.handlers].sort()).toEqual(['toggles-off', 'toggles-on']);
  });

  it('is found early: no handler runs more often than there are states', async () => {
    let runs = 0;
    const ends = (outcome: ReturnType<typeof done<'a', 'a'>>) => () => {
      runs += 1;
      return outcome;
    };
    await faultOf([a('on', not('a'), ends(done({ sets: ['a'] }))), a('off', all('a'), ends(done({ clears: ['a'] })))]);
    expect(runs).toBe(2);
  });

  it('is one for handlers that wait, too', async () => {
    await faultOf([
      a('on', not('a'), waiting('x', { sets: ['a'] })),
      a('off', all('a'), waiting('x', { clears: ['a'] })),
    ]);
  });

  it('leaves the given state alone', async () => {
    const state = withFlags('a');
    await faultOf([a('on', not('a'), done({ sets: ['a'] })), a('off', all('a'), done({ clears: ['a'] }))], { state });
    expect(state).toEqual(withFlags('a'));
  });
});

describe('a table', () => {
  // checklist 7
  it('in which two handlers have one name is refused', async () => {
    const fault = await faultOf([a('one', not('a'), done()), a('one', not('b'), done())]);
    expect(fault.handlers).toEqual(['one']);
  });

  it("in which a name is another handler's former name is refused", async () => {
    const fault = await faultOf([a('one', not('a'), done()), a('two', not('b'), done(), [], ['one'])]);
    expect(fault.handlers).toEqual(['one']);
  });

  // W16, W17: checked before anything runs
  it.each<[string, Partial<AnyHandler<Loose>>]>([
    ['a condition', { when: not('snaps.instaled') }],
    ['what is set', { sets: ['snaps.instaled'] }],
    ['what is cleared', { clears: ['snaps.instaled'] }],
  ])('that names an unknown flag in %s is refused before anything runs', async (_, typo) => {
    const going = dispatch<Loose>({
      table: [{ name: 'typo', when: not('snaps.installed'), reads: [], run: async () => done(), ...typo }],
      knownFlags: ['snaps.installed'],
      hook: 'install',
      state: { flags: [], handlers: {} },
      inputs: { isLive: () => false, read: () => Promise.reject(new Error('nothing is read')) },
      ports: null,
    });
    await expect(going).rejects.toMatchObject({ kind: 'EngineFault', handlers: ['typo'], flags: ['snaps.instaled'] });
  });
});

describe('an outcome', () => {
  it.each([
    ['sets a flag it did not declare', done({ sets: ['a'] })],
    ['clears a flag it did not declare', done({ clears: ['a'] })],
  ])('that %s is refused', async (_, outcome) => {
    const undeclared: AnyHandler<Tiny> = { name: 'sly', when: not('b'), reads: [], run: async () => outcome };
    expect(await faultOf([undeclared])).toMatchObject({ handlers: ['sly'], flags: ['a'] });
  });

  it('that both sets and clears a flag is refused', async () => {
    const fault = await faultOf([a('torn', not('b'), done({ sets: ['a', 'c'], clears: ['a'] }))]);
    expect(fault).toMatchObject({ handlers: ['torn'], flags: ['a'] });
  });
});
