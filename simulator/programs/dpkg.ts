import type { Answer, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { stateOf } from './state.ts';

/** `dpkg`: the architecture, and finishing what was interrupted. */
export function dpkg({ machine, argv }: ProgramCall): Answer {
  const [command = '', ...rest] = argv;
  if (command === '--print-architecture' && rest.length === 0) return said(`${machine.architecture}\n`);
  if (command === '--configure' && (rest[0] === '-a' || rest[0] === '--pending') && rest.length === 1) {
    stateOf(machine).dpkgIsInterrupted = false;
    return said();
  }
  if (command === '--list' || command === '-l' || command === '-s' || command === '--status') {
    const missing = rest.find((name) => stateOf(machine).packages[name] === undefined);
    if (missing !== undefined) return refused(1, `dpkg-query: no packages found matching ${missing}`);
    return said(rest.map((name) => `ii  ${name}  ${stateOf(machine).packages[name]?.version}\n`).join(''));
  }
  return refused(
    2,
    `dpkg: error: unknown option ${command}\n\nType dpkg --help for help about installing and deinstalling packages [*];`,
  );
}

/** `dpkg-query --show`: one line per installed package in the asked format; 1 when one is not known. */
export function dpkgQuery({ machine, argv }: ProgramCall): Answer {
  const { packages } = stateOf(machine);
  const isShow = argv.some((arg) => arg === '--show' || arg === '-W');
  if (!isShow) return refused(2, 'dpkg-query: error: need an action option');
  const formats = argv.flatMap((arg) => /^(?:--showformat=|-f=?)(.*)$/su.exec(arg)?.[1] ?? []);
  const format = formats.at(-1) ?? '${binary:Package}\\t${Version}\\n';
  const asked = argv.filter((arg) => !arg.startsWith('-'));
  const names = asked.length === 0 ? Object.keys(packages).sort() : asked;
  const lines = names.flatMap((name) => {
    const found = packages[name];
    return found === undefined ? [] : [rendered(format, name, found.version)];
  });
  const missing = names.filter((name) => packages[name] === undefined);
  return {
    exitCode: missing.length > 0 ? 1 : 0,
    stdout: lines.join(''),
    stderr: missing.map((name) => `dpkg-query: no packages found matching ${name}\n`).join(''),
  };
}

function rendered(format: string, name: string, version: string): string {
  const fields: Readonly<Record<string, string>> = {
    Package: name,
    'binary:Package': name,
    Version: version,
    Status: 'install ok installed',
    'db:Status-Abbrev': 'ii ',
    'db:Status-Status': 'installed',
  };
  return format
    .replace(/\$\{([^}]+)\}/gu, (_all, field: string) => fields[field] ?? '')
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t');
}
