import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Machine } from '../contract.ts';

/** A file of a machine, by its path there. */
export interface MachineFile {
  readonly path: string;
  /** Four octal digits, for example `0600`. */
  readonly mode: string;
  readonly owner: string;
  readonly sizeBytes: number;
}

/** Every file and link of the machine, sorted; the folders of Juju's agents, which hold the charm, and /tmp apart. */
export function allFiles(machine: Machine): readonly MachineFile[] {
  const owners = recordedOwners(machine.root);
  const found: MachineFile[] = [];
  const walk = (folder: string): void => {
    for (const name of readdirSync(path.join(machine.root, folder)).sort()) {
      const file = `${folder}/${name}`;
      if (apart.some((each) => file === each || file.startsWith(`${each}/`))) continue;
      const stat = lstatSync(path.join(machine.root, file));
      if (stat.isDirectory()) walk(file);
      else found.push({ path: file, mode: modeOf(stat.mode), owner: owners[file] ?? 'root', sizeBytes: stat.size });
    }
  };
  if (existsSync(machine.root)) walk('');
  return found;
}

function modeOf(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

/** Owners that the charm wanted and an ordinary user could not set are in a file beside the others. */
function recordedOwners(root: string): Readonly<Record<string, string>> {
  const file = path.join(root, '.owners.json');
  if (!existsSync(file)) return {};
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** What the kernel shows is nobody's file. */
const apart: readonly string[] = ['/.owners.json', '/proc/driver', '/sys', '/var/lib/juju', '/var/log/juju', '/tmp'];
