import * as z from 'zod';
import type { StorageDefinition } from '../contract.ts';
import { JujuRefused } from '../model/model.ts';

/** The section `storage` of metadata.yaml. */
export const storagesShape = z.record(
  z.string(),
  z.object({
    type: z.enum(['block', 'filesystem']).nullish(),
    description: z.string().default(''),
    shared: z.boolean().default(false),
    'read-only': z.boolean().default(false),
    location: z.string().default(''),
    'minimum-size': z.union([z.int(), z.string()]).nullish().superRefine(checkSize),
    multiple: z.object({ range: z.unknown().optional().transform(parseRange) }).nullish(),
    properties: z.array(z.enum(['transient'])).nullish(),
  }),
);

/**
 * The storage that a charm's units have, by name.
 *
 * @throws JujuRefused
 */
export function readStorages(
  charm: string,
  storages: z.infer<typeof storagesShape>,
): Readonly<Record<string, StorageDefinition>> {
  return Object.fromEntries(
    Object.entries(storages).map(([name, { type, location, multiple }]) => {
      const refused = (problem: string) => new JujuRefused(`charm "${charm}" storage "${name}": ${problem}`);
      if (type === undefined || type === null) throw refused('type must be specified');
      if (location !== '' && type !== 'filesystem') throw refused(`location may not be specified for "type: ${type}"`);
      const { minimum, maximum } = multiple?.range ?? { minimum: 1, maximum: 1 };
      if (maximum === 0) throw refused('invalid maximum count 0');
      return [name, { type, minimum, maximum, location: location === '' ? null : location }];
    }),
  );
}

/** `2`, `0-1`, `1+` or `0-`; null for no limit. */
function parseRange(range: unknown, context: z.RefinementCtx): { minimum: number; maximum: number | null } {
  const found = /^(\d+)(?:(\+)|-(\d*))?$/u.exec(String(range));
  if (found === null) {
    context.addIssue({ code: 'custom', message: `value ${JSON.stringify(range)} does not match 'm', 'm-n', or 'm+'` });
    return z.NEVER;
  }
  const [whole, first, plus, last] = found;
  const minimum = Number(first);
  if (plus !== undefined || whole.endsWith('-')) return { minimum, maximum: null };
  const maximum = last === undefined ? minimum : Number(last);
  if (maximum < minimum) context.addIssue({ code: 'custom', message: `invalid range ${JSON.stringify(range)}` });
  return { minimum, maximum };
}

function checkSize(size: string | number | null | undefined, context: z.RefinementCtx): void {
  if (size === undefined || size === null || /^\d+(\.\d+)?[MGTPEZY]?(i?B)?$/u.test(String(size))) return;
  context.addIssue({
    code: 'custom',
    message: `expected a non-negative number with optional multiplier suffix (M/G/T/P/E/Z/Y), got ${JSON.stringify(size)}`,
  });
}
