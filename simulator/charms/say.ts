import type { StandInHook, StandInRelation } from '../contract.ts';

/** Our bag in this relation holds these values; nothing is written when it does already. Null deletes a key. */
export function say(relation: StandInRelation, values: Readonly<Record<string, string | null>>): void {
  const own = relation.own();
  const changes = Object.entries(values).filter(([key, value]) => (own[key] ?? null) !== value);
  if (changes.length > 0) relation.set(Object.fromEntries(changes));
}

/** The same in every relation of an endpoint. */
export function sayToAll(hook: StandInHook, endpoint: string, values: Readonly<Record<string, string | null>>): void {
  for (const relation of hook.relations(endpoint)) say(relation, values);
}

/** A list as Python's `json.dumps` writes it, which is how charms of 2018 send lists. */
export function pythonList(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
}

/** A truth value as Python's `str` writes it. */
export function pythonTruth(value: boolean): 'True' | 'False' {
  return value ? 'True' : 'False';
}

/** True while the unit is going away: it has nothing more to say. */
export function isLeaving(hook: StandInHook): boolean {
  return hook.name === 'stop' || hook.name === 'remove';
}
