import { aptArgument } from '../package-spec.ts';
import type { PackageSpec } from '../package-spec.ts';
import { packageGroups } from './known-packages.ts';
import type { FoundRuntime, InstalledVersions } from './known-packages.ts';
import type { RuntimeKind } from './runtime-kind.ts';

/** What apt has to do in one transaction. */
export interface PackagePlan {
  /** Arguments of an install; empty when there is nothing to do. */
  readonly install: readonly string[];
  /** Names of installed packages. */
  readonly remove: readonly string[];
  /** Names of installed packages that would change or go although somebody else holds them. */
  readonly heldByOthers: readonly string[];
}

/** The transaction that brings the wanted packages, at their pinned versions, and takes away those of other runtimes. */
export function planPackages(given: {
  readonly kind: RuntimeKind;
  readonly wanted: readonly PackageSpec[];
  readonly installed: InstalledVersions;
  readonly found: FoundRuntime | null;
  /** Packages that this charm holds. */
  readonly held: readonly string[];
}): PackagePlan {
  const { wanted, installed, held } = given;
  const lacking = wanted.filter(({ name, version }) => {
    const there = installed[name];
    return there === undefined || (version !== null && there.version !== version);
  });
  const remove = surplus(given).filter((name) => name in installed);
  if (lacking.length === 0 && remove.length === 0) return { install: [], remove: [], heldByOthers: [] };
  const touched = [...lacking.map(({ name }) => name), ...remove];
  return {
    // apt wants something to install: then what is there, as it is.
    install:
      lacking.length > 0 ? lacking.map(aptArgument) : wanted.slice(0, 1).map((spec) => asInstalled(spec, installed)),
    remove,
    heldByOthers: touched.filter((name) => installed[name]?.isHeld === true && !held.includes(name)),
  };
}

function asInstalled({ name }: PackageSpec, installed: InstalledVersions): string {
  return aptArgument({ name, version: installed[name]?.version ?? null });
}

/** Names of packages that do not go with the wanted ones, installed or not. */
function surplus({ kind, wanted, found }: Parameters<typeof planPackages>[0]): readonly string[] {
  const names = wanted.map(({ name }) => name);
  const { apt, docker, nvidia, old } = packageGroups;
  const left = found !== null && found.kind !== kind ? found.packages : [];
  const others = {
    apt: [...docker, ...old, ...left],
    upstream: [...apt, ...old, ...left.filter((name) => !docker.some((each) => each === name)), ...superseded(names)],
    nvidia: [
      ...apt,
      ...old,
      ...superseded(names),
      ...left.filter((name) => ![...docker, ...nvidia].some((each) => each === name)),
    ],
    // What its engine needs is for apt to find: only engines of others go.
    custom: [...(names.includes('docker.io') ? [] : apt), ...(names.includes('docker-ce') ? [] : docker), ...old],
  }[kind];
  return [...new Set(others)].filter((name) => !names.includes(name));
}

/** A docker-ce of before 18.09 conflicts with what a newer one was split into. */
function superseded(names: readonly string[]): readonly string[] {
  return names.includes('docker-ce-cli') ? [] : ['docker-ce-cli', 'docker-ce-rootless-extras', 'containerd.io'];
}
