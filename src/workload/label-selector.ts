import * as z from 'zod/mini';

/** Which objects a Kubernetes object is about, by their labels. */
export type LabelSelector = z.infer<typeof labelSelectorSchema>;

/** A LabelSelector as the API writes it. */
export const labelSelectorSchema = z.object({
  matchLabels: z._default(z.record(z.string(), z.string()), {}),
  matchExpressions: z._default(
    z.array(z.object({ key: z.string(), operator: z.string(), values: z._default(z.array(z.string()), []) })),
    [],
  ),
});

/**
 * True when all that the selector asks for is so. One that asks for nothing selects everything, and one with an operator
 * of a later Kubernetes nothing.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function selects(
  { matchLabels, matchExpressions }: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  const found = new Map(Object.entries(labels));
  return (
    Object.entries(matchLabels).every(([key, value]) => found.get(key) === value) &&
    matchExpressions.every(({ key, operator, values }) => holds(operator, values, found.get(key)))
  );
}

function holds(operator: string, values: readonly string[], value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
