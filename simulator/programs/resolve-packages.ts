import type { Machine } from '../contract.ts';
import { candidatesOf, preferred } from './apt-lists.ts';
import { firstBroken, installedPackages } from './installed-packages.ts';
import { alternativesOf, satisfies } from './package-version.ts';
import type { PackageVersion, Wanted } from './package-version.ts';
import { stateOf } from './state.ts';

export interface Asked {
  /** Versions that are to be there. */
  readonly chosen: ReadonlyMap<string, PackageVersion>;
  /** Names that are to be gone. */
  readonly removed: ReadonlySet<string>;
  /** Names that were asked for and are there as they are. */
  readonly kept: ReadonlySet<string>;
}

export interface Resolved {
  readonly install: readonly PackageVersion[];
  readonly additional: readonly string[];
  readonly remove: readonly string[];
}

/**
 * What else has to come and go with what was asked for, or the lines that say what cannot be met.
 *
 * As apt: what is missing comes in its preferred version only, so a pin has to be followed by pins of what it needs;
 * what conflicts goes, with what cannot be without it, unless it was asked for or is held.
 */
export function resolve(machine: Machine, asked: Asked): Resolved | { readonly unmet: readonly string[] } {
  const work: Work = {
    machine,
    installed: installedPackages(machine),
    chosen: new Map(asked.chosen),
    removed: new Set(asked.removed),
    firm: new Set([...asked.chosen.keys(), ...asked.kept]),
    order: [],
    unmet: [],
  };
  const seen = new Set<string>();
  for (const found of asked.chosen.values()) add(work, found, seen);
  removeBroken(work);
  if (work.unmet.length > 0) return { unmet: work.unmet };
  const additional = work.order.flatMap(({ name }) => (work.firm.has(name) || work.installed.has(name) ? [] : [name]));
  return { install: work.order, additional: additional.sort(), remove: [...work.removed].sort() };
}

interface Work {
  readonly machine: Machine;
  readonly installed: ReadonlyMap<string, PackageVersion>;
  readonly chosen: Map<string, PackageVersion>;
  readonly removed: Set<string>;
  /** Names that may not go. */
  readonly firm: ReadonlySet<string>;
  readonly order: PackageVersion[];
  readonly unmet: string[];
}

function add(work: Work, found: PackageVersion, seen: Set<string>): void {
  if (seen.has(found.name)) return;
  seen.add(found.name);
  work.chosen.set(found.name, found);
  removeConflicting(work, found);
  for (const dependency of found.depends) {
    const needed = neededFor(work, alternativesOf(dependency));
    if (needed === null) work.unmet.push(` ${found.name} : Depends: ${dependency} ${whyNot(work, dependency)}`);
    else if (work.installed.get(needed.name)?.version !== needed.version || work.chosen.has(needed.name))
      add(work, needed, seen);
  }
  work.order.push(found);
}

/** What satisfies one of the alternatives: what will be there anyway, else the first that can come. */
function neededFor(work: Work, alternatives: readonly Wanted[]): PackageVersion | null {
  const isFit = (found: PackageVersion) => alternatives.some((wanted) => satisfies(found, wanted));
  const there = inTheEnd(work).find(isFit);
  if (there !== undefined) return there;
  const coming = alternatives.map(({ name }) =>
    work.removed.has(name) || work.chosen.has(name)
      ? undefined
      : preferred(work.machine, name, work.installed.get(name)),
  );
  return coming.find((found) => found !== undefined && isFit(found)) ?? null;
}

function whyNot({ machine, chosen, installed, removed }: Work, dependency: string): string {
  const [{ name } = { name: '' }] = alternativesOf(dependency);
  if (removed.has(name)) return 'but it is not going to be installed';
  const going = chosen.get(name) ?? preferred(machine, name, installed.get(name));
  if (going !== undefined) return `but ${going.version} is to be installed`;
  return candidatesOf(machine, name).length > 0 ? 'but it is not going to be installed' : 'but it is not installable';
}

function removeConflicting(work: Work, found: PackageVersion): void {
  const others = inTheEnd(work).filter(
    (other) => other.name !== found.name && (conflicts(found, other) || conflicts(other, found)),
  );
  for (const { name, version } of others) {
    if (mayGo(work, name)) work.removed.add(name);
    else work.unmet.push(` ${found.name} : Conflicts: ${name} but ${version} is to be installed`);
  }
}

/** What cannot be without what goes, goes too. */
function removeBroken(work: Work): void {
  for (let broken = firstBroken(inTheEnd(work)); broken !== null; broken = firstBroken(inTheEnd(work))) {
    if (!mayGo(work, broken.name) || work.unmet.length > 0) {
      const line = ` ${broken.name} : Depends: ${broken.lacks} but it is not going to be installed`;
      if (work.unmet.length === 0) work.unmet.push(line);
      return;
    }
    work.removed.add(broken.name);
  }
}

function mayGo({ machine, chosen, firm }: Work, name: string): boolean {
  return !firm.has(name) && !chosen.has(name) && stateOf(machine).packages[name]?.isHeld !== true;
}

function inTheEnd({ installed, chosen, removed }: Work): readonly PackageVersion[] {
  const staying = [...installed.values()].filter(({ name }) => !chosen.has(name) && !removed.has(name));
  return [...chosen.values(), ...staying];
}

function conflicts({ conflicts: lines }: PackageVersion, other: PackageVersion): boolean {
  return lines.some((line) => alternativesOf(line).some((wanted) => satisfies(other, wanted)));
}
