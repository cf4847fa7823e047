import { isRecord, isSame } from '../objects.ts';
import type { JsonRecord } from '../objects.ts';
import { isSet, mergeKey } from './merge-keys.ts';

/**
 * A strategic merge patch applied to a value: as a merge patch, but lists with a merge key are merged item by item, and
 * `$patch`, `$retainKeys`, `$setElementOrder/LIST` and `$deleteFromPrimitiveList/LIST` do what kubectl means by them.
 *
 * Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/ and
 * https://github.com/kubernetes/design-proposals-archive/blob/main/cli/preserve-order-in-strategic-merge-patch.md
 */
export function strategicMerged(value: unknown, patch: unknown, path: readonly string[] = []): unknown {
  if (!isRecord(patch)) return patch;
  if (patch['$patch'] === 'delete') return undefined;
  if (patch['$patch'] === 'replace') return withoutDirectives(patch);
  const result: Record<string, unknown> = { ...retained(isRecord(value) ? value : {}, patch['$retainKeys']) };
  for (const [directive, gone] of Object.entries(patch)) {
    const field = after('$deleteFromPrimitiveList/', directive);
    if (field !== null)
      result[field] = listOf(result[field]).filter((item) => !listOf(gone).some((each) => isSame(each, item)));
  }
  for (const [key, change] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    const next = change === null ? undefined : mergedField(result[key], change, [...path, key]);
    if (next === undefined) delete result[key];
    else result[key] = next;
  }
  for (const [directive, order] of Object.entries(patch)) {
    const field = after('$setElementOrder/', directive);
    if (field !== null && Array.isArray(result[field]))
      result[field] = ordered(listOf(result[field]), listOf(order), mergeKey([...path, field]));
  }
  return result;
}

function mergedField(value: unknown, change: unknown, path: readonly string[]): unknown {
  if (!Array.isArray(change)) return strategicMerged(value, change, path);
  if (isSet(path)) {
    const old = listOf(value);
    return [...old, ...listOf(change).filter((item) => !old.includes(item))];
  }
  const key = mergeKey(path);
  const items = change.filter(isRecord);
  if (key === null || items.length < change.length) return change;
  if (items.some((item) => item['$patch'] === 'replace')) {
    return items.filter((item) => !('$patch' in item)).map(withoutDirectives);
  }
  return items.reduce((list, item) => mergedItem(list, item, key, path), listOf(value));
}

function mergedItem(list: readonly unknown[], item: JsonRecord, key: string, path: readonly string[]) {
  const isIt = (each: unknown) => isRecord(each) && each[key] === item[key];
  if (item['$patch'] === 'delete') return list.filter((each) => !isIt(each));
  const index = list.findIndex(isIt);
  const next = strategicMerged(list[index], item, path);
  return index === -1 ? [...list, next] : list.with(index, next);
}

/** Only the keys that the patch retains, when it says so. */
function retained(value: JsonRecord, keys: unknown): JsonRecord {
  if (!Array.isArray(keys)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}

/** In the order that the patch tells; what it does not name keeps its place behind what stood before it. */
function ordered(list: readonly unknown[], order: readonly unknown[], key: string | null): readonly unknown[] {
  const idOf = (item: unknown) => (key !== null && isRecord(item) ? item[key] : item);
  const ids = order.map(idOf);
  const result = ids.flatMap((id) => list.filter((item) => idOf(item) === id));
  list.forEach((item, index) => {
    if (ids.includes(idOf(item))) return;
    const before = index === 0 ? -1 : result.indexOf(list[index - 1]);
    result.splice(before + 1, 0, item);
  });
  return result;
}

function withoutDirectives(value: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('$')));
}

function after(prefix: string, text: string): string | null {
  return text.startsWith(prefix) ? text.slice(prefix.length) : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
