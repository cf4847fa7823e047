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
      labels: text.nullish(),
      annotations: text.nullish(),
      ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string(), uid: z.string() })).nullish(),
    })
    .default({}),
});

export type KubernetesObject = z.infer<typeof objectSchema>;

/** What a controller makes pods from: its selector, its template, how many or where. */
export const controllerSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().default(1),
    template: z.looseObject({
      metadata: z.looseObject({ labels: text.default({}) }).default(() => ({ labels: {} })),
      spec: z.looseObject({ nodeSelector: text.nullish() }),
    }),
  }),
});

/** A merge patch (RFC 7386) applied to a value. */
export function merged(value: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(value) ? { ...value } : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key];
    else result[key] = merged(result[key], change);
  }
  return result;
}

/** True of a JSON object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
