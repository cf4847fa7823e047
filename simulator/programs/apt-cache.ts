import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { candidatesOf, preferred } from './apt-lists.ts';
import type { Candidate } from './apt-lists.ts';
import { installedPackages } from './installed-packages.ts';
import { stateOf } from './state.ts';

/** `apt-cache policy`, `madison` and `show` of packages. */
export function aptCache({ machine, argv }: ProgramCall): Answer {
  const [verb, ...names] = argv.filter((arg) => !arg.startsWith('-'));
  switch (verb) {
    case 'policy':
      return said(names.map((name) => policyOf(machine, name)).join(''));
    case 'madison':
      return said(names.flatMap((name) => candidatesOf(machine, name).map((each) => madison(each))).join(''));
    case 'show': {
      const found = names.flatMap((name) => candidatesOf(machine, name));
      if (found.length === 0) return refused(100, 'E: No packages found');
      return said(found.map(stanza).join(''));
    }
    default:
      return refused(100, `E: Invalid operation ${verb ?? ''}`);
  }
}

/** Nothing for a package that nobody knows: that is no error here. */
function policyOf(machine: Machine, name: string): string {
  const candidates = candidatesOf(machine, name);
  const installed = stateOf(machine).packages[name]?.version;
  if (candidates.length === 0 && installed === undefined) return '';
  const candidate = preferred(machine, name, installedPackages(machine).get(name))?.version ?? '(none)';
  const isListed = candidates.some(({ found }) => found.version === installed);
  const rows = candidates.map(({ found, where }) => {
    const isInstalled = found.version === installed;
    const dpkg = isInstalled ? '        100 /var/lib/dpkg/status\n' : '';
    return ` ${isInstalled ? '***' : '   '} ${found.version} 500\n        500 ${where}\n${dpkg}`;
  });
  const own = installed === undefined || isListed ? [] : [` *** ${installed} 100\n        100 /var/lib/dpkg/status\n`];
  return `${name}:\n  Installed: ${installed ?? '(none)'}\n  Candidate: ${candidate}\n  Version table:\n${[...own, ...rows].join('')}`;
}

function madison({ found, where }: Candidate): string {
  return `${found.name.padStart(10)} | ${found.version.padStart(10)} | ${where}\n`;
}

function stanza({ found }: Candidate): string {
  const lines = [
    `Package: ${found.name}`,
    `Version: ${found.version}`,
    ...(found.depends.length === 0 ? [] : [`Depends: ${found.depends.join(', ')}`]),
    ...(found.conflicts.length === 0 ? [] : [`Conflicts: ${found.conflicts.join(', ')}`]),
    ...(found.provides.length === 0 ? [] : [`Provides: ${found.provides.join(', ')}`]),
  ];
  return `${lines.join('\n')}\n\n`;
}
