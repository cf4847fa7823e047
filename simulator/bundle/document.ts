import { parseAllDocuments } from 'yaml';
import { bundleSchema, isMapping, unknownKeys } from './schema.ts';

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
}

/**
 * The documents of a bundle file, `services` renamed; the first is the base unless the file is an overlay.
 *
 * Values of a wrong type are problems here; Juju drops them without a word.
 */
export function parseDocuments(text: string, file: string, isOverlayFile: boolean): ParsedDocuments {
  const documents: BundleDocument[] = [];
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const [index, parsed] of parseAllDocuments(text).entries()) {
    if (!('errors' in parsed)) continue;
    if (parsed.errors.length > 0) {
      problems.push(...parsed.errors.map(({ message }) => `${file}: ${message.split('\n')[0] ?? message}`));
      continue;
    }
    const content: unknown = parsed.toJS();
    if (content === null) continue;
    if (!isMapping(content)) {
      problems.push(`${file}: a bundle is a mapping with "applications" in it`);
      continue;
    }
    const isOverlay = isOverlayFile || index > 0;
    const { fields, problem, warning } = withApplications(content, file, isOverlay);
    if (problem !== null) problems.push(problem);
    if (warning !== null) warnings.push(warning);
    warnings.push(...unknownKeys(fields).map((key) => `${file}: ${key} is not a field that Juju knows; ignored`));
    problems.push(...wrongTypes(fields).map((wrong) => `${file}: ${wrong}`));
    documents.push({ file, isOverlay, fields });
  }
  return { documents, problems, warnings };
}

function withApplications(content: Readonly<Record<string, unknown>>, file: string, isOverlay: boolean) {
  if (!Object.hasOwn(content, 'services')) return { fields: content, problem: null, warning: null };
  const { services, ...rest } = content;
  if (Object.hasOwn(content, 'applications')) {
    return { fields: rest, problem: `${file}: cannot specify both "applications" and "services"`, warning: null };
  }
  const fields = { ...rest, applications: services };
  return { fields, problem: null, warning: `${file}: ${isOverlay ? oldKeyInOverlay : oldKey}` };
}

const oldKey = '"services" is the old word for "applications" (Juju 3 does not read it)';
const oldKeyInOverlay =
  '"services" is accepted here, but Juju refuses it in an overlay: bundle overlay file used deprecated \'services\' key, this is not valid for bundle overlay files';

function wrongTypes(fields: Readonly<Record<string, unknown>>): string[] {
  const decoded = bundleSchema.safeParse(fields);
  if (decoded.success) return [];
  return decoded.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
}
