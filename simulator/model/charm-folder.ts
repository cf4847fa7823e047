import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { CharmMetadata, EndpointDefinition, OptionDefinition } from '../contract.ts';
import { JujuRefused } from './model.ts';

/**
 * What Juju reads of a charm's folder: `metadata.yaml` and `config.yaml`.
 *
 * @throws JujuRefused when one of them is not what Juju understands
 */
export function readCharmFolder(folder: string): CharmMetadata {
  const file = path.join(folder, 'metadata.yaml');
  if (!existsSync(file)) throw new JujuRefused(`charm missing from disk: ${file} not found`);
  const metadata = decode(metadataShape, file);
  const options = path.join(folder, 'config.yaml');
  return {
    name: metadata.name,
    isSubordinate: metadata.subordinate,
    endpoints: endpointsOf(metadata),
    resources: Object.fromEntries(
      Object.entries(metadata.resources).map(([name, { filename }]) => [name, { filename: filename ?? name }]),
    ),
    options: existsSync(options) ? optionsOf(decode(configShape, options)) : {},
  };
}

const relationShape = z.union([
  z.string().transform((name) => ({ interface: name, scope: 'global' as const })),
  z.object({ interface: z.string(), scope: z.enum(['global', 'container']).default('global') }),
]);
const relationsShape = z.record(z.string(), relationShape).nullish();
const metadataShape = z.object({
  name: z.string(),
  subordinate: z.boolean().default(false),
  provides: relationsShape,
  requires: relationsShape,
  peers: relationsShape,
  resources: z.record(z.string(), z.object({ filename: z.string().optional() })).default({}),
});
const configShape = z.object({
  options: z.record(
    z.string(),
    z.object({
      type: z.enum(['string', 'int', 'float', 'boolean', 'secret']).default('string'),
      default: z.union([z.string(), z.number(), z.boolean()]).nullish(),
      description: z.string().optional(),
    }),
  ),
});

function decode<T extends z.ZodType>(shape: T, file: string): z.infer<T> {
  const decoded = shape.safeParse(parse(readFileSync(file, 'utf8')));
  if (!decoded.success) throw new JujuRefused(`${file}: ${z.prettifyError(decoded.error)}`);
  return decoded.data;
}

function endpointsOf(metadata: z.infer<typeof metadataShape>): Record<string, EndpointDefinition> {
  const endpoints: Record<string, EndpointDefinition> = {};
  for (const role of ['provides', 'requires', 'peers'] as const) {
    for (const [name, definition] of Object.entries(metadata[role] ?? {})) {
      if (endpoints[name] !== undefined) {
        throw new JujuRefused(`charm "${metadata.name}" using a duplicated relation name: "${name}"`);
      }
      endpoints[name] = { role, ...definition };
    }
  }
  return endpoints;
}

function optionsOf({ options }: z.infer<typeof configShape>): Record<string, OptionDefinition> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, default: standard, description }]) => [
      name,
      {
        type,
        ...(standard === undefined || standard === null ? {} : { default: standard }),
        ...(description === undefined ? {} : { description }),
      },
    ]),
  );
}
