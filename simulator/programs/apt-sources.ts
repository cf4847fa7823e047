import type { Machine } from '../contract.ts';
import { listMachineFolder, readMachineFile } from './machine-files.ts';

/** A `deb` line of the machine's sources. */
export interface SourceLine {
  /** Without a slash at the end. */
  readonly uri: string;
  /** `/` for a flat repository. */
  readonly suite: string;
  readonly components: readonly string[];
  /** Null: the machine's own. */
  readonly architectures: readonly string[] | null;
  /** A keyring's path, or a fingerprint; null: what the machine trusts for every repository. */
  readonly signedBy: string | null;
}

/** The sources in /etc/apt/sources.list and sources.list.d/NAME.list, or why apt could not read them. */
export function readSources(
  machine: Machine,
): { readonly lines: readonly SourceLine[] } | { readonly problem: string } {
  const names = listMachineFolder(machine, '/etc/apt/sources.list.d').filter((name) => /^[\w.-]+\.list$/u.test(name));
  const files = ['/etc/apt/sources.list', ...names.map((name) => `/etc/apt/sources.list.d/${name}`)];
  const lines: SourceLine[] = [];
  for (const file of files) {
    for (const [index, text] of (readMachineFile(machine, file) ?? '').split('\n').entries()) {
      const line = text.replace(/#.*$/u, '').trim();
      if (line === '') continue;
      const read = readLine(machine, line);
      if ('what' in read)
        return { problem: `E: ${read.what(index + 1, file)}\nE: The list of sources could not be read.` };
      lines.push(...read.lines);
    }
  }
  return { lines };
}

type Read = { readonly lines: readonly SourceLine[] } | { readonly what: (line: number, file: string) => string };

function readLine(machine: Machine, line: string): Read {
  const [, type = '', rest = ''] = /^(\S+)\s*(.*)$/u.exec(line) ?? [];
  if (type !== 'deb' && type !== 'deb-src')
    return { what: (number, file) => `Type '${type}' is not known on line ${number} in source list ${file}` };
  const malformed = (why: string): Read => ({
    what: (number, file) => `Malformed entry ${number} in list file ${file} (${why})`,
  });
  const [, inBrackets, afterBrackets = rest] = /^\[([^\]]*)\]\s*(.*)$/u.exec(rest) ?? [];
  if (inBrackets === undefined && rest.startsWith('[')) return malformed('[option] not assignment');
  const options = new Map<string, string>();
  for (const word of (inBrackets ?? '').split(/\s+/u).filter((each) => each !== '')) {
    const [, name, value] = /^([a-z-]+)[+-]?=(.+)$/iu.exec(word) ?? [];
    if (name === undefined || value === undefined) return malformed('[option] not assignment');
    options.set(name.toLowerCase(), value);
  }
  const [uri, suite, ...components] = afterBrackets
    .replaceAll('$(ARCH)', machine.architecture)
    .split(/\s+/u)
    .filter((each) => each !== '');
  if (uri === undefined) return malformed('URI');
  if (!/^[a-z][a-z0-9+-]*:/u.test(uri)) return malformed('URI parse');
  if (suite === undefined) return malformed('Suite');
  const isFlat = suite.endsWith('/');
  if (isFlat && components.length > 0) return malformed('absolute Suite Component');
  if (!isFlat && components.length === 0) return malformed('Component');
  if (type === 'deb-src') return { lines: [] };
  return {
    lines: [
      {
        uri: uri.replace(/\/+$/u, ''),
        suite,
        components,
        architectures: options.get('arch')?.split(',') ?? null,
        signedBy: options.get('signed-by') ?? null,
      },
    ],
  };
}
