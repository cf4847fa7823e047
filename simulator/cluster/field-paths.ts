import { isRecord, recordOf } from './objects.ts';
import type { JsonRecord } from './objects.ts';
import { isSet, mergeKey } from './patch/merge-keys.ts';

/** The way to a field as FieldsV1 spells its steps: `f:NAME`, `k:{"name":"x"}` for an item of a list, `v:"x"` of a set. */
export type FieldPath = readonly string[];

/** Every field of a value that can have an owner, with what is there: leaves, lists that are one whole, items. */
export function fieldsOf(value: unknown, path: FieldPath = []): readonly (readonly [FieldPath, unknown])[] {
  if (isRecord(value)) {
    const inner = Object.entries(value).flatMap(([key, each]) => fieldsOf(each, [...path, `f:${key}`]));
    return inner.length === 0 && path.length > 0 ? [[path, value]] : inner;
  }
  const items = itemsOf(value, path);
  if (items === null) return [[path, value]];
  return items.flatMap(([step, item]) => {
    const whole: readonly [FieldPath, unknown] = [[...path, step], null];
    return isRecord(item) ? [whole, ...fieldsOf(item, [...path, step])] : [whole];
  });
}

/** The items of a list that is merged item by item, with their steps; null for every other value. */
export function itemsOf(value: unknown, path: FieldPath): readonly (readonly [string, unknown])[] | null {
  if (!Array.isArray(value)) return null;
  const names = path.flatMap((step) => (step.startsWith('f:') ? [step.slice(2)] : []));
  if (isSet(names)) return value.map((item) => [`v:${JSON.stringify(item)}`, item]);
  const key = mergeKey(names);
  if (key === null || !value.every((item) => isRecord(item) && key in item)) return null;
  return value.filter(isRecord).map((item) => [`k:${JSON.stringify(keysOf(item, key))}`, item]);
}

/** Two ports may have the same number, one for TCP and one for UDP. */
function keysOf(item: JsonRecord, key: string): JsonRecord {
  if (key !== 'containerPort' && key !== 'port') return { [key]: item[key] };
  return { [key]: item[key], protocol: item['protocol'] ?? 'TCP' };
}

/** FieldsV1 of these paths. */
export function asFieldsV1(paths: readonly FieldPath[]): JsonRecord {
  const own = paths.some((path) => path.length === 0) && paths.some((path) => path.length > 0) ? { '.': {} } : {};
  const steps = new Set(paths.flatMap(([step]) => step ?? []));
  const below = (step: string) => paths.filter((path) => path[0] === step).map((path) => path.slice(1));
  return { ...own, ...recordOf([...steps].map((step) => [step, asFieldsV1(below(step))])) };
}

/** The paths of FieldsV1. */
export function asPaths(fields: unknown, path: FieldPath = []): readonly FieldPath[] {
  if (!isRecord(fields)) return [];
  const steps = Object.entries(fields);
  if (steps.length === 0) return path.length === 0 ? [] : [path];
  return steps.flatMap(([step, inner]) => (step === '.' ? [path] : asPaths(inner, [...path, step])));
}

/** The same for the same path. */
export function pathKey(path: FieldPath): string {
  return JSON.stringify(path);
}

/** `.spec.containers[name="x"].image`, as the API's messages name a field. */
export function pathText(path: FieldPath): string {
  return path
    .map((step) => {
      if (step.startsWith('f:')) return `.${step.slice(2)}`;
      if (step.startsWith('v:')) return `[=${step.slice(2)}]`;
      const keys: unknown = JSON.parse(step.slice(2));
      const parts = Object.entries(isRecord(keys) ? keys : {}).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      return `[${parts.join(',')}]`;
    })
    .join('');
}

/** The value without what is at this path. */
export function withoutPath(value: unknown, [step, ...rest]: FieldPath, walked: FieldPath = []): unknown {
  if (step === undefined) return value;
  const inside = [...walked, step];
  if (isRecord(value)) {
    const name = step.slice(2);
    if (!(name in value)) return value;
    const others = Object.entries(value).filter(([key]) => rest.length > 0 || key !== name);
    return Object.fromEntries(
      others.map(([key, each]) => [key, key === name ? withoutPath(each, rest, inside) : each]),
    );
  }
  const items = itemsOf(value, walked);
  if (items === null) return value;
  return items.flatMap(([each, item]) =>
    each !== step ? [item] : rest.length === 0 ? [] : [withoutPath(item, rest, inside)],
  );
}
