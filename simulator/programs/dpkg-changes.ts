import type { Machine } from '../contract.ts';
import { compareVersions } from './debian-version.ts';
import { writeStatus } from './dpkg-status.ts';
import { machineHas, readMachineFile, removeMachineFile, writeMachineFile } from './machine-files.ts';
import { installDriver, removeDriver } from './nvidia-driver.ts';
import type { DriverParts } from './nvidia-driver.ts';
import { filesOf } from './package-files.ts';
import { packageVersion } from './package-version.ts';
import type { PackageVersion } from './package-version.ts';
import { stateOf } from './state.ts';
import { recordOf, reloadUnits, startUnit, stopUnit } from './systemd.ts';

/**
 * These versions are installed, in this order, and their services run what came with them. What somebody asked for is no
 * longer taken away when nothing needs it.
 *
 * Configuration that is there stays, and the package's own is put beside it, as `--force-confold` has it; what dpkg had put
 * there before is not looked at again, also when somebody has removed it.
 */
export function unpack(machine: Machine, versions: readonly PackageVersion[], asked: readonly string[]): void {
  const state = stateOf(machine);
  for (const found of versions) {
    const { files, configuration } = filesOf(machine, found);
    const before = state.packages[found.name];
    const known = before?.version ?? state.configFiles[found.name];
    const old = known === undefined ? null : filesOf(machine, packageVersion(found.name, known));
    if (old !== null && before !== undefined)
      for (const file of Object.keys(old.files)) if (files[file] === undefined) removeMachineFile(machine, file);
    for (const [file, content] of Object.entries(files)) writeMachineFile(machine, file, content, modeOf(file));
    for (const [file, content] of Object.entries(configuration))
      if (old?.configuration[file] !== content) placeConfiguration(machine, file, content);
    const isAuto = !asked.includes(found.name) && (before === undefined || before.isAuto === true);
    const isHeld = before?.isHeld ?? state.heldAbsent.includes(found.name);
    state.packages[found.name] = {
      version: found.version,
      isBase: before?.isBase ?? false,
      isHeld,
      ...(isAuto ? { isAuto } : {}),
    };
    state.heldAbsent = state.heldAbsent.filter((name) => name !== found.name);
    delete state.configFiles[found.name];
  }
  for (const name of asked) delete state.packages[name]?.isAuto;
  writeStatus(machine);
  reloadUnits(machine);
  for (const found of versions) configure(machine, found);
}

/** The packages are gone, in this order; with their configuration when they are purged. */
export function removePackages(machine: Machine, names: readonly string[], isPurge: boolean): void {
  const state = stateOf(machine);
  for (const name of names) {
    const version = state.packages[name]?.version ?? state.configFiles[name];
    if (version === undefined) continue;
    const { files, configuration, services } = filesOf(machine, packageVersion(name, version));
    const isInstalled = state.packages[name] !== undefined;
    if (isInstalled) {
      for (const service of services) stopUnit(machine, service);
      for (const file of Object.keys(files)) removeMachineFile(machine, file);
      const driver = driverOf(name, version);
      if (driver !== null) removeDriver(machine, driver);
    }
    if (state.packages[name]?.isHeld === true) state.heldAbsent.push(name);
    delete state.packages[name];
    delete state.configFiles[name];
    const isLeft = Object.keys(configuration).some((file) => machineHas(machine, file));
    if (isPurge) for (const file of Object.keys(configuration)) removeMachineFile(machine, file);
    else if (isLeft) state.configFiles[name] = version;
  }
  writeStatus(machine);
  reloadUnits(machine);
}

function placeConfiguration(machine: Machine, file: string, content: string): void {
  const there = readMachineFile(machine, file);
  if (there === null) writeMachineFile(machine, file, content);
  else if (there !== content) writeMachineFile(machine, `${file}.dpkg-dist`, content);
}

function configure(machine: Machine, { name, version }: PackageVersion): void {
  for (const service of filesOf(machine, packageVersion(name, version)).services) {
    const known = stateOf(machine).units[service];
    startUnit(machine, service);
    // Once: what an operator disabled stays so when the package is upgraded.
    if (known === undefined) stateOf(machine).units[service] = { ...recordOf(machine, service), isEnabled: true };
  }
  if (/^docker(?:\.io|-ce)$/u.test(name)) addGroup(machine, 'docker');
  const driver = driverOf(name, version);
  if (driver !== null) installDriver(machine, driver);
}

/** What of NVIDIA's driver a package is; null for other packages. */
function driverOf(name: string, version: string): DriverParts | null {
  const number = version.replace(/-[^-]*$/u, '');
  if (/^(?:cuda-drivers|nvidia-driver)-\d+$/u.test(name)) return { module: number, libraries: number };
  if (/^nvidia-headless-\d+$/u.test(name)) return { module: number };
  return /^nvidia-utils-\d+$/u.test(name) ? { libraries: number } : null;
}

function addGroup(machine: Machine, name: string): void {
  const groups = readMachineFile(machine, '/etc/group') ?? '';
  if (!new RegExp(`^${name}:`, 'mu').test(groups)) writeMachineFile(machine, '/etc/group', `${groups}${name}:x:999:\n`);
}

function modeOf(file: string): number {
  return /\/s?bin\//u.test(file) ? 0o755 : 0o644;
}

/** Whether apt would call going from one version to another a step back. */
export function isDowngrade(machine: Machine, { name, version }: PackageVersion): boolean {
  const before = stateOf(machine).packages[name]?.version;
  return before !== undefined && compareVersions(version, before) < 0;
}
