import { packageVersion } from './package-version.ts';
import type { PackageVersion } from './package-version.ts';

/** What an older repository has: they were one for each project and each release of Ubuntu. */
export type OldProject = 'libnvidia-container' | 'nvidia-container-runtime' | 'nvidia-docker';

/**
 * Packages of https://nvidia.github.io/libnvidia-container/stable/deb.
 *
 * Source: versions that public scripts and guides install from there; relations from the packages' control files in
 * NVIDIA's repositories nvidia-container-toolkit, nvidia-container-runtime and nvidia-docker
 */
export const toolkitPackages: readonly PackageVersion[] = [
  ...['1.13.2-1', '1.17.8-1', '1.18.1-1'].flatMap(toolkit),
  packageVersion('nvidia-container-runtime', '3.14.0-1', { depends: ['nvidia-container-toolkit (>= 1.13.0)'] }),
  packageVersion('nvidia-docker2', '2.13.0-1', { depends: ['nvidia-container-toolkit (>= 1.13.0)', anyDocker()] }),
];

/** Packages of an older repository, for Ubuntu 16.04 and 18.04; the pins of 2018 are in those for 16.04 only. */
export function oldPackages(project: OldProject, release: 'ubuntu16.04' | 'ubuntu18.04'): readonly PackageVersion[] {
  const engines = release === 'ubuntu16.04' ? ['17.12.1', '18.06.1'] : ['18.06.1'];
  switch (project) {
    case 'libnvidia-container':
      return [
        packageVersion('libnvidia-container1', '1.0.7-1'),
        packageVersion('libnvidia-container-tools', '1.0.7-1', { depends: ['libnvidia-container1 (>= 1.0.7-1)'] }),
        ...(release === 'ubuntu16.04' ? [] : ['1.13.2-1'].flatMap(toolkit)),
      ];
    case 'nvidia-container-runtime':
      return [
        packageVersion('nvidia-container-runtime-hook', '1.4.0-1', {
          depends: ['libnvidia-container-tools (<< 2.0.0)'],
        }),
        packageVersion('nvidia-container-toolkit', '1.0.5-1', {
          depends: ['libnvidia-container-tools (<< 2.0.0)'],
          conflicts: ['nvidia-container-runtime-hook'],
        }),
        ...engines.map((engine) =>
          packageVersion('nvidia-container-runtime', `2.0.0+docker${engine}-1`, {
            depends: ['nvidia-container-runtime-hook (<< 2.0.0)'],
          }),
        ),
        packageVersion('nvidia-container-runtime', '3.1.4-1', { depends: ['nvidia-container-toolkit (<< 2.0.0)'] }),
      ];
    case 'nvidia-docker':
      return [
        ...engines.map((engine) =>
          packageVersion('nvidia-docker2', `2.0.3+docker${engine}-1`, {
            depends: [
              `nvidia-container-runtime (= 2.0.0+docker${engine}-1)`,
              `docker-ce (= ${engine}~ce${engine === '17.12.1' ? '' : '~3'}-0~ubuntu) | docker-ee`,
            ],
          }),
        ),
        packageVersion('nvidia-docker2', '2.2.2-1', { depends: ['nvidia-container-runtime (>= 3.1.0)', anyDocker()] }),
        ...(release === 'ubuntu16.04'
          ? []
          : [
              packageVersion('nvidia-docker2', '2.8.0-1', {
                depends: ['nvidia-container-toolkit (>= 1.7.0)', anyDocker()],
              }),
            ]),
      ];
  }
}

/** Packages of https://developer.download.nvidia.com/compute/cuda/repos/RELEASE/ARCHITECTURE; null for no such place. */
export function cudaPackages(release: string, architecture: string): readonly PackageVersion[] | null {
  if (architecture === 'sbsa' && ['ubuntu1604', 'ubuntu1804'].includes(release)) return null;
  const versions = architecture === 'x86_64' || architecture === 'sbsa' ? drivers[release] : undefined;
  return versions?.flatMap(driver) ?? null;
}

function toolkit(version: string): PackageVersion[] {
  return [
    packageVersion('libnvidia-container1', version),
    packageVersion('libnvidia-container-tools', version, { depends: [`libnvidia-container1 (>= ${version})`] }),
    packageVersion('nvidia-container-toolkit-base', version, { conflicts: ['nvidia-container-toolkit (<= 1.10.0-1)'] }),
    packageVersion('nvidia-container-toolkit', version, {
      depends: [`libnvidia-container-tools (>= ${version})`, `nvidia-container-toolkit-base (= ${version})`],
      conflicts: ['nvidia-container-runtime-hook'],
    }),
  ];
}

/** The newest branch, and each branch by its name. What they need in turn is left out: the branch stands for the driver. */
function driver(version: string): PackageVersion[] {
  const branch = `cuda-drivers-${version.split('.')[0]}`;
  return [
    packageVersion('cuda-drivers', version, { depends: [`${branch} (>= ${version})`] }),
    packageVersion(branch, version),
  ];
}

function anyDocker(): string {
  return 'docker-ce (>= 18.06.0~ce~3-0~ubuntu) | docker-ee | docker.io (>= 18.06.0)';
}

const drivers: Readonly<Record<string, readonly string[]>> = {
  ubuntu1604: ['390.30-1', '465.19.01-1'],
  ubuntu1804: ['465.19.01-1', '520.61.05-1'],
  ubuntu2004: ['520.61.05-1', '550.90.07-1'],
  ubuntu2204: ['535.129.03-1', '550.90.07-1'],
  ubuntu2404: ['560.35.05-0ubuntu1', '590.48.01-0ubuntu1'],
};
