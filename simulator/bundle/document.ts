import { isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { Document } from 'yaml';
import { goYaml } from '../charm/go-yaml.ts';
import { jujuFeatures } from '../model/juju-features.ts';
import type { JujuFeatures, JujuTrack } from '../model/juju-features.ts';
import { bundleSchema, isMapping } from './schema.ts';
import { unknownFields, unmarshalError } from './unknown-fields.ts';

/** One YAML document: the base of a bundle, or an overlay. */
export interface BundleDocument {
  readonly file: string;
  readonly isOverlay: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ParsedDocuments {
  readonly documents: readonly BundleDocument[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly unmarshalErrors: readonly string[];
}

/**
 * The documents of a bundle file, `services` renamed; the first is the base unless the file is an overlay.
 *
 * Values of a wrong type are problems here; Juju drops them without a word.
 */
export function parseDocuments(text: string, file: string, isOverlayFile: boolean, juju: JujuTrack): ParsedDocuments {
  const documents: BundleDocument[] = [];
  const problems: string[] = [];
  const warnings: string[] = [];
  const unmarshalErrors: string[] = [];
  const lines = new LineCounter();
  for (const [index, parsed] of parseAllDocuments(text, { ...goYaml, lineCounter: lines }).entries()) {
    if (!('errors' in parsed)) continue;
    if (parsed.errors.length > 0) {
      problems.push(...parsed.errors.map(({ message }) => `${file}: ${message.split('\n')[0] ?? message}`));
      continue;
    }
    keepTexts(parsed);
    const content: unknown = parsed.toJS();
    if (content === null) continue;
    if (!isMapping(content)) {
      problems.push(`${file}: a bundle is a mapping with "applications" in it`);
      continue;
    }
    const isOverlay = isOverlayFile || index > 0;
    const renamed = withApplications(content, isOverlay, jujuFeatures[juju]);
    const { fields, ignored } = ofThisJuju(renamed.fields, jujuFeatures[juju]);
    if (renamed.problem !== null) problems.push(`${file}: ${renamed.problem}`);
    if (renamed.warning !== null) warnings.push(`${file}: ${renamed.warning}`);
    warnings.push(...ignored.map((key) => `${file}: ${key} is not a field of Juju ${juju}; ignored`));
    warnings.push(
      ...strangers(parsed, lines).map((place) => `${file}: ${place} is not a field that Juju knows; ignored`),
    );
    const unknown = unknownFields(parsed, lines);
    if (unknown.length > 0) unmarshalErrors.push(unmarshalError(index, unknown));
    problems.push(...wrongTypes(fields).map((wrong) => `${file}: ${wrong}`));
    documents.push({ file, isOverlay, fields });
  }
  return { documents, problems, warnings, unmarshalErrors };
}

/** A channel `1.30` is a text and no number, wherever a text is expected. */
function keepTexts(document: Document): void {
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || !isScalar(value) || typeof value.value !== 'number') return;
      if (textFields.includes(String(key.value)) && value.source !== undefined) value.value = value.source;
    },
  });
}

const textFields: readonly string[] = ['channel', 'charm', 'series', 'base', 'default-base'];

type Fields = Readonly<Record<string, unknown>>;

function withApplications(content: Fields, isOverlay: boolean, { hasServicesInBundles }: JujuFeatures) {
  if (!Object.hasOwn(content, 'services')) return { fields: content, problem: null, warning: null };
  const { services, ...rest } = content;
  if (Object.hasOwn(content, 'applications')) {
    return { fields: rest, problem: 'cannot specify both "applications" and "services"', warning: null };
  }
  const warning = isOverlay ? oldKeyInOverlay : hasServicesInBundles ? oldKey : oldKeyUnread;
  return { fields: { ...rest, applications: services }, problem: null, warning };
}

const oldKey = '"services" is the old word for "applications" (Juju 3 does not read it)';
const oldKeyUnread =
  '"services" is accepted here, but this Juju does not read it: at least one application must be specified';
const oldKeyInOverlay =
  '"services" is accepted here, but Juju refuses it in an overlay: bundle overlay file used deprecated \'services\' key, this is not valid for bundle overlay files';

/** Without the words for a series that this Juju does not read: bases before 3, series from 4 on. */
function ofThisJuju(fields: Fields, { hasBases, hasSeries }: JujuFeatures) {
  const unread = [...(hasBases ? [] : ['default-base', 'base']), ...(hasSeries ? [] : ['series'])];
  const ignored: string[] = [];
  const without = (body: Fields, place: string): Fields => {
    const gone = unread.filter((key) => Object.hasOwn(body, key));
    ignored.push(...gone.map((key) => `${place}: ${key}`));
    return Object.fromEntries(Object.entries(body).filter(([key]) => !gone.includes(key)));
  };
  const eachBody = (section: unknown, place: string): unknown =>
    isMapping(section)
      ? Object.fromEntries(
          Object.entries(section).map(([key, body]) => [
            key,
            isMapping(body) ? without(body, `${place} "${key}"`) : body,
          ]),
        )
      : section;
  const whole: Record<string, unknown> = { ...without(fields, 'bundle') };
  if (Object.hasOwn(whole, 'applications')) whole['applications'] = eachBody(whole['applications'], 'application');
  if (Object.hasOwn(whole, 'machines')) whole['machines'] = eachBody(whole['machines'], 'machine');
  return { fields: whole, ignored };
}

/** What is worth a warning: bundles of the store have fields of their own, which nobody misses. */
function strangers(document: Document, lines: LineCounter): string[] {
  return unknownFields(document, lines)
    .filter(({ section, field }) => section !== 'bundle' || !ofTheStore.includes(field))
    .map(
      ({ section, field, owner }) =>
        `${owner === null ? section : `${singular[section] ?? section} "${owner}"`}: ${field}`,
    );
}

const ofTheStore: readonly string[] = ['name', 'variables', 'docs', 'issues', 'source', 'website', 'type'];
const singular: Readonly<Record<string, string>> = { applications: 'application', machines: 'machine' };

function wrongTypes(fields: Fields): string[] {
  const decoded = bundleSchema.safeParse(fields);
  if (decoded.success) return [];
  return decoded.error.issues.map(({ path, message }) => {
    const place = path.map(String).join('.');
    if (path[2] === 'resources') return `resource revision "${String(path[3])}" is not int or string`;
    if (path[0] === 'relations') return `${place}: ${message}: a relation is a list of two texts, ["a:x", "b:y"]`;
    return `${place}: ${message}`;
  });
}
