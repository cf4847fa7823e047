import type { BundleDocument } from './document.ts';
import { isMapping } from './schema.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The base with the overlays merged in, one after the other.
 *
 * An application without a body is removed with its relations, a field that is present replaces, a map is merged key
 * by key and cleared by an empty one, relations are appended.
 */
export function mergeDocuments(documents: readonly BundleDocument[], problems: string[]): Fields {
  const [base, ...overlays] = documents;
  if (base === undefined) return {};
  for (const [name, body] of Object.entries(section(base.fields, 'applications'))) {
    if (body === null) problems.push(`base application "${name}" has no body`);
  }
  return overlays.reduce<Fields>((merged, overlay) => mergeOverlay(merged, overlay.fields), base.fields);
}

function mergeOverlay(base: Fields, overlay: Fields): Fields {
  const relations = [...list(base['relations']), ...list(overlay['relations'])];
  const removed = Object.entries(section(overlay, 'applications')).filter(([, body]) => isEmptyBody(body));
  const gone = new Set(removed.map(([name]) => name));
  return {
    ...base,
    ...overlay,
    applications: mergeBodies(section(base, 'applications'), section(overlay, 'applications')),
    saas: mergeBodies(section(base, 'saas'), section(overlay, 'saas')),
    relations: relations.filter((relation) => !list(relation).some((end) => gone.has(applicationOf(end)))),
  };
}

function mergeBodies(base: Fields, overlay: Fields): Fields {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, body] of Object.entries(overlay)) {
    const before = merged[name];
    if (!isMapping(body) || isEmptyBody(body)) delete merged[name];
    else merged[name] = isMapping(before) ? mergeFields(before, body) : body;
  }
  return merged;
}

function mergeFields(base: Fields, overlay: Fields): Fields {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overlay)) {
    const before = merged[key];
    const isMerge = isMapping(before) && isMapping(value) && Object.keys(value).length > 0;
    merged[key] = isMerge ? { ...before, ...value } : value;
  }
  return merged;
}

function isEmptyBody(body: unknown): boolean {
  return body === null || (isMapping(body) && Object.keys(body).length === 0);
}

function section(fields: Fields, key: string): Fields {
  const found = fields[key];
  return isMapping(found) ? found : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function applicationOf(end: unknown): string {
  return String(end).split(':')[0] ?? '';
}
