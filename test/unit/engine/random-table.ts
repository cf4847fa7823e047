import fc from 'fast-check';
import { all, always, any, both, changed, hook, not } from '../../../src/engine/engine.ts';
import type { AnyHandler } from '../../../src/engine/engine.ts';
import { a, flags, inputIds } from './tiny-world.ts';
import type { Flag, InputName, Tiny, TinyCondition, TinyOutcome } from './tiny-world.ts';

/** A handler as data: it always ends in the same way. */
export interface Plan {
  readonly name: string;
  readonly when: TinyCondition;
  readonly reads: readonly InputName[];
  readonly outcome: TinyOutcome;
  /** What it writes on the machine, as id and value. */
  readonly writes: readonly (readonly [InputName, string])[];
}

export interface PlanOptions {
  /** Few flags make cycles likely. */
  readonly among?: readonly Flag[];
  readonly hasInputs?: boolean;
  /** False: no condition asks whether an input changed. */
  readonly hasChanged?: boolean;
  /** False: it clears nothing and no condition is negative. */
  readonly hasNegatives?: boolean;
  readonly writes?: boolean;
  readonly kinds?: readonly TinyOutcome['kind'][];
  /** False: only `done` sets and clears. */
  readonly pendingMarks?: boolean;
}

/** Tables of up to six handlers with random conditions and outcomes. */
export function randomPlans(options: PlanOptions = {}): fc.Arbitrary<readonly Plan[]> {
  const { among = flags.slice(0, 4), hasInputs = true, writes = false } = options;
  const plan = fc.record({
    when: randomCondition(among, options),
    reads: hasInputs ? fc.subarray([...inputIds]) : fc.constant([]),
    outcome: randomOutcome(among, options),
    writes: writes
      ? fc.array(fc.tuple(fc.constantFrom<InputName>('host.x', 'host.y'), fc.constantFrom('1', '2')), { maxLength: 2 })
      : fc.constant([]),
  });
  return fc
    .array(plan, { minLength: 1, maxLength: 6 })
    .map((plans) => plans.map((each, index) => ({ ...each, name: `h${index}` })));
}

/** The handlers of plans. */
export function tableOf(plans: readonly Plan[]): readonly AnyHandler<Tiny>[] {
  return plans.map(({ name, when, reads, outcome, writes }) => {
    const ends = (_: unknown, world: Tiny['ports']) => {
      for (const [id, value] of writes) world.values.set(id, value);
      // Each run has an outcome of its own, so that who spoils one spoils no other.
      return structuredClone(outcome);
    };
    return a(name, when, ends, reads);
  });
}

function randomCondition(among: readonly Flag[], options: PlanOptions): fc.Arbitrary<TinyCondition> {
  const { hasInputs = true, hasChanged = hasInputs, hasNegatives = true } = options;
  const flag = fc.constantFrom(...among);
  const others = fc.array(flag, { maxLength: 2 });
  const simple: fc.Arbitrary<TinyCondition>[] = [
    fc.tuple(flag, others).map(([first, more]) => all(first, ...more)),
    fc.tuple(flag, others).map(([first, more]) => any(first, ...more)),
    fc.constant(hook('install')),
  ];
  if (hasInputs) simple.push(fc.constant(always()));
  if (hasChanged) simple.push(fc.constantFrom(...inputIds).map((id) => changed(id)));
  if (hasNegatives) simple.push(fc.tuple(flag, others).map(([first, more]) => not(first, ...more)));
  const one = fc.oneof(...simple);
  return fc.oneof(
    { weight: 3, arbitrary: one },
    { weight: 1, arbitrary: fc.tuple(one, one).map(([first, second]) => both(first, second)) },
  );
}

function randomOutcome(among: readonly Flag[], options: PlanOptions): fc.Arbitrary<TinyOutcome> {
  const { kinds = ['done', 'waiting', 'blocked'], hasNegatives = true, pendingMarks = true } = options;
  // Each flag is set, cleared or left alone, so that none is both.
  const verbs = hasNegatives ? (['sets', 'clears', 'leaves'] as const) : (['sets', 'leaves'] as const);
  const marks = fc
    .tuple(...among.map((flag) => fc.constantFrom(...verbs).map((verb) => ({ flag, verb }))))
    .map((each) => ({
      sets: each.filter(({ verb }) => verb === 'sets').map(({ flag }) => flag),
      clears: each.filter(({ verb }) => verb === 'clears').map(({ flag }) => flag),
    }));
  return fc.tuple(fc.constantFrom(...kinds), marks).map(([kind, found]): TinyOutcome => {
    const { sets, clears } = kind === 'done' || pendingMarks ? found : { sets: [], clears: [] };
    if (kind === 'done') return { kind, sets, clears };
    return kind === 'waiting' ? { kind, on: 'x', sets, clears } : { kind, why: 'x', hint: 'y', sets, clears };
  });
}

/** What the rules say of tables over flags alone, played for many rounds without any notion of a cycle. */
export function playByFlags(plans: readonly Plan[], atFirst: readonly Flag[], roundLimit: number) {
  const set = new Set<string>(atFirst);
  const played: { readonly queue: readonly string[]; readonly changes: readonly string[] }[] = [];
  let queue = plans.filter(({ when }) => isTrue(when, set));
  while (queue.length > 0 && played.length < roundLimit) {
    const changes = new Set<string>();
    for (const { when, outcome } of queue) {
      if (!isTrue(when, set)) continue;
      for (const flag of outcome.sets) {
        if (!set.has(flag)) changes.add(flag);
        set.add(flag);
      }
      for (const flag of outcome.clears) if (set.delete(flag)) changes.add(flag);
    }
    played.push({ queue: queue.map(({ name }) => name), changes: [...changes] });
    queue = plans.filter(({ when }) => namesOneOf(when, changes) && isTrue(when, set));
  }
  return { flags: [...set].sort(), rounds: played, hasEnded: queue.length === 0 };
}

function isTrue(when: TinyCondition, set: ReadonlySet<string>): boolean {
  if (when.kind === 'both') return when.conditions.every((each) => isTrue(each, set));
  if (when.kind === 'hook') return when.hooks.includes('install');
  if (when.kind === 'always' || when.kind === 'changed') throw new Error('a condition over inputs');
  const count = when.flags.filter((flag) => set.has(flag)).length;
  return when.kind === 'not' ? count === 0 : count >= (when.kind === 'all' ? when.flags.length : 1);
}

function namesOneOf(when: TinyCondition, changes: ReadonlySet<string>): boolean {
  if (when.kind === 'both') return when.conditions.some((each) => namesOneOf(each, changes));
  return 'flags' in when && when.flags.some((flag) => changes.has(flag));
}
