import * as z from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const text = scalar.transform(String);
const map = z.record(z.string(), z.unknown());

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
  resources: z
    .record(z.string(), z.union([z.string(), z.int()]))
    .nullable()
    .optional(),
  storage: z.record(z.string(), text).nullable().optional(),
  devices: z.record(z.string(), text).nullable().optional(),
  bindings: z.record(z.string(), text).nullable().optional(),
  expose: z.boolean().optional(),
  trust: z.boolean().optional(),
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

/** The body of what another model offers. */
export const saasSchema = z.object({ url: text.optional() });

/** A bundle file's document. `services` has become `applications` before. */
export const bundleSchema = z.object({
  bundle: text.optional(),
  description: text.nullable().optional(),
  tags: z.array(text).optional(),
  series: text.optional(),
  'default-base': text.optional(),
  saas: z.record(z.string(), saasSchema.nullable()).nullable().optional(),
  machines: z.record(z.string(), machineSchema.nullable()).nullable().optional(),
  applications: z.record(z.string(), applicationSchema.nullable()).nullable().optional(),
  relations: z.array(z.array(text)).nullable().optional(),
});

export type ApplicationFields = z.infer<typeof applicationSchema>;
export type BundleFields = z.infer<typeof bundleSchema>;

/** True for what YAML calls a mapping. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
