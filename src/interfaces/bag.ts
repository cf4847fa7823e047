/*
 * The room of the relation interfaces: one file for each, strings in, records out.
 *
 * `decodeX` reads what one remote unit wrote, `encodeX` makes what we write. All of it is pure, knows neither Juju nor
 * the machine, and imports nothing else of this program. The keys and their forms are facts shared with other charms
 * (the kubernetes-master, easyrsa, flannel and load balancer of 2018): changing one breaks a running cluster.
 * A value from a remote unit is checked here, once; behind this room it is trusted.
 *
 * Start reading with `kube-control.ts`.
 */

/** What one unit wrote into a relation, by key. */
export type Bag = Readonly<Record<string, string>>;

/**
 * What a bag says: a value, null while the remote unit has not said it yet, or what is wrong with what it said.
 *
 * `problem` names the remote unit, the endpoint and the key, and never contains a secret.
 */
export type Decoded<T> =
  { readonly ok: true; readonly value: T | null } | { readonly ok: false; readonly problem: string };

/** The remote unit has said this. */
export function said<T>(value: T): Decoded<T> {
  return { ok: true, value };
}

/** The remote unit has not said it yet, which is part of normal life. */
export const notYet = { ok: true, value: null } as const;

/** What the remote unit said makes no sense. `what` must not repeat a secret. */
export function nonsense(
  at: { readonly remote: string; readonly endpoint: string; readonly key: string },
  what: string,
  expected: string,
): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem: `${at.remote} on ${at.endpoint}: ${at.key}: ${what}; expected ${expected}` };
}

/** The text of a key as it was sent; keys that every object has do not count. */
export function rawTextOf(bag: Bag, key: string): string | null {
  return new Map(Object.entries(bag)).get(key) ?? null;
}

/** The trimmed text of a key, or null when it is absent or empty: Juju does not tell these apart. */
export function textOf(bag: Bag, key: string): string | null {
  const text = rawTextOf(bag, key)?.trim() ?? '';
  return text === '' ? null : text;
}

/** A short quotation of a value that is no secret, fit for a status line. */
export function quote(text: string): string {
  const line = text.replace(/\s+/gu, ' ').replace(/\p{Cc}/gu, '');
  return `"${line.length > 40 ? `${line.slice(0, 40)}...` : line}"`;
}
