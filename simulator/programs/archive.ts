import type { Machine, Series } from '../contract.ts';
import { packageVersion } from './package-version.ts';
import type { PackageVersion } from './package-version.ts';

/** A package of Ubuntu's archive, in the release itself or in its updates. */
export interface ArchivedVersion extends PackageVersion {
  readonly component: 'main' | 'restricted' | 'universe';
  readonly pocket: '' | '-updates';
}

/** The versions that this machine's release has of a package, the newest last; none when it has none. */
export function archivedVersions(machine: Machine, name: string): readonly ArchivedVersion[] {
  const kernel = /^linux-(?:image-extra|modules-extra|headers)-(.+)$/u.exec(name)?.[1];
  if (kernel !== undefined)
    return kernel === kernelRelease(machine)
      ? [{ ...packageVersion(name, '4.4.0-122.146'), component: 'main', pocket: '' }]
      : [];
  const engine = engines[name] ?? drivers[name];
  if (engine !== undefined)
    return (engine.versions[machine.series] ?? []).map((version, index, all) => ({
      ...packageVersion(name, version, { depends: engine.depends }),
      component: engine.component,
      pocket: index === 0 && all.length > 1 ? '' : '-updates',
    }));
  const found = archive[name];
  if (found === undefined || (found.only !== null && !found.only.includes(machine.series))) return [];
  const version = versionsBySeries[name]?.[machine.series] ?? found.version;
  return [{ ...packageVersion(name, version), component: found.component, pocket: '' }];
}

interface ArchivedPackage {
  readonly version: string;
  readonly component: 'main' | 'restricted' | 'universe';
  /** Only these releases have it; null: all. */
  readonly only: readonly Series[] | null;
}

/** What `uname -r` prints. */
export function kernelRelease(machine: Machine): string {
  return {
    xenial: '4.4.0-122-generic',
    bionic: '4.15.0-20-generic',
    focal: '5.4.0-26-generic',
    jammy: '5.15.0-25-generic',
    noble: '6.8.0-31-generic',
  }[machine.series];
}

/** Packages that a cloud image has from the start. */
export const basePackages: Readonly<Record<string, string>> = {
  'ca-certificates': '20170717',
  ebtables: '2.0.10.4-3',
  ethtool: '1:4.5-1',
  iptables: '1.6.0-2',
  snapd: '2.32.9',
  squashfuse: '0.1.100-0ubuntu1',
  systemd: '229-4ubuntu21',
};

const item = (
  version: string,
  component: 'main' | 'universe' = 'main',
  only: readonly Series[] | null = null,
): ArchivedPackage => {
  return { version, component, only };
};

const archive: Readonly<Record<string, ArchivedPackage>> = {
  ...Object.fromEntries(Object.entries(basePackages).map(([name, version]) => [name, item(version)])),
  'apt-transport-https': item('1.2.26'),
  'aufs-tools': item('1:3.2+20130722-1.1ubuntu1', 'universe', ['xenial', 'bionic', 'focal']),
  'bridge-utils': item('1.5-9ubuntu1'),
  'ceph-common': item('10.2.9-0ubuntu0.16.04.1'),
  'cifs-utils': item('2:6.4-1ubuntu1.1'),
  conntrack: item('1:1.4.3-3'),
  fuse: item('2.9.4-1ubuntu3.1', 'main', ['xenial', 'bionic', 'focal']),
  fuse3: item('3.10.5-1build1', 'main', ['jammy', 'noble']),
  git: item('1:2.7.4-0ubuntu1.3'),
  ipset: item('6.29-1'),
  ipvsadm: item('1:1.28-3'),
  'nfs-common': item('1:1.2.8-9ubuntu12.1'),
  'open-iscsi': item('2.0.873+git0.3b4b4500-14ubuntu3.4'),
  socat: item('1.7.3.1-1', 'universe'),
  'ubuntu-fan': item('0.12.8~16.04.2'),
  'virt-what': item('1.14-1', 'universe'),
};

