import { isIP } from 'node:net';
import { dockerdFlag } from './dockerd-flags.ts';
import type { DockerdFlag } from './dockerd-flags.ts';

/** Values of flags by their long names: the last one, or all of a list. */
export type FlagValues = ReadonlyMap<string, string | readonly string[]>;

/** The flags of a call of dockerd, or why it refuses them, with its exit code. */
export function parseDockerdFlags(
  version: string,
  argv: readonly string[],
): { readonly values: FlagValues } | { readonly problem: string; readonly exitCode: number } {
  const values = new Map<string, string | string[]>();
  const refuse = (problem: string) => ({ problem: `${problem}\nSee 'dockerd --help'.`, exitCode: 125 });
  for (let index = 0; index < argv.length; index += 1) {
    const arg = argv[index] ?? '';
    if (!arg.startsWith('-') || arg === '-')
      return { problem: `"dockerd" accepts no arguments.\nSee 'dockerd --help'.`, exitCode: 1 };
    const isLong = arg.startsWith('--');
    const [, long = '', inline] = /^--([^=]*)(?:=(.*))?$/su.exec(arg) ?? [];
    const name = isLong ? long : (arg[1] ?? '');
    const flag = dockerdFlag(version, name);
    if (flag === null || (isLong && name.length === 1))
      return refuse(isLong ? `unknown flag: --${name}` : `unknown shorthand flag: '${name}' in ${arg}`);
    const attached = isLong ? inline : arg.slice(2).replace(/^=/u, '') || undefined;
    const value = attached ?? (flag.kind === 'bool' ? 'true' : argv[(index += 1)]);
    if (value === undefined)
      return refuse(isLong ? `flag needs an argument: --${name}` : `flag needs an argument: '${name}' in ${arg}`);
    const wrong = valueProblem(flag, value);
    if (wrong !== null) return refuse(`invalid argument "${value}" for "${shownFlag(flag, arg)}" flag: ${wrong}`);
    const before = values.get(flag.name);
    if (flag.kind === 'list') values.set(flag.name, [...(Array.isArray(before) ? before : []), value]);
    else values.set(flag.name, value);
  }
  return { values };
}

function shownFlag({ name }: DockerdFlag, arg: string): string {
  return arg.startsWith('--') ? `--${name}` : `${arg.slice(0, 2)}, --${name}`;
}

function valueProblem(flag: DockerdFlag, value: string): string | null {
  if (flag.kind === 'bool' && !/^(?:1|0|t|f|true|false|TRUE|FALSE|True|False|T|F)$/u.test(value))
    return `strconv.ParseBool: parsing "${value}": invalid syntax`;
  if (flag.kind === 'int' && !/^[-+]?\d+$/u.test(value)) return `strconv.ParseInt: parsing "${value}": invalid syntax`;
  if (flag.name === 'dns' && isIP(value) === 0) return `${value} is not an ip address`;
  if (flag.name === 'ip' && isIP(value) === 0) return `${value} is not an ip address`;
  if (flag.name === 'label' && !value.includes('=')) return `bad attribute format: ${value}`;
  if (flag.name === 'add-runtime' && !/^[^=]+=.+$/u.test(value)) return `invalid runtime: ${value}`;
  return null;
}
