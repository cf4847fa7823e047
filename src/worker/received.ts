import type { Bag, Decoded } from '../interfaces/bag.ts';
import type { Received } from './input-types.ts';
import type { Sources } from './sources.ts';

/**
 * What the units at the other end of an endpoint sent: the first value by relation and unit, or else the last good one
 * together with what is wrong now.
 *
 * Every unit is decoded, so `decode` sees each bag once.
 */
export async function received<T>(
  { tools }: Sources,
  endpoint: string,
  previous: Received<T> | null,
  decode: (bag: Bag, remote: string) => Decoded<T>,
): Promise<Received<T>> {
  let value: T | null = null;
  let problem: string | null = null;
  for (const id of [...(await tools.relationIds(endpoint))].sort()) {
    for (const unit of [...(await tools.relationUnits(id))].sort()) {
      const decoded = decode(await tools.relationData(id, unit), unit);
      if (decoded.ok) value ??= decoded.value;
      else problem ??= decoded.problem;
    }
  }
  if (value !== null) return { value, problem };
  return { value: previous?.value ?? null, problem };
}
