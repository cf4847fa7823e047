import * as z from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const text = scalar.transform(String);
const map = z.record(z.string(), z.unknown());

/** Go's YAML reads these words as booleans where a boolean is expected. */
const truth = z.union([
  z.boolean(),
  z.enum(['yes', 'on']).transform(() => true),
  z.enum(['no', 'off']).transform(() => false),
]);

/** The body of an application: every field that Juju knows. */
export const applicationSchema = z.object({
  charm: text.optional(),
  channel: text.optional(),
  revision: z.int().optional(),
  series: text.optional(),
  base: text.optional(),
  num_units: z.int().optional(),
  scale: z.int().optional(),
  to: z.array(text).nullable().optional(),
  constraints: text.nullable().optional(),
  options: z.record(z.string(), scalar.nullable()).nullable().optional(),
  annotations: z.record(z.string(), text).nullable().optional(),
  resources: z.record(z.string(), z.union([z.string(), z.int()])).nullable().optional(),
  storage: z.record(z.string(), text).nullable().optional(),
  devices: z.record(z.string(), text).nullable().optional(),
  bindings: z.record(z.string(), text).nullable().optional(),
  expose: truth.optional(),
  trust: truth.optional(),
  plan: text.optional(),
  placement: text.optional(),
  'exposed-endpoints': map.nullable().optional(),
  offers: map.nullable().optional(),
});

/** The body of a machine. */
export const machineSchema = z.object({
  constraints: text.nullable().optional(),
  series: text.optional(),
  base: text.optional(),
  annotations: z.record(z.string(), text).nullable().optional(),
});

/** A bundle file's document. `services` has become `applications` before. */
export const bundleSchema = z.object({
  bundle: text.optional(),
  name: text.optional(),
  description: text.nullable().optional(),
  tags: z.array(text).optional(),
  series: text.optional(),
  'default-base': text.optional(),
  variables: z.unknown().optional(),
  docs: z.unknown().optional(),
  issues: z.unknown().optional(),
  source: z.unknown().optional(),
  website: z.unknown().optional(),
  type: z.unknown().optional(),
  saas: z.record(z.string(), z.object({ url: text.optional() }).nullable()).nullable().optional(),
  machines: z.record(z.string(), machineSchema.nullable()).nullable().optional(),
  applications: z.record(z.string(), applicationSchema.nullable()).nullable().optional(),
  relations: z.array(z.array(text)).nullable().optional(),
});

export type ApplicationFields = z.infer<typeof applicationSchema>;
export type BundleFields = z.infer<typeof bundleSchema>;

/** Keys of the schemas that a bundle document has and Juju does not know, each as `place: key`. */
export function unknownKeys(document: Readonly<Record<string, unknown>>): string[] {
  return [
    ...strangers('bundle', document, bundleSchema.shape),
    ...bodies(document['applications']).flatMap(([name, body]) =>
      strangers(`application "${name}"`, body, applicationSchema.shape),
    ),
    ...bodies(document['machines']).flatMap(([id, body]) => strangers(`machine "${id}"`, body, machineSchema.shape)),
  ];
}

/** True for what YAML calls a mapping. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bodies(section: unknown): (readonly [string, Record<string, unknown>])[] {
  if (!isMapping(section)) return [];
  return Object.entries(section).flatMap(([name, body]) => (isMapping(body) ? [[name, body] as const] : []));
}

function strangers(place: string, body: Readonly<Record<string, unknown>>, known: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(body)
    .filter((key) => !Object.hasOwn(known, key))
    .map((key) => `${place}: ${key}`);
}
