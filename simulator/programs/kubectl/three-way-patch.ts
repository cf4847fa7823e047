import { isDeepStrictEqual } from 'node:util';
import { mergeKey } from '../../cluster/patch/merge-keys.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The strategic merge patch that makes of what lives what is wanted: it removes what was applied before and is not wanted
 * any more, sets what differs, and leaves alone what others have added.
 *
 * Source: kubernetes, staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go, CreateThreeWayMergePatch
 */
export function threeWayPatch(applied: unknown, wanted: unknown, live: unknown): Json {
  if (!isRecord(wanted)) return {};
  const changes = changesIn(isRecord(live) ? live : {}, wanted, []);
  const removals = removalsIn(isRecord(applied) ? applied : {}, wanted, []);
  return joined(removals, changes);
}

/** What is wanted and is not so. */
function changesIn(live: Json, wanted: Json, path: readonly string[]): Json {
  const patch: Record<string, unknown> = {};
  for (const [field, want] of Object.entries(wanted)) {
    const have = live[field];
    if (isDeepStrictEqual(have, want)) continue;
    const here = [...path, field];
    if (isRecord(have) && isRecord(want)) {
      const inner = changesIn(have, want, here);
      if (Object.keys(inner).length === 0) continue;
      patch[field] = retainKeys.has(field) ? { ...inner, $retainKeys: Object.keys(want).sort() } : inner;
      continue;
    }
    const key = mergeKey(here);
    if (key === null || !isListOfRecords(have) || !isListOfRecords(want)) patch[field] = want;
    else Object.assign(patch, itemChanges(field, have, want, key, here));
  }
  return patch;
}

function itemChanges(
  field: string,
  have: readonly Json[],
  want: readonly Json[],
  key: string,
  path: readonly string[],
): Json {
  const items = want.flatMap((item) => {
    const old = have.find((each) => each[key] === item[key]);
    if (old === undefined) return [item];
    const inner = changesIn(old, item, path);
    if (Object.keys(inner).length === 0) return [];
    return [{ ...inner, [key]: item[key], ...(field === 'volumes' ? { $retainKeys: Object.keys(item).sort() } : {}) }];
  });
  const order = want.map((item) => item[key]);
  const oldOrder = have.map((item) => item[key]).filter((id) => order.includes(id));
  if (items.length === 0 && isDeepStrictEqual(oldOrder, order)) return {};
  return {
    [`$setElementOrder/${field}`]: order.map((id) => ({ [key]: id })),
    ...(items.length > 0 ? { [field]: items } : {}),
  };
}

/** What was applied and is not wanted. */
function removalsIn(applied: Json, wanted: Json, path: readonly string[]): Json {
  const patch: Record<string, unknown> = {};
  for (const [field, was] of Object.entries(applied)) {
    const want = wanted[field];
    const here = [...path, field];
    if (want === undefined) patch[field] = null;
    else if (isRecord(was) && isRecord(want)) {
      const inner = removalsIn(was, want, here);
      if (Object.keys(inner).length > 0) patch[field] = inner;
    } else {
      const key = mergeKey(here);
      if (key === null || !isListOfRecords(was) || !isListOfRecords(want)) continue;
      const items = was.flatMap((item): readonly Json[] => {
        const next = want.find((each) => each[key] === item[key]);
        if (next === undefined) return [{ $patch: 'delete', [key]: item[key] }];
        const inner = removalsIn(item, next, here);
        return Object.keys(inner).length === 0 ? [] : [{ ...inner, [key]: item[key] }];
      });
      if (items.length === 0) continue;
      patch[field] = items;
      patch[`$setElementOrder/${field}`] = want.map((item) => ({ [key]: item[key] }));
    }
  }
  return patch;
}

/** Two patches as one; items of lists with a merge key that are in both become one. */
function joined(first: Json, second: Json, path: readonly string[] = []): Json {
  const patch: Record<string, unknown> = { ...first };
  for (const [field, value] of Object.entries(second)) {
    const other = patch[field];
    const here = [...path, field];
    const key = mergeKey(here);
    if (isRecord(other) && isRecord(value)) patch[field] = joined(other, value, here);
    else if (key !== null && isListOfRecords(other) && isListOfRecords(value)) {
      const both = other.map((item) => joined(item, value.find((each) => each[key] === item[key]) ?? {}, here));
      patch[field] = [...both, ...value.filter((item) => !other.some((each) => each[key] === item[key]))];
    } else patch[field] = value;
  }
  return patch;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfRecords(value: unknown): value is readonly Json[] {
  return Array.isArray(value) && value.every(isRecord);
}

/** Of these a patch names the keys that stay: one of them excludes another. */
const retainKeys = new Set(['strategy', 'updateStrategy']);
