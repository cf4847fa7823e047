/** What kubectl 1.`minor` says when it drains. */
export function drainWords(minor: number) {
  return minor >= 20 ? newWords(minor) : oldWords(minor);
}

/** From 1.20 on; `words.ts` says what they were compared with. */
function newWords(minor: number) {
  const isLater = minor >= 24;
  const unmanaged = 'Pods not managed by ReplicationController, ReplicaSet, Job, DaemonSet or StatefulSet';
  const override = '(use --force to override)';
  // 1.30 gave the message the words that are put before it anyway.
  const declared = minor >= 30 ? 'cannot delete Pods that declare no controller' : 'Pods declare no controller';
  return {
    isNew: true,
    podName: (namespace: string, name: string) => `${namespace}/${name}`,
    evicting: (namespace: string, name: string) => `evicting pod ${namespace}/${name}\n`,
    retried: (name: string, namespace: string, why: string) =>
      `error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${why}\n`,
    timedOut: (name: string, namespace: string, timeout: string) =>
      `error when evicting pods/"${name}" -n "${namespace}": global timeout reached: ${timeout}`,
    notEvicted: (name: string, namespace: string, why: string) =>
      `error when evicting pods/"${name}" -n "${namespace}": ${why}`,
    pending: (node: string, why: string, pods: readonly string[]) =>
      `There are pending pods in node "${node}" when an error occurred: ${why}\n${pods.map((pod) => `pod/${pod}\n`).join('')}`,
    notDrained: (node: string, why: string) => {
      const rest = `There are pending nodes to be drained:\n ${node}\n`;
      if (!isLater) return `error: unable to drain node "${node}", aborting command...\n\n${rest}error: ${why}`;
      const blank = minor >= 31 ? ' ' : '';
      return `error: unable to drain node "${node}" due to error:${blank}${why}, continuing command...\n${rest}${why}`;
    },
    drained: (hasEvicted: boolean) => (hasEvicted && !isLater ? 'evicted' : 'drained'),
    warning: isLater ? 'Warning' : 'WARNING',
    fatal: (messages: readonly string[]) => messages.map((message) => `cannot delete ${message}`).join(', '),
    daemonSets: '/apis/apps/v1',
    daemonSetFatal: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)',
    daemonSetWarning: 'ignoring DaemonSet-managed Pods',
    localFatal: 'Pods with local storage (use --delete-emptydir-data to override)',
    // What it thinks of data is forgotten when it looks at who manages the pod.
    localWarning: null,
    unmanagedFatal: isLater ? `${declared} ${override}` : `${unmanaged} ${override}`,
    unmanagedWarning: `deleting ${isLater ? 'Pods that declare no controller' : unmanaged}`,
  };
}

/** Source: kubernetes, pkg/kubectl/cmd/drain.go of 1.10 */
function oldWords(minor: number) {
  const isQuiet = minor < 11;
  const unmanaged = 'pods not managed by ReplicationController, ReplicaSet, Job, DaemonSet or StatefulSet';
  return {
    isNew: false,
    podName: (_namespace: string, name: string) => name,
    evicting: (_namespace: string, name: string) => (isQuiet ? '' : `evicting pod "${name}"\n`),
    retried: (name: string, _namespace: string, why: string) =>
      isQuiet ? '' : `error when evicting pod "${name}" (will retry after 5s): ${why}\n`,
    timedOut: (_name: string, _namespace: string, timeout: string) => `Drain did not complete within ${timeout}`,
    notEvicted: (name: string, _namespace: string, why: string) => `error when evicting pod "${name}": ${why}`,
    pending: () => '',
    notDrained: (node: string, why: string) =>
      `error: unable to drain node "${node}", aborting command...\n\nThere are pending nodes to be drained:\n ${node}\nerror: ${why}`,
    drained: () => 'drained',
    warning: 'WARNING',
    fatal: (messages: readonly string[]) => messages.join('; '),
    daemonSets: minor >= 16 ? '/apis/apps/v1' : '/apis/extensions/v1beta1',
    daemonSetFatal: 'DaemonSet-managed pods (use --ignore-daemonsets to ignore)',
    daemonSetWarning: 'Ignoring DaemonSet-managed pods',
    localFatal: 'pods with local storage (use --delete-local-data to override)',
    localWarning: 'Deleting pods with local storage',
    unmanagedFatal: `${unmanaged} (use --force to override)`,
    unmanagedWarning: `Deleting ${unmanaged}`,
  };
}
