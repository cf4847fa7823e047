import type { ClusterResponse } from '../contract.ts';
import { wantedForm } from './accept.ts';
import type { Wanted } from './accept.ts';
import { groupOf, kinds, versionsIn } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { failure } from './status.ts';
import { atKubelet, subresourcesOf } from './target.ts';

/**
 * What a server of 1.`minor` says it has, for `/api`, `/apis` and the paths of groups and their versions; null for any
 * other path. From 1.26 on everything in two answers when it is asked for so.
 */
export function discovery(path: string, accept: string | undefined, minor: number): ClusterResponse | null {
  const parts = path.split('/').filter((part) => part !== '');
  const [root, first, second, ...more] = parts;
  if ((root !== 'api' && root !== 'apis') || more.length > 0) return null;
  const found = root === 'api' ? core(first, second, minor) : groups(first, second, minor);
  if (found === null) return null;
  const isRoot = first === undefined;
  const wanted = wantedForm(accept, minor, isRoot);
  if (wanted === null)
    return failure(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
  if (wanted.as !== 'APIGroupDiscoveryList') return { status: 200, body: found };
  return aggregated(root === 'api' ? [''] : groupNames(minor), wanted, minor);
}

function core(first: string | undefined, second: string | undefined, minor: number): object | null {
  if (first === undefined) return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  return first === 'v1' && second === undefined ? resourceList('v1', minor) : null;
}

function groups(first: string | undefined, second: string | undefined, minor: number): object | null {
  const names = groupNames(minor);
  if (first === undefined) {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: names.map((name) => group(name, minor)) };
  }
  if (!names.includes(first)) return null;
  if (second === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...group(first, minor) };
  const groupVersion = `${first}/${second}`;
  return versionsOf(first, minor).includes(groupVersion) ? resourceList(groupVersion, minor) : null;
}

/** The groups besides the core. */
function groupNames(minor: number): readonly string[] {
  const stored = kinds.flatMap((kind) => versionsIn(kind, minor).map(groupOf));
  const asked = reviews(minor).map(({ apiVersion }) => groupOf(apiVersion));
  return [...new Set([...stored.filter((name) => name !== ''), ...asked])];
}

/** Every group version of a server of 1.`minor`, for example `apps/v1`. */
export function groupVersions(minor: number): readonly string[] {
  return ['', ...groupNames(minor)].flatMap((name) => versionsOf(name, minor));
}

function versionsOf(name: string, minor: number): readonly string[] {
  const all = [
    ...kinds.flatMap((kind) => versionsIn(kind, minor)),
    ...reviews(minor).map(({ apiVersion }) => apiVersion),
  ];
  return [...new Set(all)].filter((each) => groupOf(each) === name).sort(byStability);
}

/** v1 before v1beta2 before v1beta1, so that the first is the preferred one. */
function byStability(a: string, b: string): number {
  const rank = (version: string) => (version.includes('beta') ? 1 : 0);
  return rank(a) - rank(b) || (a < b ? 1 : -1);
}

function group(name: string, minor: number): object {
  const versions = versionsOf(name, minor).map((groupVersion) => ({
    groupVersion,
    version: shortVersion(groupVersion),
  }));
  return { name, versions, preferredVersion: versions[0] };
}

