import * as z from 'zod';
import { asFieldsV1, asPaths, fieldsOf, pathKey } from './field-paths.ts';
import type { FieldPath } from './field-paths.ts';
import { isSame } from './objects.ts';
import type { KubernetesObject } from './objects.ts';

/** Who writes, and how. */
export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string | null;
  /** As the API writes times. */
  readonly time: string;
}

/** The fields that a manager owns. */
export interface Owned extends Manager {
  readonly paths: readonly FieldPath[];
}

/** What `metadata.managedFields` says of an object. */
export function ownersOf(object: KubernetesObject | null): readonly Owned[] {
  const entries = entriesSchema.safeParse(object?.metadata['managedFields'] ?? []);
  if (!entries.success) return [];
  return entries.data.map(({ fieldsV1, subresource, ...entry }) => ({
    ...entry,
    subresource: subresource ?? null,
    paths: asPaths(fieldsV1),
  }));
}

/** The object with these owners of its fields; those who own nothing are left out. */
export function withOwners(object: KubernetesObject, owners: readonly Owned[]): KubernetesObject {
  const entries = owners
    .filter(({ paths }) => paths.length > 0)
    .map(({ manager, operation, apiVersion, subresource, time, paths }) => ({
      manager,
      operation,
      apiVersion,
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: asFieldsV1(paths),
      ...(subresource === null ? {} : { subresource }),
    }));
  const { managedFields: _old, ...metadata } = object.metadata;
  return { ...object, metadata: entries.length === 0 ? metadata : { ...metadata, managedFields: entries } };
}

/** The fields of an object that can have an owner: not its name, and nothing that the API itself writes. */
export function ownedFields(object: KubernetesObject): readonly (readonly [FieldPath, unknown])[] {
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = object;
  const free = Object.fromEntries(Object.entries(metadata).filter(([key]) => !ofTheApi.includes(key)));
  return fieldsOf({ ...(Object.keys(free).length === 0 ? {} : { metadata: free }), ...rest });
}

/** The object after a write that was no server-side apply: who wrote owns what it changed, and nobody else does. */
export function tracked(before: KubernetesObject | null, after: KubernetesObject, writer: Manager): KubernetesObject {
  const old = new Map(before === null ? [] : ownedFields(before).map(([path, value]) => [pathKey(path), value]));
  const fields = ownedFields(after);
  const there = new Set(fields.map(([path]) => pathKey(path)));
  const written = fields.flatMap(([path, value]) =>
    old.has(pathKey(path)) && isSame(old.get(pathKey(path)), value) ? [] : [path],
  );
  const taken = new Set(written.map(pathKey));
  // A client may write the owners itself, as kubectl does when it goes over to server-side apply.
  const owners = ownersOf(after.metadata['managedFields'] === undefined ? before : after);
  const isWriter = (each: Owned) =>
    each.manager === writer.manager && each.operation === writer.operation && each.subresource === writer.subresource;
  const kept = owners.map((each) => ({
    ...each,
    paths: each.paths.filter((path) => there.has(pathKey(path)) && (isWriter(each) || !taken.has(pathKey(path)))),
  }));
  if (written.length === 0) return withOwners(after, kept);
  const own = kept.find(isWriter);
  const ownKeys = new Set(own?.paths.map(pathKey));
  const paths = [...(own?.paths ?? []), ...written.filter((path) => !ownKeys.has(pathKey(path)))];
  return withOwners(after, [...kept.filter((each) => each !== own), { ...writer, paths }]);
}

const ofTheApi: readonly string[] = [
  'creationTimestamp',
  'deletionTimestamp',
  'generateName',
  'generation',
  'managedFields',
  'name',
  'namespace',
  'resourceVersion',
  'selfLink',
  'uid',
];

const entriesSchema = z.array(
  z.looseObject({
    manager: z.string().default('unknown'),
    operation: z.union([z.literal('Apply'), z.literal('Update')]),
    apiVersion: z.string(),
    time: z.string().default(''),
    subresource: z.string().optional(),
    fieldsV1: z.unknown(),
  }),
);
