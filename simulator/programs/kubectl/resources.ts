import * as z from 'zod';
import type { KubectlClient } from './client.ts';
import { expectObject } from './refusal.ts';

/** A type of objects, as the API offers it. */
export interface Resource {
  /** `nodes` */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** `v1`, `apps/v1` */
  readonly groupVersion: string;
  readonly verbs: readonly string[];
}

/** What the API has, group versions in the order in which kubectl prefers them. */
export async function discover(client: KubectlClient): Promise<readonly Resource[]> {
  const groups = await read(client, '/apis', groupsSchema);
  const versions = ['v1', ...groups.groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion))];
  const found: Resource[] = [];
  for (const groupVersion of versions) {
    const base = groupVersion.includes('/') ? '/apis' : '/api';
    const { resources } = await read(client, `${base}/${groupVersion}`, resourcesSchema);
    found.push(
      ...resources
        // `pods/eviction` is no type of objects.
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, singularName, namespaced, shortNames, kind, verbs }) => ({
          ...{ plural: name, singular: singularName || kind.toLowerCase(), shortNames, kind, verbs },
          ...{ isNamespaced: namespaced, groupVersion },
        })),
    );
  }
  return found;
}

/** The group version in which the API takes evictions, `policy/v1`; null where it takes none. */
export async function evictionVersion(client: KubectlClient): Promise<string | null> {
  const { resources } = await read(client, '/api/v1', resourcesSchema);
  const { group = '', version = '' } = resources.find(({ name }) => name === 'pods/eviction') ?? {};
  return version === '' ? null : `${group}/${version}`;
}

/** The type that somebody names: `nodes`, `node`, `no`, `Node`, `daemonsets.apps`, `daemonsets.v1.apps`. */
export function resourceNamed(resources: readonly Resource[], name: string): Resource | undefined {
  const [type = '', ...rest] = name.toLowerCase().split('.');
  const isIt = ({ plural, singular, shortNames, groupVersion }: Resource) =>
    [plural, singular, ...shortNames].includes(type) && isOfGroup(groupVersion, rest);
  return resources.find(isIt);
}

/** The path of the collection of a type, in this namespace if it is in namespaces; null for all of them. */
export function collectionPath({ groupVersion, plural, isNamespaced }: Resource, namespace: string | null): string {
  const base = `${groupVersion.includes('/') ? '/apis' : '/api'}/${groupVersion}`;
  const within = isNamespaced && namespace !== null ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${base}${within}/${plural}`;
}

/** `node`, `deployment.apps`: the type in what kubectl prints. */
export function typeName({ singular, groupVersion }: Resource): string {
  const group = groupOf(groupVersion);
  return group === '' ? singular : `${singular}.${group}`;
}

function groupOf(groupVersion: string): string {
  return groupVersion.includes('/') ? (groupVersion.split('/')[0] ?? '') : '';
}

function isOfGroup(groupVersion: string, [first, ...more]: readonly string[]): boolean {
  if (first === undefined) return true;
  const [version = ''] = groupVersion.split('/').slice(-1);
  const group = groupOf(groupVersion);
  return group === [first, ...more].join('.') || (first === version && group === more.join('.'));
}

async function read<T>(client: KubectlClient, path: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(expectObject(await client.ask({ method: 'GET', path, accept: 'application/json' })));
}

const groupsSchema = z.looseObject({
  groups: z.array(z.looseObject({ versions: z.array(z.looseObject({ groupVersion: z.string() })) })),
});
const resourcesSchema = z.looseObject({
  resources: z.array(
    z.looseObject({
      name: z.string(),
      singularName: z.string().default(''),
      namespaced: z.boolean(),
      kind: z.string(),
      group: z.string().optional(),
      version: z.string().optional(),
      verbs: z.array(z.string()).default([]),
      shortNames: z.array(z.string()).default([]),
    }),
  ),
});
