import fc from 'fast-check';
import { describe as group, expect, it } from 'vitest';
import { all, always, any, both, changed, describe, holds, hook, not } from '../../../src/engine/engine.ts';
import { flagsIn, inputsIn } from '../../../src/engine/condition.ts';
import { flags, inputIds } from './tiny-world.ts';
import type { Flag, InputName, TinyCondition } from './tiny-world.ts';

const someFlags = fc.tuple(fc.constantFrom(...flags), fc.array(fc.constantFrom(...flags), { maxLength: 3 }));
const someInputs = fc.tuple(fc.constantFrom(...inputIds), fc.array(fc.constantFrom(...inputIds), { maxLength: 2 }));
const hooks = ['install', 'stop'] as const;

/** Random conditions, nested. */
const condition: fc.Arbitrary<TinyCondition> = fc.letrec<{ condition: TinyCondition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    someFlags.map(([first, others]) => all(first, ...others)),
    someFlags.map(([first, others]) => any(first, ...others)),
    someFlags.map(([first, others]) => not(first, ...others)),
    someInputs.map(([first, others]) => changed(first, ...others)),
    fc.constantFrom(...hooks).map((name) => hook(name)),
    fc.constant(always()),
    fc.tuple(tie('condition'), tie('condition')).map(([first, second]) => both(first, second)),
  ),
})).condition;

const facts = fc.record({
  set: fc.subarray([...flags]),
  changed: fc.subarray([...inputIds]),
  hook: fc.constantFrom(...hooks),
});
type Facts = { readonly set: readonly Flag[]; readonly changed: readonly InputName[]; readonly hook: string };

function asked(when: TinyCondition, given: Facts): boolean {
  return holds(when, {
    hook: given.hook,
    isSet: (flag) => given.set.includes(flag),
    isChanged: (id) => given.changed.includes(id),
  });
}

/** The oracle: counts what is true among what a condition names, and looks the verdict up in a table. */
function oracle(when: TinyCondition, given: Facts): boolean {
  if (when.kind === 'always') return true;
  if (when.kind === 'hook') return when.hooks.filter((name) => name === given.hook).length > 0;
  if (when.kind === 'both') return when.conditions.filter((each) => !oracle(each, given)).length === 0;
  const named: readonly string[] = when.kind === 'changed' ? when.inputs : when.flags;
  const isTrue: readonly string[] = when.kind === 'changed' ? given.changed : given.set;
  const count = named.filter((name) => isTrue.includes(name)).length;
  const share = count === 0 ? 'none' : count === named.length ? 'every' : 'some';
  return truthTable[when.kind][share];
}

const truthTable = {
  all: { none: false, some: false, every: true },
  any: { none: false, some: true, every: true },
  not: { none: true, some: false, every: false },
  changed: { none: false, some: true, every: true },
} as const;

group('a condition', () => {
  // checklist 8, 14, 34, 35
  it('agrees with the truth table for any facts', () => {
    fc.assert(
      fc.property(condition, facts, (when, given) => {
        expect(asked(when, given)).toBe(oracle(when, given));
      }),
      { numRuns: 1000 },
    );
  });

  // checklist 9, 42; W2
  it('means the same in whatever order its parts are written', () => {
    fc.assert(
      fc.property(condition, condition, facts, (first, second, given) => {
        expect(asked(both(first, second), given)).toBe(asked(both(second, first), given));
        expect(asked(both(first, second), given)).toBe(asked(first, given) && asked(second, given));
      }),
    );
  });

  // checklist 45, 47; W1: nothing is consumed by asking
  it('is the same after it was asked', () => {
    fc.assert(
      fc.property(condition, facts, (when, given) => {
        const before = JSON.stringify([when, given]);
        const first = asked(when, given);
        expect(asked(when, given)).toBe(first);
        expect(JSON.stringify([when, given])).toBe(before);
      }),
    );
  });

  it('that fails while every input counts as changed fails whatever has changed', () => {
    fc.assert(
      fc.property(condition, facts, (when, given) => {
        const fails = !asked(when, { ...given, changed: inputIds });
        if (fails) expect(asked(when, given)).toBe(false);
      }),
    );
  });

  // checklist 38
  it('knows every flag and input it names, each once', () => {
    const when = both(
      all('a', 'b', 'a'),
      not('c'),
      both(any('b', 'd'), changed('host.x', 'juju.x', 'host.x')),
      hook('stop'),
    );
    expect(flagsIn(when)).toEqual(['a', 'b', 'c', 'd']);
    expect(inputsIn(when)).toEqual(['host.x', 'juju.x']);
    expect([flagsIn(always()), inputsIn(always())]).toEqual([[], []]);
  });

  it.each<{ readonly when: TinyCondition; readonly text: string }>([
    { when: always(), text: 'always' },
    { when: all('a', 'b'), text: 'all(a, b)' },
    { when: any('a'), text: 'any(a)' },
    { when: not('a', 'c'), text: 'not(a, c)' },
    { when: changed('host.x', 'juju.y'), text: 'changed(host.x, juju.y)' },
    { when: hook('install', 'upgrade-charm'), text: 'hook(install, upgrade-charm)' },
    {
      when: both(all('a'), not('b'), both(any('c'), hook('stop'))),
      text: 'all(a) and not(b) and any(c) and hook(stop)',
    },
  ])('prints as a person would write it: $text', ({ when, text }) => {
    expect(describe(when)).toBe(text);
  });
});
