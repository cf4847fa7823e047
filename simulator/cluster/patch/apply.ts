import { fieldsOf, itemsOf, pathKey, pathText, withoutPath } from '../field-paths.ts';
import type { FieldPath } from '../field-paths.ts';
import { ownedFields, ownersOf, withOwners } from '../managed-fields.ts';
import type { Manager, Owned } from '../managed-fields.ts';
import { isRecord, isSame, objectSchema } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';

/** Another manager owns a field, with another value. */
export interface ApplyConflict {
  readonly owner: Owned;
  readonly path: FieldPath;
}

/**
 * A server-side apply: the object with what the configuration says, and without what the same manager applied before and
 * has left out; or the conflicts, unless it is forced.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export function serverSideApplied(
  live: KubernetesObject | null,
  config: KubernetesObject,
  manager: Manager,
  isForced: boolean,
): { readonly object: KubernetesObject } | { readonly conflicts: readonly ApplyConflict[] } {
  const wanted = ownedFields(config);
  const owners = ownersOf(live);
  const own = owners.find((each) => each.operation === 'Apply' && each.manager === manager.manager);
  const others = owners.filter((each) => each !== own);
  const liveValues = new Map(live === null ? [] : fieldsOf(live).map(([path, value]) => [pathKey(path), value]));
  const conflicts = others.flatMap((owner) => {
    const theirs = new Set(owner.paths.map(pathKey));
    return wanted.flatMap(([path, value]) =>
      theirs.has(pathKey(path)) && !isSame(liveValues.get(pathKey(path)), value) ? [{ owner, path }] : [],
    );
  });
  if (conflicts.length > 0 && !isForced) return { conflicts };
  const lost = new Set(conflicts.map(({ path }) => pathKey(path)));
  const left = others.map((each) => ({ ...each, paths: each.paths.filter((path) => !lost.has(pathKey(path))) }));
  const object = objectSchema.parse(
    live === null ? config : withoutAbandoned(laidOver(live, config, []), own, wanted, left),
  );
  const paths = wanted.map(([path]) => path);
  const isUnchanged = own !== undefined && isSame(own.paths.map(pathKey).sort(), paths.map(pathKey).sort());
  const owner = { ...manager, time: isUnchanged ? own.time : manager.time, paths };
  return { object: withOwners(object, [...left, owner]) };
}

function withoutAbandoned(
  value: unknown,
  own: Owned | undefined,
  wanted: readonly (readonly [FieldPath, unknown])[],
  others: readonly Owned[],
): unknown {
  const kept = [...wanted.map(([path]) => path), ...others.flatMap(({ paths }) => paths)];
  const isKept = (path: FieldPath) => kept.some((each) => path.every((step, index) => each[index] === step));
  return (own?.paths ?? []).filter((path) => !isKept(path)).reduce((rest, path) => withoutPath(rest, path), value);
}

/** The configuration laid over the live object; lists with a merge key item by item. */
function laidOver(live: unknown, config: unknown, path: FieldPath): unknown {
  if (isRecord(config) && isRecord(live)) {
    const changed = Object.entries(config).map(([key, each]) => [
      key,
      laidOver(live[key], each, [...path, `f:${key}`]),
    ]);
    return { ...live, ...Object.fromEntries(changed) };
  }
  const [items, wanted] = [itemsOf(live, path), itemsOf(config, path)];
  if (items === null || wanted === null) return config;
  const next = new Map(wanted);
  const old = new Map(items);
  return [
    ...items.map(([step, item]) => (next.has(step) ? laidOver(item, next.get(step), [...path, step]) : item)),
    ...wanted.flatMap(([step, item]) => (old.has(step) ? [] : [item])),
  ];
}

/** What the API says about conflicts, and what it lists as their causes. */
export function conflictWords(found: readonly ApplyConflict[]): {
  readonly message: string;
  readonly causes: readonly object[];
} {
  const conflicts = [...found].sort((a, b) => (pathText(a.path) < pathText(b.path) ? -1 : 1));
  const who = ({ manager, operation, apiVersion, subresource }: Owned) =>
    `"${manager}"${subresource === null ? '' : ` with subresource "${subresource}"`}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
  const causes = conflicts.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who(owner)}`,
    field: pathText(path),
  }));
  const [first, ...more] = conflicts;
  if (first !== undefined && more.length === 0) {
    const message = `Apply failed with 1 conflict: conflict with ${who(first.owner)}: ${pathText(first.path)}`;
    return { message, causes };
  }
  const names = [...new Set(conflicts.map(({ owner }) => who(owner)))].sort();
  const lines = names.flatMap((name) => [
    `conflicts with ${name}:`,
    ...conflicts.flatMap(({ owner, path }) => (who(owner) === name ? [`- ${pathText(path)}`] : [])),
  ]);
  return { message: `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`, causes };
}
