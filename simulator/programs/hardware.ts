import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Hardware, Machine } from '../contract.ts';
import { onDisk } from './answers.ts';
import { loadModule, showLibraries, unloadModule } from './nvidia-driver.ts';
import { pciBus, writeDevices } from './pci-devices.ts';
import { stateOf } from './state.ts';

/**
 * The machine has these devices on its PCI bus and this driver; what is not named stays as it is.
 *
 * Containers have what their host has: this is for machines.
 */
export function giveHardware(machine: Machine, given: Hardware): void {
  const { hardware } = stateOf(machine);
  const { driver, libraries, ...rest } = given;
  Object.assign(hardware, rest);
  writeDevices(machine);
  if (driver === null) Object.assign(hardware, { module: null, libraries: null });
  if (driver !== undefined && driver !== null) Object.assign(hardware, { module: driver, libraries: driver });
  if (libraries !== undefined) hardware.libraries = libraries;
  showLibraries(machine);
  unloadModule(machine);
  // A driver that was asked for by name is loaded: only what packages install may have to wait.
  if (hardware.module !== null && (driver !== undefined || hardware.driverLoads === 'yes')) loadModule(machine);
}

/** The machine has a bus and the kernel's files about drivers; a container has its host's. */
export function prepareHardware(machine: Machine): void {
  for (const folder of [pciBus, '/proc/driver']) {
    const real = onDisk(machine, folder);
    if (machine.host === undefined || machine.host === null) {
      mkdirSync(real, { recursive: true });
      continue;
    }
    const target = onDisk(machine.host, folder);
    mkdirSync(target, { recursive: true });
    mkdirSync(path.dirname(real), { recursive: true });
    symlinkSync(path.relative(path.dirname(real), target), real);
  }
  if (machine.host === undefined || machine.host === null) writeDevices(machine);
}
