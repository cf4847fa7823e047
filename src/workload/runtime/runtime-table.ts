import type { AptSource } from '../apt-source.ts';

/** What decides where packages come from. */
export interface PackagePlatform {
  /** Of Ubuntu, for example `22.04`. */
  readonly release: { readonly id: string; readonly versionId: string };
  /** As dpkg names it. */
  readonly architecture: string;
}

/** NVIDIA's integration with Docker: the Container Toolkit, or nvidia-docker2 where only that exists. */
export interface NvidiaOffer {
  readonly sources: readonly AptSource[];
  readonly integration: 'nvidia-container-toolkit' | 'nvidia-docker2';
}

/** Docker's own repository for this machine; null where Docker has none. */
export function dockerOffer({ release, architecture }: PackagePlatform): AptSource | null {
  const row = rowOf(release);
  if (row === null || !row.docker.includes(architecture)) return null;
  return {
    name: 'docker',
    url: 'https://download.docker.com/linux/ubuntu',
    suite: row.codename,
    components: ['stable'],
    architectures: [architecture],
    key: {
      url: 'https://download.docker.com/linux/ubuntu/gpg',
      fingerprint: '9DC858229FC7DD38854AE2D88D81803C0EBFCD88',
    },
  };
}

/** NVIDIA's repositories of its integration with Docker for this machine; null where there are none. */
export function nvidiaOffer({ release, architecture }: PackagePlatform): NvidiaOffer | null {
  const row = rowOf(release);
  if (row === null) return null;
  if (row.toolkit.includes(architecture)) {
    const url = `https://nvidia.github.io/libnvidia-container/stable/deb/${architecture}`;
    return {
      integration: 'nvidia-container-toolkit',
      sources: [nvidiaSource('nvidia-container-toolkit', url, architecture)],
    };
  }
  if (!row.nvidiaDocker.includes(architecture)) return null;
  const sources = ['libnvidia-container', 'nvidia-container-runtime', 'nvidia-docker'].map((project) =>
    nvidiaSource(
      project,
      `https://nvidia.github.io/${project}/ubuntu${release.versionId}/${architecture}`,
      architecture,
    ),
  );
  return { integration: 'nvidia-docker2', sources };
}

/** NVIDIA's repository of drivers for this machine; null where there is none that its current key signs. */
export function driverOffer({ release, architecture }: PackagePlatform): AptSource | null {
  const hardware = rowOf(release)?.cuda[architecture];
  if (hardware === undefined) return null;
  const url = `https://developer.download.nvidia.com/compute/cuda/repos/ubuntu${release.versionId.replace('.', '')}/${hardware}`;
  return {
    name: cudaSource,
    url,
    suite: '/',
    components: [],
    architectures: [architecture],
    key: { url: `${url}/3bf863cc.pub`, fingerprint: 'EB693B3035CD5710E231E123A4B469963BF863CC' },
  };
}

/** Name of the source of drivers. */
export const cudaSource = 'nvidia-cuda';

interface Row {
  readonly codename: string;
  /** Architectures of Docker's repository. */
  readonly docker: readonly string[];
  /** Architectures of the repository of the NVIDIA Container Toolkit. */
  readonly toolkit: readonly string[];
  /** Architectures of the older repositories, by release, where the toolkit has none. */
  readonly nvidiaDocker: readonly string[];
  /** By architecture: the folder of the repository of drivers. */
  readonly cuda: Readonly<Record<string, string>>;
}

/** One source for all distributions since version 1.14; before, and for 16.04, one for each project and release. */
function nvidiaSource(name: string, url: string, architecture: string): AptSource {
  return {
    name,
    url,
    suite: '/',
    components: [],
    architectures: [architecture],
    key: {
      url: 'https://nvidia.github.io/libnvidia-container/gpgkey',
      fingerprint: 'C95B321B61E88C1809C4F759DDCAE044F796ECB0',
    },
  };
}

function rowOf({ id, versionId }: PackagePlatform['release']): Row | null {
  return id === 'ubuntu' ? (rows[versionId] ?? null) : null;
}

/** Docker's repository has these for each of the releases; 16.04 to 20.04 get no new versions any more. */
const dockerEverywhere: readonly string[] = ['amd64', 'arm64', 'armhf', 'ppc64el', 's390x'];

/**
 * By release of Ubuntu.
 *
 * Source: https://docs.docker.com/engine/install/ubuntu/ (architectures, repository, key), and for releases that this
 *   page no longer lists https://github.com/docker/docs/pull/22675 (20.04 until May 2025)
 * Source: https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/1.12.1/install-guide.html (16.04: amd64 and
 *   ppc64le; 18.04 to 22.04: arm64 too)
 * Source: https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/supported-platforms.html (24.04)
 * Source: https://nvidia.github.io/libnvidia-container/stable/ubuntu18.04/ (one repository, stable/deb, since 1.14.0)
 * Source: https://developer.download.nvidia.com/compute/cuda/repos/ (folders; that of 16.04 and ppc64el has the key of
 *   before 2022 only)
 */
const rows: Readonly<Record<string, Row>> = {
  '16.04': {
    codename: 'xenial',
    docker: dockerEverywhere,
    toolkit: [],
    nvidiaDocker: ['amd64', 'ppc64el'],
    cuda: { amd64: 'x86_64' },
  },
  '18.04': {
    codename: 'bionic',
    docker: dockerEverywhere,
    toolkit: ['amd64', 'arm64', 'ppc64el'],
    nvidiaDocker: [],
    cuda: { amd64: 'x86_64', arm64: 'sbsa', ppc64el: 'ppc64el' },
  },
  '20.04': {
    codename: 'focal',
    docker: dockerEverywhere,
    toolkit: ['amd64', 'arm64', 'ppc64el'],
    nvidiaDocker: [],
    cuda: { amd64: 'x86_64', arm64: 'sbsa' },
  },
  '22.04': {
    codename: 'jammy',
    docker: dockerEverywhere,
    toolkit: ['amd64', 'arm64', 'ppc64el'],
    nvidiaDocker: [],
    cuda: { amd64: 'x86_64', arm64: 'sbsa' },
  },
  '24.04': {
    codename: 'noble',
    docker: dockerEverywhere,
    toolkit: ['amd64', 'arm64'],
    nvidiaDocker: [],
    cuda: { amd64: 'x86_64', arm64: 'sbsa' },
  },
};
