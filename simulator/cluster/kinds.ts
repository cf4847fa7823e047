/** One kind of object: how its paths are spelled and which group versions of Kubernetes 1.10 have it. */
export interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
  /** `v1`, or `GROUP/VERSION`; the first is what lists across versions are shown as. */
  readonly versions: readonly string[];
}

const row = (kind: string, plural: string, isNamespaced: boolean, ...versions: readonly string[]): Kind => {
  return { kind, plural, isNamespaced, versions };
};

const apps = ['extensions/v1beta1', 'apps/v1beta2', 'apps/v1'] as const;
const rbac = ['rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io/v1beta1'] as const;

/** Every kind that can be stored. */
export const kinds: readonly Kind[] = [
  row('Namespace', 'namespaces', false, 'v1'),
  row('Node', 'nodes', false, 'v1'),
  row('Pod', 'pods', true, 'v1'),
  row('Service', 'services', true, 'v1'),
  row('ServiceAccount', 'serviceaccounts', true, 'v1'),
  row('ConfigMap', 'configmaps', true, 'v1'),
  row('Secret', 'secrets', true, 'v1'),
  row('ReplicationController', 'replicationcontrollers', true, 'v1'),
  row('Deployment', 'deployments', true, ...apps, 'apps/v1beta1'),
  row('DaemonSet', 'daemonsets', true, ...apps),
  row('Ingress', 'ingresses', true, 'extensions/v1beta1'),
  row('PodDisruptionBudget', 'poddisruptionbudgets', true, 'policy/v1beta1', 'policy/v1'),
  row('RuntimeClass', 'runtimeclasses', false, 'node.k8s.io/v1beta1', 'node.k8s.io/v1'),
  row('ClusterRole', 'clusterroles', false, ...rbac),
  row('ClusterRoleBinding', 'clusterrolebindings', false, ...rbac),
  row('Role', 'roles', true, ...rbac),
  row('RoleBinding', 'rolebindings', true, ...rbac),
];

/** The kind that an object says it is, if that group version has it. */
export function kindOf(apiVersion: string, kind: string): Kind | undefined {
  return kinds.find((each) => each.kind === kind && each.versions.includes(apiVersion));
}

/** The collection or object that a path of the API names. */
export interface Target {
  readonly apiVersion: string;
  readonly kind: Kind;
  /** Null for objects of the whole cluster, and for a list over all namespaces. */
  readonly namespace: string | null;
  readonly name: string | null;
  readonly subresource: string | null;
}

/** What a path names, for example `/apis/apps/v1beta2/namespaces/default/daemonsets/x`; null when there is no such thing. */
export function parseTarget(path: string): Target | null {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const isCore = parts[0] === 'api';
  if (!isCore && parts[0] !== 'apis') return null;
  const apiVersion = isCore ? (parts[1] ?? '') : `${parts[1] ?? ''}/${parts[2] ?? ''}`;
  const rest = parts.slice(isCore ? 2 : 3);
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status';
  const [plural, name = null, subresource = null, ...more] = isInNamespace ? rest.slice(2) : rest;
  const kind = kinds.find((each) => each.plural === plural && each.versions.includes(apiVersion));
  if (kind === undefined || more.length > 0) return null;
  const namespace = isInNamespace ? (rest[1] ?? null) : null;
  if (kind.isNamespaced ? namespace === null && name !== null : namespace !== null) return null;
  return { apiVersion, kind, namespace, name, subresource };
}

/** `daemonsets.apps`, as the API's messages name a resource; the core group has no suffix. */
export function resourceName(apiVersion: string, kind: Kind): string {
  const [group] = apiVersion.split('/');
  return apiVersion.includes('/') ? `${kind.plural}.${group ?? ''}` : kind.plural;
}
