/** The installed kubectl's version, and what it says. */
export interface KubectlVersion {
  /** `1.10.2` */
  readonly text: string;
  readonly minor: number;
  readonly says: KubectlWords;
}

/** `1.10.2` has the minor 10. */
export function kubectlVersion(text: string): KubectlVersion {
  const minor = Number(text.split('.')[1] ?? '0');
  return { text, minor, says: wordsOf(minor) };
}

export type KubectlWords = ReturnType<typeof wordsOf>;

/** The sentences that differ among versions. */
function wordsOf(minor: number) {
  return {
    unknownFlag: (arg: string, verb: string) => {
      const name = arg.replace(/=.*$/su, '');
      const what = arg.startsWith('--')
        ? `unknown flag: ${name}`
        : `unknown shorthand flag: '${arg[1] ?? ''}' in ${arg}`;
      return usage(minor, what, verb);
    },
    lacksValue: (arg: string, verb: string) =>
      usage(minor, `flag needs an argument: ${arg.startsWith('--') ? arg : `'${arg[1] ?? ''}' in ${arg}`}`, verb),
    noNames: 'error: one or more resources must be specified as <resource> <name> or <resource>/<name>',
    /** `node/x cordoned` */
    did: (type: string, name: string, what: string) =>
      minor >= 11 ? `${type}/${name} ${what}\n` : `${type} "${name}" ${what}\n`,
    none: (namespace: string | null) => {
      if (minor < 16) return 'No resources found.\n';
      return namespace === null ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`;
    },
    noMatches: ({ name, namespace = '', source, kind, apiVersion }: Unmatched) => {
      const what = `no matches for kind "${kind}" in version "${apiVersion}"`;
      if (minor < 23) return `error: unable to recognize "${source}": ${what}`;
      return `error: resource mapping not found for name: "${name}" namespace: "${namespace}" from "${source}": ${what}\nensure CRDs are installed first`;
    },
    /** Of an object that `kubectl create` or somebody else has made. */
    notApplied: (plural: string, name: string) => {
      if (minor < 18)
        return 'Warning: kubectl apply should be used on resource created by either kubectl create --save-config or kubectl apply\n';
      return `Warning: resource ${plural}/${name} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`;
    },
    fromNamespace: (namespace: string | null) =>
      minor >= 33 && namespace !== null ? ` from ${namespace} namespace` : '',
    labelled: (field: 'annotations' | 'labels', isRemoval: boolean, hasChanged: boolean) => {
      if (field === 'annotations') return 'annotated';
      if (!hasChanged) return 'not labeled';
      return isRemoval && minor >= 22 ? 'unlabeled' : 'labeled';
    },
    cordoning: (name: string, isCordoned: boolean) =>
      minor >= 11 ? '' : `unable to ${isCordoned ? 'cordon' : 'uncordon'} node "${name}": `,
    noPatch: 'error: must specify --patch or --patch-file containing the contents of the patch',
    noType: 'error: You must specify the type of resource to get.',
    selectorBesideName: 'error: selectors and the all flag cannot be used when passing resource/name arguments',
    formats: 'allowed formats are: json,jsonpath,name,wide,yaml',
    drain: drainWords(minor),
  };
}

interface Unmatched {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly source: string;
  readonly kind: string;
  readonly apiVersion: string;
}

function usage(minor: number, what: string, verb: string): string {
  if (minor < 11) return `Error: ${what}`;
  return `${minor >= 24 ? 'error' : 'Error'}: ${what}\nSee 'kubectl${verb === '' ? '' : ` ${verb}`} --help' for usage.`;
}

function drainWords(minor: number) {
  const isNew = minor >= 20;
  return {
    isNew,
    podName: (namespace: string, name: string) => (isNew ? `${namespace}/${name}` : name),
    evicting: (namespace: string, name: string) =>
      isNew ? `evicting pod ${namespace}/${name}\n` : minor >= 11 ? `evicting pod "${name}"\n` : '',
    retried: (name: string, namespace: string) => {
      const words = "Cannot evict pod as it would violate the pod's disruption budget.";
      if (isNew) return `error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${words}\n`;
      return minor >= 11 ? `error when evicting pod "${name}" (will retry after 5s): ${words}\n` : '';
    },
    timedOut: (name: string, namespace: string, timeout: string) =>
      isNew
        ? `error when evicting pods/"${name}" -n "${namespace}": global timeout reached: ${timeout}`
        : `Drain did not complete within ${timeout}`,
    notEvicted: (name: string, namespace: string, why: string) =>
      isNew
        ? `error when evicting pods/"${name}" -n "${namespace}": ${why}`
        : `error when evicting pod "${name}": ${why}`,
    /** Several problems as one: one of a kind is named once. */
    several: (problems: readonly string[]) => {
      const each = [...new Set(problems)];
      return each.length === 1 ? (each[0] ?? '') : `[${each.join(', ')}]`;
    },
    drained: 'drained',
    daemonSets: minor >= 16 ? '/apis/apps/v1' : '/apis/extensions/v1beta1',
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
