import * as z from 'zod';

const text = z.record(z.string(), z.string());

/** An object as clients send it: whatever they like, with a kind and, unless the path says it, a name. */
export const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z
    .looseObject({
      name: z.string().optional(),
      generateName: z.string().optional(),
      namespace: z.string().optional(),
      uid: z.string().optional(),
      resourceVersion: z.string().optional(),
      generation: z.number().optional(),
      creationTimestamp: z.string().nullish(),
      labels: text.nullish(),
      annotations: text.nullish(),
      ownerReferences: z
        .array(
          z.looseObject({ kind: z.string(), name: z.string(), uid: z.string(), controller: z.boolean().optional() }),
        )
        .nullish(),
    })
    .default({}),
});

export type KubernetesObject = z.infer<typeof objectSchema>;
export type JsonRecord = Readonly<Record<string, unknown>>;

/** True of a JSON object that is no list. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is at this place of a value; undefined when there is no such place. */
export function at(value: unknown, ...path: readonly (number | string)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner.at(Number(key));
    return isRecord(inner) ? inner[key] : undefined;
  }, value);
}

/** The text at this place; empty when there is none. */
export function textAt(value: unknown, ...path: readonly (number | string)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The number at this place; 0 when there is none. */
export function numberAt(value: unknown, ...path: readonly (number | string)[]): number {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : 0;
}

/** The members at this place; none when there is no JSON object. */
export function recordAt(value: unknown, ...path: readonly (number | string)[]): JsonRecord {
  const found = at(value, ...path);
  return isRecord(found) ? found : {};
}

/** The items of the list at this place that are JSON objects. */
export function recordsAt(value: unknown, ...path: readonly (number | string)[]): readonly JsonRecord[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

/** The texts at this place by their keys; what is no text is left out. */
export function textsAt(value: unknown, ...path: readonly (number | string)[]): Readonly<Record<string, string>> {
  const pairs = Object.entries(recordAt(value, ...path));
  return Object.fromEntries(pairs.flatMap(([key, found]) => (typeof found === 'string' ? [[key, found]] : [])));
}

/** The object of these members. */
export function recordOf(members: Iterable<readonly [string, unknown]>): JsonRecord {
  return Object.fromEntries(members);
}

/** The same JSON, whatever the order of members. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSame(a[key], b[key]));
}

/** Seconds since the epoch as the API writes times. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/u, 'Z');
}
