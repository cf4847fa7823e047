import type { KubectlVersion } from './kubectl-words.ts';

/** The flags and words of a kubectl call. */
export interface KubectlArgs {
  readonly words: readonly string[];
  /** The last value of a flag; `true` for one without a value. */
  readonly flag: (...names: readonly string[]) => string | undefined;
}

/** The call taken apart, or the flag that kubectl does not know. */
export function parseKubectlArgs(
  argv: readonly string[],
  { minor }: KubectlVersion,
): KubectlArgs | { readonly problem: string } {
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (let index = 0; index < argv.length; index += 1) {
    const arg = argv[index] ?? '';
    // `-` reads a file from standard input; `key-` is a label.
    if (!arg.startsWith('-') || arg === '-') {
      words.push(arg);
      continue;
    }
    const [, name = '', value] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/su.exec(arg) ?? [];
    if (withValue.has(name)) {
      const next = value ?? argv[(index += 1)];
      if (next === undefined) return { problem: `Error: flag needs an argument: --${name}` };
      flags.set(name, next);
    } else if (alone.has(name) || (name === 'delete-emptydir-data' && minor >= 20)) {
      flags.set(name, value ?? 'true');
    } else {
      return {
        problem: `Error: unknown ${arg.startsWith('--') ? `flag: --${name}` : `shorthand flag: '${name}' in ${arg}`}`,
      };
    }
  }
  return { words, flag: (...names) => names.map((name) => flags.get(name)).find((value) => value !== undefined) };
}

const withValue = new Set([
  'kubeconfig',
  'request-timeout',
  'f',
  'filename',
  'o',
  'output',
  'n',
  'namespace',
  'l',
  'selector',
  'grace-period',
  'field-selector',
  'pod-selector',
  'timeout',
  'v',
  'cache-dir',
]);
const alone = new Set([
  'all-namespaces',
  'client',
  'delete-local-data',
  'force',
  'ignore-daemonsets',
  'ignore-not-found',
  'no-headers',
  'now',
  'overwrite',
  'short',
  'version',
  'wait',
]);
