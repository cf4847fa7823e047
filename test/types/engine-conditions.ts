/** What the compiler takes and refuses of conditions and outcomes: as in `engine-handlers.ts`. */
import { all, always, any, blocked, both, changed, done, hook, not, waiting } from '../../src/engine/engine.ts';
import type { Condition, Outcome } from '../../src/engine/engine.ts';

type Flag = 'a' | 'b';
type When = Condition<Flag, 'x', 'stop'>;

export const taken: readonly When[] = [
  always(),
  all('a'),
  any('a', 'b'),
  not('b'),
  changed('x'),
  hook('stop'),
  both(all('a'), not('b')),
  both(all('a'), both(changed('x'), hook('stop')), always()),
];

// Refused: empty ones (W8).

// @ts-expect-error no flag
export const emptyAll = all();
// @ts-expect-error no flag
export const emptyAny = any();
// @ts-expect-error no flag
export const emptyNot = not();
// @ts-expect-error no input
export const emptyChanged = changed();
// @ts-expect-error no hook
export const emptyHook = hook();
// @ts-expect-error no condition
export const emptyBoth = both();
// @ts-expect-error one condition is not both
export const halfBoth = both(all('a'));
// @ts-expect-error a list may be empty
export const spreadAll = all(...new Array<Flag>());
// @ts-expect-error written by hand it may not be empty either
export const emptyByHand: When = { kind: 'all', flags: [] };

// Refused: unknown words, wherever they stand.

// @ts-expect-error an unknown flag
export const unknownFlag: When = any('a', 'c');
// @ts-expect-error an unknown input
export const unknownInput: When = changed('y');
// @ts-expect-error an unknown hook
export const unknownHook: When = hook('start');
// @ts-expect-error an unknown flag, two levels down
export const unknownDeep: When = both(all('a'), both(not('b'), any('c')));
// @ts-expect-error flags are not inputs
export const wrongKind: When = changed('a');

// Outcomes carry what they set and clear in their type, and each kind its own words.

export const marked: Outcome<'a', 'b'> = done({ sets: ['a'], clears: ['b'] });
export const unmarked: Outcome<never, never> = waiting('x');
export const widened: Outcome<string, string> = blocked('why', 'hint', { sets: ['a'] });

// @ts-expect-error sets another flag
export const wrongSet: Outcome<'a', never> = done({ sets: ['b'] });
// @ts-expect-error clears although it clears nothing
export const wrongClear: Outcome<'a', never> = done({ clears: ['a'] });
// @ts-expect-error waiting for nothing in particular
export const waitingForNothing = waiting();
// @ts-expect-error blocked without a hint
export const noHint = blocked('why');

export function wordsOf(outcome: Outcome<never, never>): string {
  if (outcome.kind === 'waiting') return outcome.on;
  if (outcome.kind === 'blocked') return `${outcome.why} ${outcome.hint}`;
  // @ts-expect-error what is done waits for nothing
  return String(outcome.on);
}
