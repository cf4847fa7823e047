import * as z from 'zod/mini';

/*
 * The charm of 2018 put no mark on what its actions made. These schemas tell its objects by what it always put there, so
 * that they are taken over, and deleted, like our own.
 */

/** An object with at least these labels. */
export function labels(wanted: Readonly<Record<string, string>>) {
  const shape = Object.fromEntries(Object.entries(wanted).map(([key, value]) => [key, z.literal(value)]));
  return z.object({ metadata: z.object({ labels: z.object(shape) }) });
}

/** The metadata of an object without any label, and that no other object owns. */
export const unmarked = z.object({
  labels: z.optional(z.strictObject({})),
  ownerReferences: z.optional(z.array(z.unknown()).check(z.maxLength(0))),
});

/** An Ingress without labels whose only rule leads to this service, in any version of the API. */
export function backendOf2018(service: string) {
  const backend = z.union([
    z.object({ serviceName: z.literal(service) }),
    z.object({ service: z.object({ name: z.literal(service) }) }),
  ]);
  const rule = z.object({ http: z.object({ paths: z.tuple([z.object({ backend })]) }) });
  return z.object({ metadata: unmarked, spec: z.object({ rules: z.tuple([rule]) }) });
}
