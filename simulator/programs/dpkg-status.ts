import { utimesSync } from 'node:fs';
import type { Machine } from '../contract.ts';
import { onDisk } from './answers.ts';
import { writeMachineFile } from './machine-files.ts';
import { stateOf } from './state.ts';

/** dpkg's own file says what is installed, removed and held; it is written anew at each change, as dpkg does. */
export function writeStatus(machine: Machine): void {
  const { packages, configFiles, heldAbsent } = stateOf(machine);
  const names = [...new Set([...Object.keys(packages), ...Object.keys(configFiles), ...heldAbsent])].sort();
  const stanzas = names.map((name) => {
    const version = packages[name]?.version ?? configFiles[name];
    const { want, is } = selectionOf(machine, name);
    const lines = [
      `Package: ${name}`,
      `Status: ${want} ok ${is}`,
      `Architecture: ${machine.architecture}`,
      ...(version === undefined ? [] : [`Version: ${version}`]),
    ];
    return `${lines.join('\n')}\n`;
  });
  writeMachineFile(machine, file, stanzas.join('\n'));
  // Two changes can take back each other: the file is another one all the same.
  const now = new Date();
  utimesSync(onDisk(machine, file), now, now);
}

/** What dpkg wants of a package and has of it, in its own words. */
export function selectionOf(
  machine: Machine,
  name: string,
): {
  readonly want: 'deinstall' | 'hold' | 'install' | 'unknown';
  readonly is: 'config-files' | 'installed' | 'not-installed';
} {
  const { packages, configFiles, heldAbsent } = stateOf(machine);
  const found = packages[name];
  const isHeld = found?.isHeld ?? heldAbsent.includes(name);
  if (found !== undefined) return { want: isHeld ? 'hold' : 'install', is: 'installed' };
  const is = configFiles[name] === undefined ? 'not-installed' : 'config-files';
  if (isHeld) return { want: 'hold', is };
  return { want: is === 'config-files' ? 'deinstall' : 'unknown', is };
}

const file = '/var/lib/dpkg/status';
