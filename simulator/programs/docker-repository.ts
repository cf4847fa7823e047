import type { Series } from '../contract.ts';
import { compareVersions } from './debian-version.ts';
import { packageVersion } from './package-version.ts';
import type { PackageVersion } from './package-version.ts';

/**
 * Packages of https://download.docker.com/linux/ubuntu for a release, in its component `stable`.
 *
 * Source: versions that public scripts and guides install from there; relations from docker-ce-packaging, deb/control
 */
export function dockerPackages(series: Series): readonly PackageVersion[] {
  const { engines, runtimes } = offered[series];
  return [...engines.flatMap(engine), ...runtimes.map(runtime)];
}

function engine(version: string): PackageVersion[] {
  const isAlone = compareVersions(version, '5:18.09') < 0;
  if (isAlone) return [packageVersion('docker-ce', version, { depends: ['iptables'], conflicts: ['docker.io'] })];
  const needed =
    compareVersions(version, '5:23') >= 0 ? '1.6.4' : compareVersions(version, '5:20') >= 0 ? '1.4.1' : '1.2.2-3';
  return [
    packageVersion('docker-ce', version, {
      depends: ['docker-ce-cli', `containerd.io (>= ${needed})`, 'iptables'],
      conflicts: ['docker.io'],
    }),
    packageVersion('docker-ce-cli', version, { conflicts: ['docker.io', 'docker-ce (<< 5:0)'] }),
  ];
}

function runtime(version: string): PackageVersion {
  return packageVersion('containerd.io', version, {
    conflicts: ['containerd', 'runc'],
    provides: ['containerd', 'runc'],
  });
}

const offered: Readonly<Record<Series, { readonly engines: readonly string[]; readonly runtimes: readonly string[] }>> =
  {
    xenial: {
      engines: [
        '17.12.1~ce-0~ubuntu',
        '18.06.1~ce~3-0~ubuntu',
        '5:18.09.9~3-0~ubuntu-xenial',
        '5:19.03.15~3-0~ubuntu-xenial',
      ],
      runtimes: ['1.2.13-2', '1.4.6-1'],
    },
    bionic: {
      engines: ['18.06.1~ce~3-0~ubuntu', '5:19.03.12~3-0~ubuntu-bionic', '5:20.10.8~3-0~ubuntu-bionic'],
      runtimes: ['1.2.13-2', '1.4.11-1', '1.6.8-1'],
    },
    focal: {
      engines: [
        '5:20.10.24~3-0~ubuntu-focal',
        '5:23.0.3-1~ubuntu.20.04~focal',
        '5:25.0.3-1~ubuntu.20.04~focal',
        '5:27.1.1-1~ubuntu.20.04~focal',
      ],
      runtimes: ['1.6.9-1', '1.6.18-1', '1.7.20-1'],
    },
    jammy: {
      engines: ['5:20.10.24~3-0~ubuntu-jammy', '5:24.0.7-1~ubuntu.22.04~jammy', '5:27.5.1-1~ubuntu.22.04~jammy'],
      runtimes: ['1.6.18-1', '1.7.20-1', '1.7.29-1~ubuntu.22.04~jammy'],
    },
    noble: {
      engines: ['5:27.5.1-1~ubuntu.24.04~noble', '5:28.0.4-1~ubuntu.24.04~noble', '5:28.5.2-1~ubuntu.24.04~noble'],
      runtimes: ['1.7.28-1~ubuntu.24.04~noble', '1.7.29-1~ubuntu.24.04~noble'],
    },
  };
