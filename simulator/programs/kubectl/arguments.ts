import type { KubectlVersion } from './words.ts';

/** The flags and words of a kubectl call. */
export interface KubectlArgs {
  readonly words: readonly string[];
  /** The last value of a flag; `true` for one without a value. */
  readonly flag: (name: Flag) => string | undefined;
  /** Every value of a flag that may be given several times. */
  readonly all: (name: Flag) => readonly string[];
  /** The flag is given, and not as false. */
  readonly has: (name: Flag) => boolean;
}

/** The call taken apart, or the flag that kubectl does not know. */
export function parseKubectlArgs(
  argv: readonly string[],
  version: KubectlVersion,
): KubectlArgs | { readonly problem: string } {
  const words: string[] = [];
  const flags = new Map<Flag, string[]>();
  const put = (name: Flag, value: string) => void flags.set(name, [...(flags.get(name) ?? []), value]);
  for (let index = 0; index < argv.length; index += 1) {
    const arg = argv[index] ?? '';
    // `-` reads a file from standard input; a number below zero is one.
    if (!arg.startsWith('-') || arg === '-') {
      words.push(arg);
      continue;
    }
    if (arg === '--') {
      words.push(...argv.slice(index + 1));
      break;
    }
    const given = splitFlag(arg);
    const name = given === null ? undefined : knownFlag(given.name, version);
    if (given === null || name === undefined) return { problem: version.says.unknownFlag(arg, words[0] ?? '') };
    if (!takesValue(name)) put(name, given.value ?? 'true');
    else {
      const next = given.value ?? argv[(index += 1)];
      if (next === undefined) return { problem: version.says.lacksValue(arg, words[0] ?? '') };
      put(name, next);
    }
  }
  const flag = (name: Flag) => flags.get(name)?.at(-1);
  return {
    words,
    flag,
    all: (name) => flags.get(name) ?? [],
    has: (name) => !['false', undefined].includes(flag(name)),
  };
}

/** `--name`, `--name=value`, `-n`, `-nvalue`, `-n=value`; the value is null where it would be the next argument. */
function splitFlag(arg: string): { readonly name: string; readonly value: string | null } | null {
  const long = /^--([a-z][a-z-]*)(?:=(.*))?$/su.exec(arg);
  if (long !== null) return { name: long[1] ?? '', value: long[2] ?? null };
  const short = /^-([A-Za-z])(?:=?(.+))?$/su.exec(arg);
  const name = shortNames[short?.[1] ?? ''];
  return name === undefined ? null : { name, value: short?.[2] ?? null };
}

/** kubectl 1.20 has a new name for `--delete-local-data`, and knows the old one for a while. */
function knownFlag(name: string, { minor }: KubectlVersion): Flag | undefined {
  if (name === 'delete-local-data') return minor >= 27 ? undefined : 'delete-emptydir-data';
  if (name === 'delete-emptydir-data' && minor < 20) return undefined;
  return [...withValue, ...alone].find((each) => each === name);
}

function takesValue(name: Flag): boolean {
  return withValue.some((each) => each === name);
}

type Flag = (typeof withValue)[number] | (typeof alone)[number];

const withValue = [
  'cache-dir',
  'cascade',
  'field-selector',
  'filename',
  'grace-period',
  'kubeconfig',
  'namespace',
  'output',
  'patch',
  'pod-selector',
  'raw',
  'request-timeout',
  'selector',
  'timeout',
  'type',
  'v',
] as const;
const alone = [
  'all',
  'all-namespaces',
  'client',
  'delete-emptydir-data',
  'force',
  'ignore-daemonsets',
  'ignore-not-found',
  'no-headers',
  'now',
  'overwrite',
  'short',
  'validate',
  'wait',
] as const;
const shortNames: Readonly<Record<string, string>> = {
  A: 'all-namespaces',
  f: 'filename',
  l: 'selector',
  n: 'namespace',
  o: 'output',
  p: 'patch',
  v: 'v',
};
