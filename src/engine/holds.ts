import type { Condition } from './condition.ts';

/** What a condition is held against. */
export interface ConditionFacts<F extends string, I extends string, H extends string> {
  readonly isSet: (flag: F) => boolean;
  readonly isChanged: (input: I) => boolean;
  readonly hook: H;
}

/**
 * True while the facts satisfy the condition.
 *
 * Pure: asking consumes nothing, so neither order nor number of questions matters. In `isChanged` it is monotonic: a
 * condition that fails while everything counts as changed fails whatever has changed.
 */
export function holds<F extends string, I extends string, H extends string>(
  condition: Condition<F, I, H>,
  facts: ConditionFacts<F, I, H>,
): boolean {
  switch (condition.kind) {
    case 'always':
      return true;
    case 'all':
      return condition.flags.every(facts.isSet);
    case 'any':
      return condition.flags.some(facts.isSet);
    case 'not':
      return !condition.flags.some(facts.isSet);
    case 'changed':
      return condition.inputs.some(facts.isChanged);
    case 'hook':
      return condition.hooks.includes(facts.hook);
    case 'both':
      return condition.conditions.every((each) => holds(each, facts));
  }
}