const versionsBySeries: Readonly<Record<string, Partial<Readonly<Record<Series, string>>>>> = {
  git: {
    bionic: '1:2.17.1-1ubuntu0.1',
    focal: '1:2.25.1-1ubuntu3',
    jammy: '1:2.34.1-1ubuntu1',
    noble: '1:2.43.0-1ubuntu7',
  },
  'ceph-common': {
    bionic: '12.2.4-0ubuntu1',
    focal: '15.2.1-0ubuntu1',
    jammy: '17.1.0-0ubuntu3',
    noble: '19.2.0~git20240301',
  },
  socat: { bionic: '1.7.3.2-2ubuntu2', focal: '1.7.3.3-2', jammy: '1.7.4.1-3ubuntu4', noble: '1.8.0.0-4build3' },
};

interface ByRelease {
  readonly component: 'main' | 'restricted' | 'universe';
  readonly depends: readonly string[];
  readonly versions: Partial<Readonly<Record<Series, readonly string[]>>>;
}

const driverVersions: ByRelease['versions'] = {
  focal: ['535.183.01-0ubuntu0.20.04.1'],
  jammy: ['535.183.01-0ubuntu0.22.04.1'],
  noble: ['535.183.01-0ubuntu0.24.04.1'],
};

/** NVIDIA's driver as Ubuntu packages it: a module for desktops or servers, and nvidia-smi with the libraries. */
const drivers: Readonly<Record<string, ByRelease>> = {
  'nvidia-driver-535': { component: 'restricted', depends: ['nvidia-utils-535'], versions: driverVersions },
  'nvidia-headless-535': { component: 'restricted', depends: [], versions: driverVersions },
  'nvidia-utils-535': { component: 'restricted', depends: [], versions: driverVersions },
};

/**
 * The container engine of each release: in the release itself where that still is there, and in its updates.
 *
 * Source: launchpad.net/ubuntu/+source/docker.io, containerd, runc; relations from debian/control of docker.io
 */
const engines: Readonly<Record<string, ByRelease>> = {
  'docker.io': {
    component: 'universe',
    depends: ['containerd (>= 1.2.6-0ubuntu1~)', 'iptables'],
    versions: {
      xenial: ['18.09.7-0ubuntu1~16.04.7'],
      bionic: ['20.10.21-0ubuntu1~18.04.3'],
      focal: ['19.03.8-0ubuntu1', '26.1.3-0ubuntu1~20.04.1'],
      jammy: ['20.10.12-0ubuntu4', '28.2.2-0ubuntu1~22.04.1'],
      noble: ['24.0.7-0ubuntu4', '28.2.2-0ubuntu1~24.04.1'],
    },
  },
  containerd: {
    component: 'main',
    depends: ['runc (>= 1.0.0~rc2~)'],
    versions: {
      xenial: ['1.2.6-0ubuntu1~16.04.6'],
      bionic: ['1.6.12-0ubuntu1~18.04.1'],
      focal: ['1.3.3-0ubuntu2', '1.7.24-0ubuntu1~20.04.2'],
      jammy: ['1.5.9-0ubuntu3', '1.7.28-0ubuntu1~22.04.1'],
      noble: ['1.7.12-0ubuntu4', '1.7.28-0ubuntu1~24.04.1'],
    },
  },
  runc: {
    component: 'main',
    depends: [],
    versions: {
      xenial: ['1.0.0~rc7+git20190403.029124da-0ubuntu1~16.04.4'],
      bionic: ['1.1.4-0ubuntu1~18.04.2'],
      focal: ['1.0.0~rc10-0ubuntu1', '1.1.12-0ubuntu2~20.04.1'],
      jammy: ['1.1.0-0ubuntu1', '1.3.3-0ubuntu1~22.04.2'],
      noble: ['1.1.12-0ubuntu3', '1.3.3-0ubuntu1~24.04.2'],
    },
  },
};
