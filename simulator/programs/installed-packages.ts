import type { Machine } from '../contract.ts';
import { archivedVersions } from './archive.ts';
import { alternativesOf, packageVersion, satisfies } from './package-version.ts';
import type { PackageVersion } from './package-version.ts';
import { publishedPackages } from './repositories.ts';
import { stateOf } from './state.ts';

/** What is installed, by name, with what each said of itself: whatever the lists have today. */
export function installedPackages(machine: Machine): ReadonlyMap<string, PackageVersion> {
  const { packages } = stateOf(machine);
  return new Map(
    Object.entries(packages).map(([name, { version }]) => {
      const all = [...archivedVersions(machine, name), ...publishedPackages(name)];
      return [name, all.find((each) => each.version === version) ?? packageVersion(name, version)];
    }),
  );
}

/** The first of the packages that lacks something among them. */
export function firstBroken(all: readonly PackageVersion[]): { readonly name: string; readonly lacks: string } | null {
  for (const { name, depends } of all) {
    const lacks = depends.find(
      (dependency) => !all.some((each) => alternativesOf(dependency).some((wanted) => satisfies(each, wanted))),
    );
    if (lacks !== undefined) return { name, lacks };
  }
  return null;
}

/** The packages, and those that are installed and cannot be without them. */
export function withDependents(machine: Machine, names: readonly string[]): readonly string[] {
  const gone = new Set(names);
  for (;;) {
    const broken = firstBroken([...installedPackages(machine).values()].filter(({ name }) => !gone.has(name)));
    if (broken === null) return [...gone].sort();
    gone.add(broken.name);
  }
}

/** Packages that nobody asked for and that nothing needs when these are gone. */
export function unneeded(machine: Machine, gone: readonly string[] = []): readonly string[] {
  const installed = [...installedPackages(machine).values()].filter(({ name }) => !gone.includes(name));
  const needed = new Set<string>();
  const mark = (found: PackageVersion): void => {
    if (needed.has(found.name)) return;
    needed.add(found.name);
    const wanted = found.depends.flatMap(alternativesOf);
    for (const other of installed) if (wanted.some((each) => satisfies(other, each))) mark(other);
  };
  const { packages } = stateOf(machine);
  for (const found of installed) if (packages[found.name]?.isAuto !== true) mark(found);
  return installed.flatMap(({ name }) => (needed.has(name) ? [] : [name])).sort();
}
