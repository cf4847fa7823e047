import { stringify } from 'yaml';

/** YAML as Juju prints it: lists are not indented, and what YAML 1.1 would take for something else is quoted. */
export function yamlText(value: unknown): string {
  return stringify(value, {
    indentSeq: false,
    singleQuote: null,
    version: '1.1',
    lineWidth: 0,
    blockQuote: 'literal',
    aliasDuplicateObjects: false,
  });
}

/** The record with its keys in order, as Go prints maps. */
export function sortedKeys<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The value with the keys of every record in it in order. */
export function sortedDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedDeep);
  if (typeof value !== 'object' || value === null) return value;
  return sortedKeys(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sortedDeep(each)])));
}
