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
import { bundleProblems } from './validate.ts';

/**
 * The bundle in a file, or in a folder's `bundle.yaml`, with the overlays merged in.
 *
 * @throws BundleInvalid with everything that is wrong
 */
export async function readBundle(file: string, overlays: readonly string[] = []): Promise<Bundle> {
  const problems: string[] = [];
  const warnings: string[] = [];
  const documents: BundleDocument[] = [];
  for (const [index, given] of [file, ...overlays].entries()) {
    const found = await bundleFile(given);
    const parsed = parseDocuments(await readFile(found, 'utf8'), found, index > 0);
    problems.push(...parsed.problems);
    warnings.push(...parsed.warnings);
    documents.push(...parsed.documents.map((document) => resolveFiles(document, problems)));
  }
  const merged = bundleSchema.safeParse(mergeDocuments(documents, problems));
  // What does not decode was found in its own document, where the complaint can name the file.
  if (!merged.success) throw new BundleInvalid(problems.length > 0 ? problems : [merged.error.message]);
  problems.push(...bundleProblems(merged.data));
  if (problems.length > 0) throw new BundleInvalid([...new Set(problems)]);
  return bundleOf(file, merged.data, warnings);
}

async function bundleFile(given: string): Promise<string> {
  const found = await stat(given).catch(() => null);
  if (found === null) throw new BundleInvalid([`cannot read bundle: ${given} does not exist`]);
  return found.isDirectory() ? path.join(given, 'bundle.yaml') : given;
}

function bundleOf(file: string, fields: BundleFields, warnings: readonly string[]): Bundle {
  const applications = Object.entries(fields.applications ?? {}).flatMap(([name, body]) =>
    body === null ? [] : [[name, applicationOf(body)] as const],
  );
  const machines = Object.entries(fields.machines ?? {}).map(([id, body]) => [id, { series: seriesOf(body ?? {}) }] as const);
  const trusted = applications.filter(([name]) => fields.applications?.[name]?.trust === true).map(([name]) => name);
  return {
    file,
    series: seriesOf({ series: fields.series, base: fields['default-base'] }),
    applications: Object.fromEntries(applications),
    machines: Object.fromEntries(machines),
    relations: (fields.relations ?? []).flatMap(([a, b]) => (a === undefined || b === undefined ? [] : [[a, b] as const])),
    warnings: [
      ...warnings,
      ...(trusted.length === 0 ? [] : [`trust has no effect here: ${trusted.join(', ')}`]),
      ...otherSeriesWarnings(fields),
    ],
  };
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
  const options = Object.entries(body.options ?? {}).filter(([, value]) => value !== null);
  const resources = Object.entries(body.resources ?? {}).flatMap(([name, file]) =>
    typeof file === 'string' ? [[name, file] as const] : [],
  );
  return {
    charm,
    isLocal: charm.startsWith('/'),
    series: seriesOf(body.series === undefined && body.base === undefined ? { series: urlSeries } : body),
    channel: body.channel ?? null,
    unitCount: body.num_units ?? 0,
    to: body.to ?? [],
    options: Object.fromEntries(options.map(([key, value]) => [key, String(value)])),
    resources: Object.fromEntries(resources),
    isExposed: body.expose === true || Object.keys(body['exposed-endpoints'] ?? {}).length > 0,
    hasAnnotations: Object.keys(body.annotations ?? {}).length > 0,
  };
}
