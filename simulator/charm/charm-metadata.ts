import * as z from 'zod';
import type { CharmMetadata, EndpointDefinition } from '../contract.ts';
import { checkCharmFormat } from './charm-format.ts';
import { readStorages, storagesShape } from './charm-storage.ts';
import { decodeAs } from './go-yaml.ts';
import { JujuRefused } from '../model/model.ts';

/** What metadata.yaml says, and what of it only counts when the charm is deployed. */
export interface ReadMetadata {
  readonly metadata: Omit<CharmMetadata, 'options'>;
  /** As written: an expression of `charm-assumes.ts`. */
  readonly assumes: unknown;
  readonly minJujuVersion: string | null;
}

/**
 * What Juju reads of metadata.yaml.
 *
 * @throws JujuRefused when it is not what Juju understands
 */
export function readMetadata(
  document: unknown,
  manifest: { readonly isThere: boolean; readonly hasBases: boolean },
): ReadMetadata {
  checkCharmFormat(document, manifest);
  const read = decodeAs(metadataShape, document, 'metadata');
  const { name, subordinate } = read;
  if (!isCharmName(name)) throw new JujuRefused(`name "${name}" not valid`);
  const endpoints = readEndpoints(read);
  const extraBindings = read['extra-bindings'];
  checkExtraBindings(name, extraBindings, endpoints);
  return {
    metadata: {
      name,
      isSubordinate: subordinate,
      endpoints,
      resources: readResources(read.resources ?? {}),
      storages: readStorages(name, read.storage ?? {}),
      payloads: Object.fromEntries(Object.entries(read.payloads ?? {}).map(([key, { type }]) => [key, type])),
      ...(extraBindings === undefined ? {} : { extraBindings: Object.keys(extraBindings) }),
      ...(read.series === undefined ? {} : { series: read.series }),
    },
    assumes: read.assumes ?? null,
    minJujuVersion: read['min-juju-version'] ?? null,
  };
}

/** True for what a charm or an application may be called: each part between dashes has a letter. */
export function isCharmName(name: string): boolean {
  return /^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*$/u.test(name);
}

const relationShape = z
  .preprocess(
    (relation) => (typeof relation === 'string' ? { interface: relation } : relation),
    z.object({
      interface: z.string(),
      scope: z.enum(['global', 'container']).default('global'),
      limit: z.int().nullish(),
      optional: z.boolean().default(false),
    }),
  )
  .transform(({ interface: name, scope, limit }) => ({
    interface: name,
    scope,
    ...(limit === undefined || limit === null ? {} : { limit }),
  }));
const relationsShape = z.record(z.string(), relationShape).nullish();
const metadataShape = z.object({
  name: z.string(),
  summary: z.string(),
  description: z.string(),
  subordinate: z.boolean().default(false),
  provides: relationsShape,
  requires: relationsShape,
  peers: relationsShape,
  'extra-bindings': z.record(z.string(), z.null()).optional(),
  revision: z.int().optional(),
  format: z.int().optional(),
  categories: z.array(z.string()).nullish(),
  tags: z.array(z.string()).nullish(),
  series: z.array(z.string()).optional(),
  storage: storagesShape.nullish(),
  devices: z.record(z.string(), z.object({ type: z.string() })).nullish(),
  payloads: z.record(z.string(), z.object({ type: z.string() })).nullish(),
  resources: z
    .record(
      z.string(),
      z.object({
        type: z.string().default('file'),
        filename: z.string().default(''),
        description: z.string().default(''),
      }),
    )
    .nullish(),
  terms: z.array(z.string()).nullish(),
  'min-juju-version': z.string().optional(),
  assumes: z.unknown().optional(),
  containers: z.record(z.string(), z.unknown()).nullish(),
  'charm-user': z.enum(['root', 'sudoer', 'non-root']).optional(),
});
type Fields = z.infer<typeof metadataShape>;

function readEndpoints(read: Fields): Record<string, EndpointDefinition> {
  const { name: charm, subordinate } = read;
  const endpoints: Record<string, EndpointDefinition> = {};
  for (const role of ['provides', 'requires', 'peers'] as const) {
    for (const [name, definition] of Object.entries(read[role] ?? {})) {
      const isOfSubordinate = subordinate && role === 'requires' && definition.scope === 'container';
      if (!isOfSubordinate && isReserved(charm, name))
        throw new JujuRefused(`charm "${charm}" using a reserved relation name: "${name}"`);
      if (role !== 'requires' && isReserved(charm, definition.interface)) {
        const problem = `using a reserved interface: "${definition.interface}"`;
        throw new JujuRefused(`charm "${charm}" relation "${name}" ${problem}`);
      }
      if (endpoints[name] !== undefined)
        throw new JujuRefused(`charm "${charm}" using a duplicated relation name: "${name}"`);
      endpoints[name] = { role, ...definition };
    }
  }
  const isHeld = Object.values(endpoints).some(({ role, scope }) => role === 'requires' && scope === 'container');
  if (subordinate && !isHeld)
    throw new JujuRefused(`subordinate charm "${charm}" lacks "requires" relation with container scope`);
  return endpoints;
}

function isReserved(charm: string, name: string): boolean {
  return !charm.startsWith('juju-') && (name === 'juju' || name.startsWith('juju-'));
}

function checkExtraBindings(
  charm: string,
  bindings: Readonly<Record<string, null>> | undefined,
  endpoints: Readonly<Record<string, EndpointDefinition>>,
): void {
  if (bindings === undefined) return;
  const names = Object.keys(bindings).sort();
  const refused = (problem: string) => new JujuRefused(`charm "${charm}" has invalid extra bindings: ${problem}`);
  if (names.length === 0) throw refused('extra bindings cannot be empty when specified');
  if (names.includes('')) throw refused('missing binding name');
  const clashing = names.filter((name) => endpoints[name] !== undefined);
  if (clashing.length > 0) throw refused(`relation names (${clashing.join(', ')}) cannot be used in extra bindings`);
}

function readResources(resources: NonNullable<Fields['resources']>): Record<string, { filename: string }> {
  return Object.fromEntries(
    Object.entries(resources).map(([name, { type, filename }]) => {
      if (type !== 'file' && type !== 'oci-image') throw new JujuRefused(`unsupported resource type "${type}"`);
      if (type === 'file' && filename === '') throw new JujuRefused('resource missing filename');
      if (filename.includes('/')) throw new JujuRefused(`filename cannot contain "/" (got "${filename}")`);
      return [name, { filename }];
    }),
  );
}
