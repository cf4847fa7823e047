import { parseGoDuration } from '../../model/go-duration.ts';
import type { KubectlVersion } from './words.ts';

/** The flags and words of a kubectl call. */
export interface KubectlArgs {
  readonly words: readonly string[];
  /** About flags of old. */
  readonly warning: string;
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
    const refused = (problem: string) => ({ problem: version.says.refusedFlag(problem, words[0] ?? '') });
    if (given === null || name === undefined) return refused(`unknown ${named(arg)}`);
    const value = given.value ?? (takesValue(name) ? argv[(index += 1)] : 'true');
    if (value === undefined) return refused(`flag needs an argument: ${arg}`);
    const why = problemOf(name, value);
    if (why !== null) return refused(`invalid argument "${value}" for "--${name}" flag: ${why}`);
    put(name, value);
  }
  const flag = (name: Flag) => flags.get(name)?.at(-1);
  // An old name that is understood still.
  const isOld = version.minor >= 20 && argv.some((arg) => /^--delete-local-data(?:=|$)/u.test(arg));
  return {
    warning: isOld ? oldFlag : '',
    words,
    flag,
    all: (name) => flags.get(name) ?? [],
    has: (name) => /^(?:1|t|true)$/iu.test(flag(name) ?? ''),
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

/** kubectl 1.20 has a new name for `--delete-local-data`, and knows the old one until 1.31. */
function knownFlag(name: string, { minor }: KubectlVersion): Flag | undefined {
  if (name === 'delete-local-data') return minor >= 31 ? undefined : 'delete-emptydir-data';
  if (name === 'delete-emptydir-data' && minor < 20) return undefined;
  return [...withValue, ...alone].find((each) => each === name);
}

/** A flag, as it is named when it is not known. */
function named(arg: string): string {
  const name = arg.replace(/=.*$/su, '');
  return arg.startsWith('--') ? `flag: ${name}` : `shorthand flag: '${arg[1] ?? ''}' in ${arg}`;
}

/** Why a flag does not take the value; null when it does. */
function problemOf(name: Flag, value: string): string | null {
  if (name === 'timeout') return parseGoDuration(value) === null ? `time: invalid duration "${value}"` : null;
  if (name === 'grace-period')
    return /^-?\d+$/u.test(value) ? null : `strconv.ParseInt: parsing "${value}": invalid syntax`;
  const isTruth = /^(?:1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/u.test(value);
  return takesValue(name) || isTruth ? null : `strconv.ParseBool: parsing "${value}": invalid syntax`;
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
const oldFlag =
  'Flag --delete-local-data has been deprecated, This option is deprecated and will be deleted. Use --delete-emptydir-data.\n';
const shortNames: Readonly<Record<string, string>> = {
  A: 'all-namespaces',
  f: 'filename',
  l: 'selector',
  n: 'namespace',
  o: 'output',
  p: 'patch',
  v: 'v',
};
