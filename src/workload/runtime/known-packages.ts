import type { RuntimeKind } from './runtime-kind.ts';

/** Packages of runtimes by who makes them; no package is in two groups. */
export const packageGroups = {
  apt: ['docker.io'],
  docker: ['docker-ce', 'docker-ce-cli', 'docker-ce-rootless-extras', 'containerd.io'],
  nvidia: [
    'nvidia-docker2',
    'nvidia-container-runtime',
    'nvidia-container-runtime-hook',
    'nvidia-container-toolkit',
    'nvidia-container-toolkit-base',
    'libnvidia-container-tools',
    'libnvidia-container1',
  ],
  /** Docker's before 2017, which the charm of 2018 called `upstream`, and Microsoft's. */
  old: ['docker-engine', 'moby-engine'],
} as const;

export const knownPackages: readonly string[] = Object.values(packageGroups).flat();

/** Packages that bring dockerd. */
export const engines: readonly string[] = ['docker.io', 'docker-ce', ...packageGroups.old];

/** Packages that come with a runtime's, follow their version, and are held with them. */
export const companions: Readonly<Record<RuntimeKind, readonly string[]>> = {
  apt: [],
  upstream: packageGroups.docker,
  nvidia: [...packageGroups.docker, ...packageGroups.nvidia],
  custom: [],
};

/** Packages that a runtime runs on or with, and that have versions of their own. */
export const alongside: Readonly<Record<RuntimeKind, readonly string[]>> = {
  apt: ['containerd', 'runc'],
  upstream: ['docker-buildx-plugin', 'docker-compose-plugin'],
  nvidia: ['docker-buildx-plugin', 'docker-compose-plugin'],
  custom: [],
};

/** Installed packages by name. */
export type InstalledVersions = Readonly<Record<string, { readonly version: string; readonly isHeld: boolean }>>;

/** A container runtime that is on the machine, whoever installed it. */
export interface FoundRuntime {
  readonly kind: RuntimeKind;
  /** The package that brings dockerd. */
  readonly engine: string;
  readonly packages: readonly string[];
}

/** The container runtime among the installed packages; null when there is none. */
export function findRuntime(
  installed: InstalledVersions,
  recorded: { readonly kind: RuntimeKind; readonly packages: readonly string[] } | null,
): FoundRuntime | null {
  const present = (names: readonly string[]) => names.filter((name) => name in installed);
  if (
    recorded?.kind === 'custom' &&
    recorded.packages.length > 0 &&
    recorded.packages.every((name) => name in installed)
  ) {
    return { kind: 'custom', engine: recorded.packages[0] ?? '', packages: recorded.packages };
  }
  if ('docker-ce' in installed) {
    const docker = present(packageGroups.docker);
    const integration = present(packageGroups.nvidia);
    const isNvidia = integration.some((name) => !name.startsWith('libnvidia'));
    return isNvidia
      ? { kind: 'nvidia', engine: 'docker-ce', packages: [...docker, ...integration] }
      : { kind: 'upstream', engine: 'docker-ce', packages: docker };
  }
  if ('docker.io' in installed) return { kind: 'apt', engine: 'docker.io', packages: ['docker.io'] };
  const [old] = present(packageGroups.old);
  return old === undefined ? null : { kind: 'upstream', engine: old, packages: [old] };
}
