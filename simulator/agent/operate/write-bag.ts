import { JujuRefused, unitOf } from '../../model/model.ts';
import { changeBag, endsOf } from '../../model/relations.ts';
import type { Juju } from '../juju.ts';

export interface BagPlace {
  readonly unit: string;
  readonly endpoint: string;
  readonly towards: string;
}

/** Something other than its charm has written to the unit's bag; the answer is what the keys were, null for none. */
export function writeBag(
  { model }: Juju,
  { unit, endpoint, towards }: BagPlace,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string | null> {
  const { application } = unitOf(model, unit);
  const other = towards.split('/')[0];
  for (const relation of Object.values(model.relations)) {
    const ends = endsOf(relation, application);
    if (ends?.own.name !== endpoint || ends.other.application !== other) continue;
    const bag = (relation.bags[unit] ??= { data: {}, version: 0 });
    const before = Object.fromEntries(Object.keys(changes).map((key) => [key, bag.data[key] ?? null]));
    changeBag(bag, changes);
    return before;
  }
  throw new JujuRefused(`${unit} has no relation to ${towards} at ${endpoint}`);
}
