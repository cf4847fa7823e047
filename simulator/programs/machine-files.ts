import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Machine } from '../contract.ts';
import { onDisk } from './answers.ts';

/** The text of a file of the machine, or null. */
export function readMachineFile(machine: Machine, file: string): string | null {
  const real = onDisk(machine, file);
  return existsSync(real) && statSync(real).isFile() ? readFileSync(real, 'utf8') : null;
}

export function machineHas(machine: Machine, file: string): boolean {
  return existsSync(onDisk(machine, file));
}

/** The file has this content and mode; folders on the way are made. */
export function writeMachineFile(machine: Machine, file: string, content: string, mode = 0o644): void {
  const real = onDisk(machine, file);
  mkdirSync(path.dirname(real), { recursive: true });
  if (existsSync(real) && readFileSync(real, 'utf8') === content) return chmodSync(real, mode);
  writeFileSync(real, content, { mode });
  chmodSync(real, mode);
}

export function removeMachineFile(machine: Machine, file: string): void {
  rmSync(onDisk(machine, file), { recursive: true, force: true });
}

/** Names in a folder of the machine, sorted; none when there is no such folder. */
export function listMachineFolder(machine: Machine, folder: string): readonly string[] {
  const real = onDisk(machine, folder);
  return existsSync(real) ? readdirSync(real).sort() : [];
}
