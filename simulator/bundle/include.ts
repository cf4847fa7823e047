import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { BundleDocument } from './document.ts';
import { isMapping } from './schema.ts';

/**
 * The document with `include-file://` and `include-base64://` replaced by what those files hold, and with absolute
 * paths of local charms and resources. All are relative to the document's own file.
 */
export function resolveFiles(document: BundleDocument, problems: string[]): BundleDocument {
  const folder = path.dirname(path.resolve(document.file));
  const { applications, machines } = document.fields;
  const changed = {
    ...(isMapping(applications)
      ? { applications: eachBody(applications, (name, body) => resolveApplication(name, body, folder, problems)) }
      : {}),
    ...(isMapping(machines)
      ? { machines: eachBody(machines, (id, body) => resolveMachine(id, body, folder, problems)) }
      : {}),
  };
  return { ...document, fields: { ...document.fields, ...changed } };
}

type Body = Readonly<Record<string, unknown>>;

function eachBody(section: Body, change: (name: string, body: Body) => Body): Body {
  return Object.fromEntries(
    Object.entries(section).map(([name, body]) => [name, isMapping(body) ? change(name, body) : body]),
  );
}

function resolveMachine(id: string, body: Body, folder: string, problems: string[]): Body {
  const included = (key: string, value: unknown) =>
    include(value, folder, `processing annotation "${key}" for machine "${id}"`, problems);
  return { ...body, ...replaced(body, 'annotations', (annotations) => eachValue(annotations, included)) };
}

function resolveApplication(
  name: string,
  body: Readonly<Record<string, unknown>>,
  folder: string,
  problems: string[],
): Record<string, unknown> {
  const included = (what: string) => (key: string, value: unknown) =>
    include(value, folder, `processing ${what} "${key}" for application "${name}"`, problems);
  return {
    ...body,
    ...replaced(body, 'charm', (charm) => localPath(charm, folder)),
    ...replaced(body, 'options', (options) => eachValue(options, included('option'))),
    ...replaced(body, 'annotations', (annotations) => eachValue(annotations, included('annotation'))),
    ...replaced(body, 'resources', (resources) => eachValue(resources, (_, file) => anyPath(file, folder))),
  };
}

function replaced(
  body: Readonly<Record<string, unknown>>,
  key: string,
  change: (value: unknown) => unknown,
): Record<string, unknown> {
  return Object.hasOwn(body, key) ? { [key]: change(body[key]) } : {};
}

function eachValue(map: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (!isMapping(map)) return map;
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(key, value)]));
}

function localPath(charm: unknown, folder: string): unknown {
  return typeof charm === 'string' && /^[./]/.test(charm) ? path.resolve(folder, charm) : charm;
}

function anyPath(file: unknown, folder: string): unknown {
  return typeof file === 'string' ? path.resolve(folder, file) : file;
}

function include(value: unknown, folder: string, where: string, problems: string[]): unknown {
  const found = typeof value === 'string' ? /^include-(file|base64):\/\/(.*)$/.exec(value) : null;
  if (found === null) return value;
  const [whole, kind, name = ''] = found;
  const file = path.resolve(folder, name);
  if (!(statSync(file, { throwIfNoEntry: false })?.isFile() ?? false)) {
    problems.push(`${where}: resolving include "${whole}": include file "${file}" not found`);
    return '';
  }
  return readFileSync(file).toString(kind === 'base64' ? 'base64' : 'utf8');
}
