import { flagsIn } from './condition.ts';
import { EngineFault } from './engine-fault.ts';
import type { AnyHandler, Words } from './handler.ts';
import type { Outcome } from './outcome.ts';

/**
 * The table can be dispatched: every name, present or former, belongs to one handler, and every flag is known.
 *
 * @throws EngineFault otherwise
 */
export function checkTable<W extends Words>(table: readonly AnyHandler<W>[], knownFlags: readonly W['flag'][]): void {
  const taken = new Set<string>();
  for (const { name, formerly = [], when, sets = [], clears = [] } of table) {
    for (const each of [name, ...formerly]) {
      if (taken.has(each))
        throw new EngineFault(`two handlers are, or were, named ${each}`, { handlers: [each], flags: [] });
      taken.add(each);
    }
    const unknown = [...flagsIn(when), ...sets, ...clears].filter((flag) => !knownFlags.includes(flag));
    if (unknown.length > 0) {
      const flags = [...new Set(unknown)];
      throw new EngineFault(`${name} names unknown flags: ${flags.join(', ')}`, { handlers: [name], flags });
    }
  }
}

/**
 * The outcome can be applied: its handler declared what it sets and clears, and no flag is in both.
 *
 * @throws EngineFault otherwise; the compiler refuses the first already, unless types were widened
 */
export function checkOutcome<W extends Words>(
  { name, sets = [], clears = [] }: AnyHandler<W>,
  outcome: Outcome<W['flag'], W['flag']>,
): void {
  const fault = (problem: string, flags: readonly string[]) => {
    if (flags.length > 0) throw new EngineFault(`${name} ${problem}: ${flags.join(', ')}`, { handlers: [name], flags });
  };
  fault(
    'sets flags it did not declare',
    outcome.sets.filter((flag) => !sets.includes(flag)),
  );
  fault(
    'clears flags it did not declare',
    outcome.clears.filter((flag) => !clears.includes(flag)),
  );
  fault(
    'both sets and clears',
    outcome.sets.filter((flag) => outcome.clears.includes(flag)),
  );
}
