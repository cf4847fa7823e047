/**
 * The member that tells the items of a list apart, for the lists that are merged item by item; a list without one is
 * replaced as a whole, as taints, tolerations and rules are.
 *
 * Source: the `patchMergeKey` tags of k8s.io/api, types.go of core/v1, apps/v1 and meta/v1
 */
export function mergeKey(path: readonly string[]): string | null {
  const field = path.at(-1) ?? '';
  if (field === 'ports')
    return path.includes('containers') || path.includes('initContainers') ? 'containerPort' : 'port';
  // `status.addresses` of a node; those of Endpoints are below `subsets`, which is replaced.
  return keys[field] ?? null;
}

/** True of the lists of plain values that are merged as sets. */
export function isSet(path: readonly string[]): boolean {
  return path.at(-1) === 'finalizers';
}

const keys: Readonly<Record<string, string>> = {
  addresses: 'type',
  conditions: 'type',
  containers: 'name',
  env: 'name',
  ephemeralContainers: 'name',
  hostAliases: 'ip',
  imagePullSecrets: 'name',
  initContainers: 'name',
  ownerReferences: 'uid',
  podIPs: 'ip',
  secrets: 'name',
  topologySpreadConstraints: 'topologyKey',
  volumeDevices: 'devicePath',
  volumeMounts: 'mountPath',
  volumes: 'name',
};
