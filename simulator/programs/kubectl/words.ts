import { drainWords } from './drain-words.ts';

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

/**
 * The sentences that differ among versions.
 *
 * Compared with 1.20 and 1.27 to 1.33; of the versions between the first two it is taken that they changed in 1.24, and
 * 1.10 is as its sources have it.
 */
function wordsOf(minor: number) {
  return {
    refusedFlag: (problem: string, verb: string) => usage(minor, problem, verb),
    unknownCommand: (verb: string) =>
      minor >= 24
        ? `error: unknown command "${verb}" for "kubectl"`
        : `Error: unknown command "${verb}" for "kubectl"\nRun 'kubectl --help' for usage.`,
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
      if (minor < 24) return `error: unable to recognize "${source}": ${what}`;
      return `error: resource mapping not found for name: "${name}" namespace: "${namespace}" from "${source}": ${what}\nensure CRDs are installed first`;
    },
    /** Of an object that `kubectl create` or somebody else has made. */
    notApplied: (plural: string, name: string) => {
      if (minor < 18)
        return 'Warning: kubectl apply should be used on resource created by either kubectl create --save-config or kubectl apply\n';
      return `Warning: resource ${plural}/${name} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`;
    },
    /** Whether a file is refused before anything is asked of the API, where that does not tell its schemas. */
    needsSchemas: minor >= 29,
    byForce: `${minor >= 24 ? 'Warning' : 'warning'}: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n`,
    nothingToDelete:
      minor >= 24
        ? 'error: resource(s) were provided, but no name was specified'
        : 'error: resource(s) were provided, but no name, label selector, or --all flag specified',
    labelled: (field: 'annotations' | 'labels', isRemoval: boolean, hasChanged: boolean) => {
      if (field === 'annotations') return minor >= 24 && minor < 28 ? 'annotate' : 'annotated';
      if (!hasChanged) return 'not labeled';
      return isRemoval && minor >= 24 ? 'unlabeled' : 'labeled';
    },
    notLoggedIn: `error: You must be logged in to the server (${minor >= 24 ? 'the server has asked for the client to provide credentials' : 'Unauthorized'})`,
    timedOut:
      minor >= 20
        ? 'Unable to connect to the server: context deadline exceeded'
        : 'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
    /** Go 1.20 says what it was about to do. */
    unreachable: (problem: string) =>
      minor >= 27 ? problem.replace(': x509: ', ': tls: failed to verify certificate: x509: ') : problem,
    noPatch: 'error: must specify --patch or --patch-file containing the contents of the patch',
    noType: `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples`,
    selectorBesideName: 'error: selectors and the all flag cannot be used when passing resource/name arguments',
    noPrinter: (output: string) =>
      `error: unable to match a printer suitable for the output format "${output}", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml`,
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

function usage(minor: number, problem: string, verb: string): string {
  if (minor < 11) return `Error: ${problem}`;
  return `${minor >= 24 ? 'error' : 'Error'}: ${problem}\nSee 'kubectl${verb === '' ? '' : ` ${verb}`} --help' for usage.`;
}
