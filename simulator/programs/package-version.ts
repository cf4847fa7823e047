import { compareVersions } from './debian-version.ts';

/** One version of a package, as a repository describes it. */
export interface PackageVersion {
  readonly name: string;
  readonly version: string;
  /** As in Debian's control files: `docker-ce (= 17.12.1~ce-0~ubuntu) | docker-ee`. */
  readonly depends: readonly string[];
  readonly conflicts: readonly string[];
  /** Names without versions: they satisfy no dependency that asks for one. */
  readonly provides: readonly string[];
}

export function packageVersion(
  name: string,
  version: string,
  { depends = [], conflicts = [], provides = [] }: Partial<Omit<PackageVersion, 'name' | 'version'>> = {},
): PackageVersion {
  return { name, version, depends, conflicts, provides };
}

/** A name in a dependency, and what its version must be. */
export interface Wanted {
  readonly name: string;
  readonly relation: string | null;
  readonly version: string;
}

/** The alternatives of one dependency, the first one preferred. */
export function alternativesOf(dependency: string): readonly Wanted[] {
  return dependency.split('|').map((each) => {
    const [, name = '', relation = null, version = ''] =
      /^\s*([a-z0-9][a-z0-9.+-]*)\s*(?:\((<<|<=|=|>=|>>)\s*([^)\s]+)\))?\s*$/u.exec(each) ?? [];
    return { name, relation, version };
  });
}

/** The package is what is wanted, by its name or by one that it provides. */
export function satisfies({ name, version, provides }: PackageVersion, wanted: Wanted): boolean {
  if (name !== wanted.name) return wanted.relation === null && provides.includes(wanted.name);
  if (wanted.relation === null) return true;
  return accepts[wanted.relation]?.(compareVersions(version, wanted.version)) ?? false;
}

const accepts: Readonly<Record<string, (order: number) => boolean>> = {
  '<<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '=': (order) => order === 0,
  '>=': (order) => order >= 0,
  '>>': (order) => order > 0,
};
