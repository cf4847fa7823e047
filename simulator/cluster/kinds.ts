/** A group version that has a kind in the minor versions `since` to `until` of Kubernetes 1. */
export interface GroupVersion {
  /** `v1`, or `GROUP/VERSION`. */
  readonly name: string;
  readonly since: number;
  readonly until: number;
}

/** One kind of object: how its paths are spelled and which group versions have it; the first is the preferred one. */
export interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly isNamespaced: boolean;
  readonly hasStatus: boolean;
  readonly hasScale: boolean;
  /** Shown by `kubectl get all`. */
  readonly isInAll: boolean;
  readonly versions: readonly GroupVersion[];
}

/** The group version `name`, from Kubernetes 1.`since` to 1.`until`, both included. */
const version = (name: string, since = 0, until = Infinity): GroupVersion => ({ name, since, until });

interface Traits {
  readonly short?: string;
  readonly in?: 'cluster' | 'namespace';
  readonly status?: true;
  readonly scale?: true;
  readonly all?: true;
}

const row = (kind: string, plural: string, traits: Traits, ...versions: readonly GroupVersion[]): Kind => ({
  kind,
  plural,
  shortNames: traits.short === undefined ? [] : [traits.short],
  isNamespaced: traits.in !== 'cluster',
  hasStatus: traits.status === true,
  hasScale: traits.scale === true,
  isInAll: traits.all === true,
  versions,
});

const core = version('v1');
const extensions = version('extensions/v1beta1', 0, 15);
const apps = [version('apps/v1', 9), version('apps/v1beta2', 8, 15)] as const;
const rbac = [version('rbac.authorization.k8s.io/v1', 8), version('rbac.authorization.k8s.io/v1beta1', 6, 21)] as const;
const networking = 'networking.k8s.io';
const workload = { status: true, all: true } as const;
const scaled = { ...workload, scale: true } as const;
const cluster = { in: 'cluster' } as const;

/**
 * Every kind that can be stored.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/ and the release notes for what came when
 */
export const kinds: readonly Kind[] = [
  row('ConfigMap', 'configmaps', { short: 'cm' }, core),
  row('Endpoints', 'endpoints', { short: 'ep' }, core),
  row('Event', 'events', { short: 'ev' }, core),
  row('Namespace', 'namespaces', { ...cluster, short: 'ns', status: true }, core),
  row('Node', 'nodes', { ...cluster, short: 'no', status: true }, core),
  row('PersistentVolumeClaim', 'persistentvolumeclaims', { short: 'pvc', status: true }, core),
  row('PersistentVolume', 'persistentvolumes', { ...cluster, short: 'pv', status: true }, core),
  row('Pod', 'pods', { ...workload, short: 'po' }, core),
  row('ReplicationController', 'replicationcontrollers', { ...scaled, short: 'rc' }, core),
  row('Secret', 'secrets', {}, core),
  row('ServiceAccount', 'serviceaccounts', { short: 'sa' }, core),
  row('Service', 'services', { ...workload, short: 'svc' }, core),
  row('DaemonSet', 'daemonsets', { ...workload, short: 'ds' }, ...apps, extensions),
  row('Deployment', 'deployments', { ...scaled, short: 'deploy' }, ...apps, version('apps/v1beta1', 6, 15), extensions),
  row('ReplicaSet', 'replicasets', { ...scaled, short: 'rs' }, ...apps, extensions),
  row('StatefulSet', 'statefulsets', { ...scaled, short: 'sts' }, ...apps, version('apps/v1beta1', 5, 15)),
  row('Job', 'jobs', workload, version('batch/v1')),
  row('CronJob', 'cronjobs', { ...workload, short: 'cj' }, version('batch/v1', 21), version('batch/v1beta1', 8, 24)),
  row(
    'Ingress',
    'ingresses',
    { short: 'ing', status: true },
    version(`${networking}/v1`, 19),
    version(`${networking}/v1beta1`, 14, 21),
    version('extensions/v1beta1', 0, 21),
  ),
  row(
    'IngressClass',
    'ingressclasses',
    cluster,
    version(`${networking}/v1`, 19),
    version(`${networking}/v1beta1`, 18, 21),
  ),
  row('NetworkPolicy', 'networkpolicies', { short: 'netpol' }, version(`${networking}/v1`, 7), extensions),
  row(
    'PodDisruptionBudget',
    'poddisruptionbudgets',
    { short: 'pdb', status: true },
    version('policy/v1', 21),
    version('policy/v1beta1', 0, 24),
  ),
  row('RuntimeClass', 'runtimeclasses', cluster, version('node.k8s.io/v1', 20), version('node.k8s.io/v1beta1', 14, 24)),
  row('ClusterRole', 'clusterroles', cluster, ...rbac),
  row('ClusterRoleBinding', 'clusterrolebindings', cluster, ...rbac),
  row('Role', 'roles', {}, ...rbac),
  row('RoleBinding', 'rolebindings', {}, ...rbac),
  row(
    'StorageClass',
    'storageclasses',
    { ...cluster, short: 'sc' },
    version('storage.k8s.io/v1', 6),
    version('storage.k8s.io/v1beta1', 4, 21),
  ),
  row(
    'EndpointSlice',
    'endpointslices',
    {},
    version('discovery.k8s.io/v1', 21),
    version('discovery.k8s.io/v1beta1', 17, 24),
  ),
  row('Lease', 'leases', {}, version('coordination.k8s.io/v1', 14), version('coordination.k8s.io/v1beta1', 12, 21)),
];

const byKind = new Map(kinds.map((each) => [each.kind, each]));

/** The kind of this name, whatever the version. */
export function kindNamed(kind: string): Kind | undefined {
  return byKind.get(kind);
}

/** The kind that an object says it is, if that group version has it; in any Kubernetes when `minor` is left out. */
export function kindOf(apiVersion: string, kind: string, minor?: number): Kind | undefined {
  const found = byKind.get(kind);
  return found?.versions.some((each) => each.name === apiVersion && (minor === undefined || isIn(each, minor))) === true
    ? found
    : undefined;
}

/** The group versions in which a server of 1.`minor` has the kind, the preferred one first. */
export function versionsIn({ versions }: Kind, minor: number): readonly string[] {
  return versions.filter((each) => isIn(each, minor)).map(({ name }) => name);
}

/** `1.10.2` has the minor 10. */
export function minorOf(serverVersion: string): number {
  return Number(/^v?\d+\.(\d+)/u.exec(serverVersion)?.[1] ?? '0');
}

/** `apps` of `apps/v1`; empty for the core. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** `daemonsets.apps`, as the API's messages name a resource; the core group has no suffix. */
export function resourceName(apiVersion: string, kind: Kind): string {
  const group = groupOf(apiVersion);
  return group === '' ? kind.plural : `${kind.plural}.${group}`;
}

function isIn({ since, until }: GroupVersion, minor: number): boolean {
  return since <= minor && minor <= until;
}
