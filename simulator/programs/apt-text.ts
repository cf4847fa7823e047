import type { Machine } from '../contract.ts';
import type { PackageVersion } from './package-version.ts';
import { stateOf } from './state.ts';

/** What is to be done, as apt tells it before it does it. */
export interface Changes {
  readonly install: readonly PackageVersion[];
  readonly additional: readonly string[];
  readonly remove: readonly string[];
  readonly upToDate: readonly string[];
  readonly absent: readonly string[];
  readonly held: readonly string[];
  readonly downgraded: readonly PackageVersion[];
}

export const headText = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n';

export function changesText(machine: Machine, changes: Changes): string {
  const { install, additional, remove, upToDate, absent, held, downgraded } = changes;
  const { packages } = stateOf(machine);
  const fresh = install.filter(({ name }) => packages[name] === undefined);
  const upgraded = install.filter((each) => !fresh.includes(each) && !downgraded.includes(each));
  const notes = [
    ...absent.map((name) => `Package '${name}' is not installed, so not removed\n`),
    ...upToDate.map((name) => `${name} is already the newest version (${packages[name]?.version}).\n`),
  ];
  const list = (title: string, names: readonly string[]) =>
    names.length === 0 ? '' : `${title}:\n  ${[...names].sort().join(' ')}\n`;
  const namesOf = (versions: readonly PackageVersion[]) => versions.map(({ name }) => name);
  return [
    ...notes,
    list('The following additional packages will be installed', additional),
    list('The following packages will be REMOVED', remove),
    list('The following NEW packages will be installed', namesOf(fresh)),
    list('The following held packages will be changed', held),
    list('The following packages will be upgraded', namesOf(upgraded)),
    list('The following packages will be DOWNGRADED', namesOf(downgraded)),
    `${upgraded.length} upgraded, ${fresh.length} newly installed, ${downgraded.length === 0 ? '' : `${downgraded.length} downgraded, `}${remove.length} to remove and 0 not upgraded.\n`,
  ].join('');
}

export function setUpText(versions: readonly PackageVersion[]): string {
  return versions.map(({ name, version }) => `Setting up ${name} (${version}) ...\n`).join('');
}

export function removingText(machine: Machine, names: readonly string[]): string {
  const { packages, configFiles } = stateOf(machine);
  return names.map((name) => `Removing ${name} (${packages[name]?.version ?? configFiles[name]}) ...\n`).join('');
}