function resourceList(groupVersion: string, minor: number): object {
  const resources = [
    ...kindsIn(groupVersion, minor).flatMap((kind) => [resource(kind), ...subresources(kind, minor)]),
    ...reviewsIn(groupVersion, minor).map(({ kind, plural }) => {
      return { name: plural, singularName: kind.toLowerCase(), namespaced: false, kind, verbs: ['create'] };
    }),
  ];
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

function resource(kind: Kind): object {
  return {
    name: kind.plural,
    singularName: kind.kind.toLowerCase(),
    namespaced: kind.isNamespaced,
    kind: kind.kind,
    verbs,
    ...shortAndAll(kind),
  };
}

function shortAndAll({ shortNames, isInAll }: Kind): object {
  return { ...(shortNames.length === 0 ? {} : { shortNames }), ...(isInAll ? { categories: ['all'] } : {}) };
}

interface Below {
  readonly name: string;
  readonly kind: string;
  readonly groupVersion: string | null;
  readonly verbs: readonly string[];
}

function below(kind: Kind, minor: number): readonly Below[] {
  return subresourcesOf(kind).flatMap((name): readonly Below[] => {
    // These kubectl asks a kubelet for, through the API; they are not offered.
    if (atKubelet.includes(name)) return [];
    if (name === 'scale')
      return [{ name, kind: 'Scale', groupVersion: 'autoscaling/v1', verbs: ['get', 'patch', 'update'] }];
    if (name === 'eviction') {
      const groupVersion = minor >= 22 ? 'policy/v1' : 'policy/v1beta1';
      return [{ name, kind: 'Eviction', groupVersion, verbs: ['create'] }];
    }
    return [{ name, kind: kind.kind, groupVersion: null, verbs: ['get', 'patch', 'update'] }];
  });
}

function subresources(kind: Kind, minor: number): readonly object[] {
  return below(kind, minor).map(({ name, kind: belowKind, groupVersion, verbs: ofIt }) => ({
    name: `${kind.plural}/${name}`,
    singularName: '',
    namespaced: kind.isNamespaced,
    ...(groupVersion === null ? {} : { group: groupOf(groupVersion), version: shortVersion(groupVersion) }),
    kind: belowKind,
    verbs: ofIt,
  }));
}

function aggregated(names: readonly string[], wanted: Wanted & { version: string }, minor: number): ClusterResponse {
  const items = names.map((name) => ({
    metadata: name === '' ? { creationTimestamp: null } : { name, creationTimestamp: null },
    versions: versionsOf(name, minor).map((groupVersion) => ({
      version: shortVersion(groupVersion),
      freshness: 'Current',
      resources: [
        ...kindsIn(groupVersion, minor).map((kind) => aggregatedKind(kind, groupVersion, minor)),
        ...reviewsIn(groupVersion, minor).map(({ kind, plural }) => ({
          resource: plural,
          responseKind: kindRecord(groupVersion, kind),
          scope: 'Cluster',
          singularResource: kind.toLowerCase(),
          verbs: ['create'],
        })),
      ],
    })),
  }));
  const apiVersion = `apidiscovery.k8s.io/${wanted.version}`;
  return {
    status: 200,
    body: { kind: 'APIGroupDiscoveryList', apiVersion, metadata: {}, items },
    contentType: `application/json;g=apidiscovery.k8s.io;v=${wanted.version};as=APIGroupDiscoveryList`,
  };
}

function aggregatedKind(kind: Kind, groupVersion: string, minor: number): object {
  const inner = below(kind, minor).map((each) => ({
    subresource: each.name,
    responseKind: kindRecord(each.groupVersion ?? groupVersion, each.kind),
    verbs: each.verbs,
  }));
  return {
    resource: kind.plural,
    responseKind: kindRecord(groupVersion, kind.kind),
    scope: kind.isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.kind.toLowerCase(),
    verbs,
    ...shortAndAll(kind),
    ...(inner.length === 0 ? {} : { subresources: inner }),
  };
}

function kindRecord(groupVersion: string, kind: string): object {
  return { group: groupOf(groupVersion), version: shortVersion(groupVersion), kind };
}

function kindsIn(groupVersion: string, minor: number): readonly Kind[] {
  return kinds.filter((kind) => versionsIn(kind, minor).includes(groupVersion));
}

/** What is asked and not stored. */
export function reviews(
  minor: number,
): readonly { readonly apiVersion: string; readonly kind: string; readonly plural: string }[] {
  const access = { kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews' };
  const who = { kind: 'SelfSubjectReview', plural: 'selfsubjectreviews' };
  return [
    { apiVersion: 'authorization.k8s.io/v1', ...access },
    ...(minor <= 21 ? [{ apiVersion: 'authorization.k8s.io/v1beta1', ...access }] : []),
    ...(minor >= 28 ? [{ apiVersion: 'authentication.k8s.io/v1', ...who }] : []),
  ];
}

function reviewsIn(groupVersion: string, minor: number) {
  return reviews(minor).filter(({ apiVersion }) => apiVersion === groupVersion);
}

function shortVersion(groupVersion: string): string {
  return groupVersion.split('/').at(-1) ?? '';
}

const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
