import { stringify } from 'yaml';
import { goJson, sortedDeep } from './go-json.ts';
import { renderJsonPath } from './json-path.ts';
import { Refusal } from './refusal.ts';
import type { ApiObject } from './refusal.ts';
import { typeName } from './resources.ts';
import type { Resource } from './resources.ts';
import type { KubectlVersion } from './words.ts';

export interface Printed {
  /** One object was asked for, by its name: it stands for itself, not in a list. */
  readonly isOne: boolean;
  readonly typeOf: readonly Resource[];
}

/** Objects as `-o json`, `yaml`, `name` or `jsonpath=TEMPLATE` prints them; null for formats that are tables or nothing. */
export function parsePrinter(
  output: string,
  version: KubectlVersion,
): ((items: readonly ApiObject[], printed: Printed) => string) | null {
  const path = /^jsonpath=(.*)$/su.exec(output)?.[1];
  if (path !== undefined) {
    return (items, { isOne }) => {
      if (isOne && items.length === 0) return '';
      const text = renderJsonPath(path, whole(items, isOne, version));
      if (text === null)
        throw new Refusal(`error: error parsing jsonpath ${path}, unrecognized character or unclosed action`);
      return text;
    };
  }
  switch (output) {
    case 'json':
      return (items, { isOne }) => (isOne && items.length === 0 ? '' : `${goJson(whole(items, isOne, version), 4)}\n`);
    case 'yaml':
      return (items, { isOne }) => (isOne && items.length === 0 ? '' : goYaml(whole(items, isOne, version)));
    case 'name':
      return (items, { typeOf }) =>
        items.map((item) => `${typeOfObject(item, typeOf)}/${item.metadata.name}\n`).join('');
    default:
      return null;
  }
}

function whole(items: readonly ApiObject[], isOne: boolean, { minor }: KubectlVersion): unknown {
  const shown = minor >= 21 ? items.map(withoutManagedFields) : items;
  if (isOne) return shown[0];
  const metadata = { resourceVersion: '', ...(minor >= 24 ? {} : { selfLink: '' }) };
  return { apiVersion: 'v1', items: shown, kind: 'List', metadata };
}

function withoutManagedFields({ metadata, ...rest }: ApiObject): ApiObject {
  return {
    ...rest,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== 'managedFields')),
  };
}

function typeOfObject({ apiVersion, kind }: ApiObject, resources: readonly Resource[]): string {
  const found = resources.find((each) => each.groupVersion === apiVersion && each.kind === kind);
  return found === undefined ? kind.toLowerCase() : typeName(found);
}

/** YAML as Go's library writes it: keys in order, lists not indented, and quoted what would be read as something else. */
function goYaml(value: unknown): string {
  return stringify(sortedDeep(value), {
    ...{ indentSeq: false, lineWidth: 0, version: '1.1', blockQuote: 'literal', aliasDuplicateObjects: false },
  });
}
