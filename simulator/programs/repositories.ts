import type { Machine, Series } from '../contract.ts';
import { dockerPackages } from './docker-repository.ts';
import { cudaPackages, oldPackages, toolkitPackages } from './nvidia-repository.ts';
import type { OldProject } from './nvidia-repository.ts';
import type { PackageVersion } from './package-version.ts';
import { releases } from './releases.ts';
import { cudaKey, dockerKey, nvidiaKey } from './repository-keys.ts';
import type { SigningKey } from './repository-keys.ts';

/** A repository of packages that machines can reach. */
export interface Repository {
  readonly key: SigningKey;
  /** None for a flat repository. */
  readonly components: readonly string[];
  readonly architectures: readonly Machine['architecture'][];
  readonly packages: readonly PackageVersion[];
}

/** The repository at this place; null where the server has none: it answers 404. */
export function repositoryAt(uri: string, suite: string): Repository | null {
  if (uri === dockerUri) {
    const series = Object.keys(releases).find((each): each is Series => each === suite);
    if (series === undefined) return null;
    return { key: dockerKey, components: ['stable'], architectures: everywhere, packages: dockerPackages(series) };
  }
  return suite === '/' ? flatRepositoryAt(uri) : null;
}

/** Names of servers that can be resolved. */
export function isKnownHost(host: string): boolean {
  return hosts.includes(host) || archiveHost.test(host);
}

/** The archive of Ubuntu itself, which every machine has. What a list names may be no URL at all, and is no archive then. */
export function isArchive(uri: string): boolean {
  return URL.canParse(uri) && archiveHost.test(new URL(uri).hostname);
}

/** The archive of Ubuntu for the machine's architecture. */
export function archiveOf(machine: Machine): string {
  return machine.architecture === 'amd64' ? 'http://archive.ubuntu.com/ubuntu' : 'http://ports.ubuntu.com/ubuntu-ports';
}

function flatRepositoryAt(uri: string): Repository | null {
  const [, toolkit] = /^https:\/\/nvidia\.github\.io\/libnvidia-container\/stable\/deb\/([^/]+)$/u.exec(uri) ?? [];
  if (toolkit !== undefined) return flat(nvidiaKey, toolkit, toolkitPackages);
  const [, project, release, old] =
    /^https:\/\/nvidia\.github\.io\/([a-z-]+)\/(?:stable\/)?(ubuntu1[68]\.04)\/([^/]+)$/u.exec(uri) ?? [];
  if (old !== undefined && isOldProject(project) && isOldRelease(release))
    return flat(nvidiaKey, old, oldPackages(project, release));
  const [, cuda = '', hardware = ''] =
    /^https?:\/\/developer\.download\.nvidia\.com\/compute\/cuda\/repos\/([a-z0-9]+)\/([a-z0-9_]+)$/u.exec(uri) ?? [];
  const packages = cudaPackages(cuda, hardware);
  return packages === null ? null : flat(cudaKey, hardware === 'sbsa' ? 'arm64' : 'amd64', packages);
}

function flat(key: SigningKey, architecture: string, packages: readonly PackageVersion[]): Repository | null {
  const found = everywhere.find((each) => each === architecture && each !== 's390x');
  return found === undefined ? null : { key, components: [], architectures: [found], packages };
}

function isOldProject(name: string | undefined): name is OldProject {
  return name === 'libnvidia-container' || name === 'nvidia-container-runtime' || name === 'nvidia-docker';
}

function isOldRelease(name: string | undefined): name is 'ubuntu16.04' | 'ubuntu18.04' {
  return name === 'ubuntu16.04' || name === 'ubuntu18.04';
}

const dockerUri = 'https://download.docker.com/linux/ubuntu';
const everywhere: readonly Machine['architecture'][] = ['amd64', 'arm64', 'ppc64el', 's390x'];
const hosts: readonly string[] = ['download.docker.com', 'nvidia.github.io', 'developer.download.nvidia.com'];
const archiveHost = /^(?:[a-z0-9.-]+\.)?(?:archive|security|ports)\.ubuntu\.com$/u;

/** Every version of a package that any repository beside Ubuntu's archive has. */
export function publishedPackages(name: string): readonly PackageVersion[] {
  return published().filter((each) => each.name === name);
}

let all: readonly PackageVersion[] | null = null;

function published(): readonly PackageVersion[] {
  all ??= [
    ...Object.keys(releases).flatMap((series) => repositoryAt(dockerUri, series)?.packages ?? []),
    ...toolkitPackages,
    ...(['ubuntu18.04', 'ubuntu16.04'] as const).flatMap((release) =>
      (['libnvidia-container', 'nvidia-container-runtime', 'nvidia-docker'] as const).flatMap((project) =>
        oldPackages(project, release),
      ),
    ),
    ...Object.values(releases).flatMap(
      ({ version }) => cudaPackages(`ubuntu${version.replace('.', '')}`, 'x86_64') ?? [],
    ),
  ];
  return all;
}
