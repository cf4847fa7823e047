/** The installed kubectl's version, as far as its words depend on it. */
export interface KubectlVersion {
  readonly minor: number;
}

/** `1.10.2` has the minor 10. */
export function kubectlVersion(version: string): KubectlVersion {
  return { minor: Number(version.split('.')[1] ?? '0') };
}

/** What a kubectl of this version says when it cordons and drains. */
export function kubectlSays({ minor }: KubectlVersion) {
  const isNew = minor >= 20;
  return {
    isNew,
    daemonSets: minor >= 16 ? '/apis/apps/v1' : '/apis/extensions/v1beta1',
    did: (kind: string, name: string, what: string) =>
      minor >= 11 ? `${kind}/${name} ${what}\n` : `${kind} "${name}" ${what}\n`,
    podName: (namespace: string, name: string) => (isNew ? `${namespace}/${name}` : name),
    evicting: (namespace: string, name: string) =>
      isNew ? `evicting pod ${namespace}/${name}\n` : minor >= 11 ? `evicting pod "${name}"\n` : '',
    retried: (name: string, namespace: string) => {
      const words = "Cannot evict pod as it would violate the pod's disruption budget.";
      if (isNew) return `error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${words}\n`;
      return minor >= 11 ? `error when evicting pod "${name}" (will retry after 5s): ${words}\n` : '';
    },
    timedOut: (name: string, timeout: string) =>
      isNew
        ? `error when evicting pods/"${name}": global timeout reached: ${timeout}`
        : `Drain did not complete within ${timeout}`,
    warning: isNew ? 'Warning' : 'WARNING',
    fatal: (messages: readonly string[]) =>
      isNew
        ? messages
            .map((message) => (/^cannot delete/iu.test(message) ? message : `cannot delete ${message}`))
            .join(', ')
        : messages.join('; '),
    daemonSetFatal: `DaemonSet-managed ${isNew ? 'Pods' : 'pods'} (use --ignore-daemonsets to ignore)`,
    daemonSetWarning: isNew ? 'ignoring DaemonSet-managed Pods' : 'Ignoring DaemonSet-managed pods',
    localFatal: isNew
      ? 'Pods with local storage (use --delete-emptydir-data to override)'
      : 'pods with local storage (use --delete-local-data to override)',
    localWarning: isNew ? 'deleting Pods with local storage' : 'Deleting pods with local storage',
    unmanagedFatal: isNew
      ? 'cannot delete Pods that declare no controller (use --force to override)'
      : 'pods not managed by ReplicationController, ReplicaSet, Job, DaemonSet or StatefulSet (use --force to override)',
    unmanagedWarning: isNew
      ? 'deleting Pods that declare no controller'
      : 'Deleting pods not managed by ReplicationController, ReplicaSet, Job, DaemonSet or StatefulSet',
  };
}
