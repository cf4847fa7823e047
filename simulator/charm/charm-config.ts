import * as z from 'zod';
import type { OptionDefinition } from '../contract.ts';
import { decodeAs } from './go-yaml.ts';
import { JujuRefused } from '../model/model.ts';

/**
 * The options of config.yaml.
 *
 * @throws JujuRefused when one has no type that Juju has, or a default that is not of its type
 */
export function readConfig(
  document: unknown,
  { hasSecrets }: { readonly hasSecrets: boolean },
): Readonly<Record<string, OptionDefinition>> {
  const { options } = decodeAs(configShape, document ?? {}, 'invalid config');
  if (options === undefined || options === null) throw new JujuRefused('invalid config: empty configuration');
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const type = optionTypes.find((each) => each === (option?.type ?? 'string'));
      if (type === undefined || (type === 'secret' && !hasSecrets))
        throw new JujuRefused(`invalid config: option "${name}" has unknown type "${option?.type ?? ''}"`);
      return [name, optionOf(name, type, option ?? {})];
    }),
  );
}

/**
 * What is wrong with a value for an option, as Juju says it; null when it is of the option's type.
 *
 * This is about values of YAML, where `"5"` is no integer; `juju config` types texts in `options.ts`.
 */
export function valueProblem(name: string, type: OptionDefinition['type'], value: unknown): string | null {
  if (isOfType(type, value)) return null;
  return `option "${name}" expected ${type}, got ${JSON.stringify(value)}`;
}

const configShape = z.object({
  options: z
    .record(
      z.string(),
      z
        .object({ type: z.string().nullish(), default: z.unknown().optional(), description: z.unknown().optional() })
        .nullable(),
    )
    .nullish(),
});
type Option = NonNullable<NonNullable<z.infer<typeof configShape>['options']>[string]>;

const optionTypes = ['string', 'int', 'float', 'boolean', 'secret'] as const;

function optionOf(
  name: string,
  type: OptionDefinition['type'],
  { default: standard, description }: Partial<Option>,
): OptionDefinition {
  const told = typeof description === 'string' ? { description } : {};
  if (standard === undefined || standard === null) return { type, ...told };
  const problem = standard === '' && type === 'secret' ? null : valueProblem(name, type, standard);
  if (problem !== null || !isPlain(standard)) throw new JujuRefused(`invalid config default: ${problem ?? name}`);
  return { type, default: standard, ...told };
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isOfType(type: OptionDefinition['type'], value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'int':
      return Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'secret':
      return typeof value === 'string' && value.startsWith('secret:');
  }
}
