import * as z from 'zod';
import { StandInRefused } from '../contract.ts';
import type { StandInHook, StandInRelation } from '../contract.ts';

/** What one remote unit said in a relation. */
export interface Said<T> {
  readonly relation: StandInRelation;
  readonly unit: string;
  readonly value: T;
}

/**
 * What the remote units of an endpoint have said so far; those that have said nothing yet are left out.
 *
 * Every key of the schema carries a description: the form that is expected, as the refusal prints it.
 *
 * @throws StandInRefused when one said something that the schema does not know or does not take
 */
export function said<T extends z.ZodObject>(
  hook: StandInHook,
  endpoint: string,
  schema: T,
): readonly Said<z.output<T>>[] {
  return hook.relations(endpoint).flatMap((relation) =>
    relation.units.flatMap((unit) => {
      const entries = Object.entries(relation.get(unit)).filter(
        ([key]) => !ownKeysOfJuju.has(key) || key in schema.shape,
      );
      if (entries.every(([key]) => ownKeysOfJuju.has(key))) return [];
      const parsed = schema.safeParse(Object.fromEntries(entries));
      if (parsed.success) return [{ relation, unit, value: parsed.data }];
      throw refusal({ hook, relation, unit }, parsed.error, schema);
    }),
  );
}

/** The schema of a remote unit that has nothing to say on this endpoint. */
export const nothing = z.strictObject({});

/**
 * What ends the run. It shows no value, because a value in the wrong place may be a secret.
 */
export function refused(
  at: { readonly hook: StandInHook; readonly relation: StandInRelation; readonly unit: string },
  key: string,
  problem: string,
  expected: string,
): StandInRefused {
  return new StandInRefused(
    `${at.hook.unit} does not understand ${at.unit} on ${at.relation.id}: ${key}: ${problem}; expected ${expected}`,
  );
}

function refusal(at: Parameters<typeof refused>[0], error: z.ZodError, schema: z.ZodObject): StandInRefused {
  const [issue] = error.issues;
  const known = Object.keys(schema.shape);
  if (issue?.code === 'unrecognized_keys') {
    const expected = known.length === 0 ? 'no keys but those that Juju writes' : `no others than ${known.join(', ')}`;
    return refused(at, issue.keys.join(', '), 'unknown key', expected);
  }
  const key = String(issue?.path[0] ?? '');
  const definition: unknown = schema.shape[key];
  const form = definition instanceof z.ZodType ? definition.description : undefined;
  const isAbsent = at.relation.get(at.unit)[key] === undefined;
  return refused(at, key, isAbsent ? 'absent' : 'not in the form', form ?? 'another value');
}

const ownKeysOfJuju: ReadonlySet<string> = new Set(['egress-subnets', 'ingress-address', 'private-address']);
