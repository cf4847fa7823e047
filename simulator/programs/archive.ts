import type { Machine, Series } from '../contract.ts';

/** A package of Ubuntu's archive. */
interface ArchivedPackage {
  readonly version: string;
  readonly component: 'main' | 'universe';
  /** Only these releases have it; null: all. */
  readonly only: readonly Series[] | null;
}

/** The package as this machine's release has it; null when no archive has it. */
export function archivedPackage(machine: Machine, name: string): ArchivedPackage | null {
  const kernel = /^linux-(?:image-extra|modules-extra|headers)-(.+)$/u.exec(name)?.[1];
  if (kernel !== undefined)
    return kernel === kernelRelease(machine) ? { version: '4.4.0-122.146', component: 'main', only: null } : null;
  const found = archive[name];
  if (found === undefined || (found.only !== null && !found.only.includes(machine.series))) return null;
  const version = versionsBySeries[name]?.[machine.series] ?? found.version;
  return { ...found, version };
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
  'aufs-tools': item('1:3.2+20130722-1.1ubuntu1', 'universe', ['xenial', 'bionic', 'focal']),
  'bridge-utils': item('1.5-9ubuntu1'),
  'ceph-common': item('10.2.9-0ubuntu0.16.04.1'),
  'cifs-utils': item('2:6.4-1ubuntu1.1'),
  conntrack: item('1:1.4.3-3'),
  containerd: item('0.2.5-0ubuntu1~16.04.1', 'universe'),
  'docker.io': item('18.09.7-0ubuntu1~16.04.7', 'universe'),
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
  'docker.io': {
    bionic: '20.10.21-0ubuntu1~18.04.3',
    focal: '19.03.8-0ubuntu1',
    jammy: '20.10.12-0ubuntu4',
    noble: '24.0.7-0ubuntu4',
  },
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
