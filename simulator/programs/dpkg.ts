import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { compareVersions } from './debian-version.ts';
import { selectionOf } from './dpkg-status.ts';
import { stateOf } from './state.ts';

/** `dpkg`: the architecture, versions compared, what is installed, and finishing what was interrupted. */
export function dpkg({ machine, argv }: ProgramCall): Answer {
  const [command = '', ...rest] = argv;
  if (command === '--print-architecture' && rest.length === 0) return said(`${machine.architecture}\n`);
  if (command === '--configure' && (rest[0] === '-a' || rest[0] === '--pending') && rest.length === 1) {
    stateOf(machine).dpkgIsInterrupted = false;
    return said();
  }
  if (command === '--compare-versions') return compare(rest);
  if (command === '--list' || command === '-l') {
    const missing = rest.find((name) => !isKnown(machine, name));
    if (missing !== undefined) return refused(1, `dpkg-query: no packages found matching ${missing}`);
    return said(rest.map((name) => rendered(machine, '${db:Status-Abbrev} ${Package}  ${Version}\\n', name)).join(''));
  }
  if (command === '-s' || command === '--status') {
    const missing = rest.find((name) => !isKnown(machine, name));
    if (missing !== undefined)
      return refused(
        1,
        `dpkg-query: package '${missing}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.`,
      );
    const format = 'Package: ${Package}\\nStatus: ${Status}\\nVersion: ${Version}\\n';
    return said(rest.map((name) => rendered(machine, format, name)).join('\n'));
  }
  return refused(
    2,
    `dpkg: error: unknown option ${command}\n\nType dpkg --help for help about installing and deinstalling packages [*];`,
  );
}

/** `dpkg-query --show`: one line per package that dpkg knows in the asked format; 1 when one is not known. */
export function dpkgQuery({ machine, argv }: ProgramCall): Answer {
  const { packages, configFiles, heldAbsent } = stateOf(machine);
  const isShow = argv.some((arg) => arg === '--show' || arg === '-W');
  if (!isShow) return refused(2, 'dpkg-query: error: need an action option');
  const formats = argv.flatMap((arg) => /^(?:--showformat=|-f=?)(.*)$/su.exec(arg)?.[1] ?? []);
  const format = formats.at(-1) ?? '${binary:Package}\\t${Version}\\n';
  const asked = argv.filter((arg) => !arg.startsWith('-'));
  const all = [...new Set([...Object.keys(packages), ...Object.keys(configFiles), ...heldAbsent])].sort();
  const names = asked.length === 0 ? all : asked;
  const missing = names.filter((name) => !all.includes(name));
  return {
    exitCode: missing.length > 0 ? 1 : 0,
    stdout: names.flatMap((name) => (all.includes(name) ? [rendered(machine, format, name)] : [])).join(''),
    stderr: missing.map((name) => `dpkg-query: no packages found matching ${name}\n`).join(''),
  };
}

function compare([a = '', relation = '', b = '']: readonly string[]): Answer {
  const order = compareVersions(a, b);
  const isSo = { lt: order < 0, le: order <= 0, eq: order === 0, ne: order !== 0, ge: order >= 0, gt: order > 0 }[
    relation
  ];
  if (isSo === undefined) return refused(2, 'dpkg: error: --compare-versions bad relation');
  return { exitCode: isSo ? 0 : 1, stdout: '', stderr: '' };
}

function isKnown(machine: Machine, name: string): boolean {
  const { packages, configFiles, heldAbsent } = stateOf(machine);
  return packages[name] !== undefined || configFiles[name] !== undefined || heldAbsent.includes(name);
}

function rendered(machine: Machine, format: string, name: string): string {
  const { packages, configFiles } = stateOf(machine);
  const { want, is } = selectionOf(machine, name);
  const letters = `${wants[want]}${states[is]} `;
  const fields: Readonly<Record<string, string>> = {
    Package: name,
    'binary:Package': name,
    Architecture: machine.architecture,
    Version: packages[name]?.version ?? configFiles[name] ?? '',
    Status: `${want} ok ${is}`,
    'db:Status-Abbrev': letters,
    'db:Status-Status': is,
    'db:Status-Want': want,
  };
  return format
    .replace(/\$\{([^}]+)\}/gu, (_all, field: string) => fields[field] ?? '')
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t');
}

const wants = { deinstall: 'r', hold: 'h', install: 'i', unknown: 'u' } as const;
const states = { 'config-files': 'c', installed: 'i', 'not-installed': 'n' } as const;
