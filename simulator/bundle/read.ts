import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { BundleInvalid, seriesOf } from './content.ts';
import type { Bundle, BundleApplication } from './content.ts';
import { parseDocuments } from './document.ts';
import type { BundleDocument } from './document.ts';
import { resolveFiles } from './include.ts';
import { mergeDocuments } from './merge.ts';
import { bundleSchema } from './schema.ts';
import type { ApplicationFields, BundleFields } from './schema.ts';
import { jujuFeatures } from '../model/juju-features.ts';
import type { JujuTrack } from '../model/juju-features.ts';
import { zipText } from '../charm/zip-text.ts';
import { bundleProblems } from './validate.ts';

export interface ReadOptions {
  /** By whose rules; 2.9 when left out. */
  readonly juju?: JujuTrack;
}

/**
 * The bundle in a file, or in a folder's `bundle.yaml`, with the overlays merged in.
 *
 * @throws BundleInvalid with everything that is wrong
 */
export async function readBundle(
  file: string,
  overlays: readonly string[] = [],
  { juju = '2.9' }: ReadOptions = {},
): Promise<Bundle> {
  const problems: string[] = [];
  const warnings: string[] = [];
  const unmarshalErrors: string[] = [];
  const documents: BundleDocument[] = [];
  for (const [index, given] of [file, ...overlays].entries()) {
    const found = await bundleFile(given);
    const parsed = parseDocuments(await textOf(found), found, index > 0, juju);
    problems.push(...parsed.problems);
    warnings.push(...parsed.warnings);
    unmarshalErrors.push(...parsed.unmarshalErrors);
    documents.push(...parsed.documents.map((document) => resolveFiles(document, problems)));
  }
  const merged = bundleSchema.safeParse(mergeDocuments(documents, problems));
  // What does not decode was found in its own document, where the complaint can name the file.
  if (!merged.success) throw new BundleInvalid(problems.length > 0 ? problems : [merged.error.message]);
  problems.push(...bundleProblems(merged.data, jujuFeatures[juju]));
  if (problems.length > 0) throw new BundleInvalid([...new Set(problems)]);
  return { file, juju, ...bundleOf(merged.data, warnings), unmarshalErrors };
}

async function bundleFile(given: string): Promise<string> {
  const found = await stat(given).catch(() => null);
  if (found === null) throw new BundleInvalid([`cannot read bundle: ${given} does not exist`]);
  return found.isDirectory() ? path.join(given, 'bundle.yaml') : given;
}

/** A zip file has the bundle at its root. */
async function textOf(file: string): Promise<string> {
  if (!/\.(?:bundle|zip)$/u.test(file)) return readFile(file, 'utf8');
  const text = zipText(file, 'bundle.yaml');
  if (text === null) throw new BundleInvalid([`cannot read bundle: ${file} has no bundle.yaml`]);
  return text;
}

function bundleOf(
  fields: BundleFields,
  warnings: readonly string[],
): Omit<Bundle, 'file' | 'juju' | 'unmarshalErrors'> {
  const applications = Object.entries(fields.applications ?? {}).flatMap(([name, body]) =>
    body === null ? [] : [[name, applicationOf(body)] as const],
  );
  const machines = Object.entries(fields.machines ?? {}).map(
    ([id, body]) => [id, { series: seriesOf(body ?? {}) }] as const,
  );
  return {
    series: seriesOf({ series: fields.series, base: fields['default-base'] }),
    applications: Object.fromEntries(applications),
    machines: Object.fromEntries(machines),
    relations: (fields.relations ?? []).flatMap(([a, b]) =>
      a === undefined || b === undefined ? [] : [[a, b] as const],
    ),
    warnings: [...warnings, ...otherSeriesWarnings(fields), ...notMadeWarnings(fields)],
  };
}

function notMadeWarnings({ applications, machines }: BundleFields): string[] {
  const bodies = Object.entries(applications ?? {});
  const has = (key: 'devices' | 'offers' | 'plan' | 'storage') =>
    bodies.filter(([, body]) => body?.[key] !== undefined && body[key] !== null).map(([name]) => name);
  const constrained = Object.entries(machines ?? {}).filter(([, body]) => (body?.constraints ?? '') !== '');
  return [
    ...(['devices', 'offers', 'plan', 'storage'] as const).flatMap((key) => {
      const names = has(key);
      return names.length === 0 ? [] : [`${key} has no effect here: ${names.join(', ')}`];
    }),
    ...(constrained.length === 0
      ? []
      : [`constraints of machines have no effect here: ${constrained.map(([id]) => id).join(', ')}`]),
  ];
}

function otherSeriesWarnings({ applications }: BundleFields): string[] {
  return Object.entries(applications ?? {}).flatMap(([name, body]) => {
    const series = body?.series;
    if (series === undefined || seriesOf({ series }) !== null) return [];
    return [`application "${name}": no machine here has series ${series}, it gets the bundle's`];
  });
}

function applicationOf(body: ApplicationFields): BundleApplication {
  const { charm = '' } = body;
  const urlSeries = /(?:^|[:/])(xenial|bionic|focal|jammy|noble)\//.exec(charm)?.[1];
  const options = Object.entries(body.options ?? {}).flatMap(([key, value]) =>
    value === null ? [] : [[key, value] as const],
  );
  const resources = Object.entries(body.resources ?? {}).flatMap(([name, file]) =>
    typeof file === 'string' ? [[name, file] as const] : [],
  );
  return {
    charm,
    isLocal: charm.startsWith('/'),
    series: seriesOf(body.series === undefined && body.base === undefined ? { series: urlSeries } : body),
    channel: body.channel ?? null,
    revision: body.revision ?? revisionOf(charm),
    unitCount: body.num_units ?? 0,
    to: body.to ?? [],
    options: Object.fromEntries(options),
    constraints: body.constraints ?? '',
    resources: Object.fromEntries(resources),
    bindings: body.bindings ?? {},
    isExposed: body.expose === true || Object.keys(body['exposed-endpoints'] ?? {}).length > 0,
    isTrusted: body.trust === true,
    hasAnnotations: Object.keys(body.annotations ?? {}).length > 0,
  };
}

/** The revision of a charm store's URL: `cs:~containers/etcd-431`. */
function revisionOf(charm: string): number | null {
  const found = charm.startsWith('/') ? null : /-(\d+)$/.exec(charm);
  return found === null ? null : Number(found[1]);
}
