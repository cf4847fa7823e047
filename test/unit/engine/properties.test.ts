import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineFault } from '../../../src/engine/engine.ts';
import type { EngineState } from '../../../src/engine/engine.ts';
import { playByFlags, randomPlans, tableOf } from './random-table.ts';
import type { Plan, PlanOptions } from './random-table.ts';
import { aWorld, flags, run, withFlags } from './tiny-world.ts';
import type { Flag, Given } from './tiny-world.ts';

type Table = ReturnType<typeof tableOf>;
const someFlags: fc.Arbitrary<Flag[]> = fc.subarray(flags.slice(0, 4));
const hook = 'install';

/** The end of a dispatch, also if it is a fault; any other error is thrown on. */
async function endOf(table: Table, given: Given) {
  try {
    return { fault: null, result: await run(table, given) };
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    return { fault: error, result: null };
  }
}

describe('a dispatch over any table', () => {
  // "non-quiescence"
  it('ends, or names handlers and flags of the table that go in a cycle', async () => {
    const names = ['h0', 'h1', 'h2', 'h3', 'h4', 'h5'];
    await fc.assert(
      fc.asyncProperty(randomPlans({ writes: true }), someFlags, async (plans, set) => {
        const { fault } = await endOf(tableOf(plans), { hook, state: withFlags(...set) });
        if (fault === null) return;
        expect(names.slice(0, plans.length)).toEqual(expect.arrayContaining([...fault.handlers]));
        expect(flags).toEqual(expect.arrayContaining([...fault.flags]));
        expect(Math.min(fault.handlers.length, fault.flags.length)).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('ends as the rules say where only flags matter, and faults exactly where they go on for ever', async () => {
    let cycles = 0;
    await fc.assert(
      fc.asyncProperty(randomPlans({ hasInputs: false }), someFlags, async (plans, set) => {
        const { fault, result } = await endOf(tableOf(plans), { hook, state: withFlags(...set) });
        // 4 flags and 6 handlers allow 16 * 64 pairs, so after that many rounds all that follows is the cycle.
        const played = playByFlags(plans, set, 2 * 1024 + 2);
        expect(fault === null).toBe(played.hasEnded);
        if (fault === null) {
          expect(result?.state.flags).toEqual(played.flags);
          expect(result?.rounds).toBe(played.rounds.length);
          return;
        }
        cycles += 1;
        const lasting = played.rounds.slice(1025);
        expect(new Set(fault.handlers)).toEqual(new Set(lasting.flatMap(({ queue }) => queue)));
        expect(new Set(fault.flags)).toEqual(new Set(lasting.flatMap(({ changes }) => changes)));
      }),
      { numRuns: 1000 },
    );
    expect(cycles).toBeGreaterThan(10);
  });

  // "dispatch ∘ dispatch = dispatch when nothing outside changed"; checklist 24, 46
  it('repeated with nothing changed runs nothing that was done', async () => {
    const calm = randomPlans({ pendingMarks: false });
    await fc.assert(
      fc.asyncProperty(calm, someFlags, async (plans, set) => {
        const world = aWorld();
        const { result } = await endOf(tableOf(plans), { hook, world, state: withFlags(...set) });
        if (result === null) return;
        const second = await run(tableOf(plans), { hook, world, state: result.state });
        const wasDone = Object.entries(result.state.handlers).filter(([, mark]) => mark.outcome === 'done');
        const names = wasDone.map(([name]) => name);
        expect(second.ran.filter((name) => names.includes(name))).toEqual([]);
        expect(second.state).toEqual(result.state);
      }),
      { numRuns: 1000 },
    );
  });

  it('repeated with nothing changed runs nothing and keeps the state if all were done', async () => {
    await fc.assert(
      fc.asyncProperty(randomPlans({ kinds: ['done'] }), someFlags, async (plans, set) => {
        const world = aWorld();
        const { result } = await endOf(tableOf(plans), { hook, world, state: withFlags(...set) });
        if (result === null) return;
        const second = await run(tableOf(plans), { hook, world, state: result.state });
        expect([second.ran, second.rounds]).toEqual([[], 0]);
        expect(second.state).toEqual(result.state);
      }),
      { numRuns: 1000 },
    );
  });

  // "dispatch result independent of table order for commuting rules"
  it('ends the same in any order of handlers that only set flags and have no negative condition', async () => {
    await fc.assert(
      fc.asyncProperty(reordered({ hasNegatives: false, hasChanged: false }), someFlags, async ([one, other], set) => {
        const [first, second] = await endsOf(one, other, set);
        expect(second.state).toEqual(first.state);
        expect(second.outcomes).toEqual(first.outcomes);
      }),
      { numRuns: 500 },
    );
  });

  // `changed` holds until the handler is done, so it is a negative condition of its own kind: such a handler runs once,
  // sooner or later, and remembers the other flags of its condition as they were then. They decide nothing: it applies
  // again when the input has changed, and then it is due for that.
  it('ends with the same flags and outcomes in any order even if conditions ask what changed', async () => {
    const essence = ({ flags: set, handlers }: EngineState) => ({
      set,
      marks: Object.fromEntries(
        Object.entries(handlers).map(([name, { outcome, inputs }]) => [name, { outcome, inputs }]),
      ),
    });
    await fc.assert(
      fc.asyncProperty(reordered({ hasNegatives: false }), someFlags, async ([one, other], set) => {
        const [first, second] = await endsOf(one, other, set);
        expect(essence(second.state)).toEqual(essence(first.state));
        expect(second.outcomes).toEqual(first.outcomes);
      }),
      { numRuns: 500 },
    );
  });

  // "exception in the middle of a batch leaves flags as before the hook"
  it('rejects with what a handler throws and leaves the given state untouched', async () => {
    await fc.assert(
      fc.asyncProperty(randomPlans({ writes: true }), someFlags, fc.nat(5), async (plans, set, at) => {
        const error = new Error('thrown');
        const table = tableOf(plans).map((each, index) =>
          index === at ? { ...each, run: () => Promise.reject(error) } : each,
        );
        const earlier: EngineState = {
          flags: [...set],
          handlers: { h0: { outcome: 'waiting' }, gone: { outcome: 'done' } },
        };
        const state = structuredClone(earlier);
        const wasStarted: string[] = [];
        const given = run(table, {
          hook,
          state,
          trace: (event) => event.kind === 'handler-started' && wasStarted.push(event.handler),
        });
        const reason = await given.then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (wasStarted.includes(`h${at}`)) expect(reason).toBe(error);
        else expect(reason).not.toBe(error);
        expect(state).toEqual(earlier);
      }),
      { numRuns: 500 },
    );
  });

  // checklist 29; W4, "trace neutrality"
  it('ends the same whatever the observer does, and reads the same', async () => {
    const spoil = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const inner of Object.values(value)) spoil(inner);
      if (Array.isArray(value)) value.length = 0;
      else for (const key of Object.keys(value)) Reflect.set(value, key, 'spoilt');
    };
    const observers = [
      () => undefined,
      () => {
        throw new Error('the disk is full');
      },
      spoil,
    ];
    await fc.assert(
      fc.asyncProperty(
        randomPlans({ writes: true }),
        someFlags,
        fc.constantFrom(...observers),
        async (plans, set, trace) => {
          const [seen, unseen] = [aWorld(), aWorld()];
          const observed = await endOf(tableOf(plans), { hook, world: seen, state: withFlags(...set), trace });
          const plain = await endOf(tableOf(plans), { hook, world: unseen, state: withFlags(...set) });
          expect(observed.fault?.message).toBe(plain.fault?.message);
          expect(observed.result?.state).toEqual(plain.result?.state);
          expect(observed.result?.outcomes).toEqual(plain.result?.outcomes);
          expect([seen.ran, seen.reads]).toEqual([unseen.ran, unseen.reads]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** A random table and the same handlers in another order. */
function reordered(options: PlanOptions) {
  return randomPlans(options).chain((plans) =>
    fc.tuple(fc.constant(plans), fc.shuffledSubarray([...plans], { minLength: plans.length })),
  );
}

/** Both tables dispatched from the same flags. */
async function endsOf(one: readonly Plan[], other: readonly Plan[], set: readonly Flag[]) {
  const given = { hook, state: withFlags(...set) };
  return [await run(tableOf(one), given), await run(tableOf(other), given)] as const;
}
