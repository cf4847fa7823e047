import type { Series } from '../contract.ts';

/** Every series that machines can have here, by its release. */
const releases = [
  ['16.04', 'xenial'],
  ['18.04', 'bionic'],
  ['20.04', 'focal'],
  ['22.04', 'jammy'],
  ['24.04', 'noble'],
] as const satisfies readonly (readonly [string, Series])[];

/** The series of a name (`jammy`) or a base (`ubuntu@22.04`, `ubuntu@22.04/stable`); null for one that no machine here can have. */
export function seriesNamed(text: string): Series | null {
  const release = /^ubuntu@([0-9.]+)(?:\/.*)?$/u.exec(text)?.[1];
  return releases.find(([each, series]) => series === text || each === release)?.[1] ?? null;
}

/** `22.04` for jammy. */
export function releaseOf(series: Series): string {
  return releases.find(([, each]) => each === series)?.[0] ?? '';
}

/** `ubuntu@22.04/stable` for jammy. */
export function baseText(series: Series): string {
  return `ubuntu@${releaseOf(series)}/stable`;
}

/** True for what Juju knows as a series, whether machines here can have it or not. */
export function isSeriesName(name: string): boolean {
  return seriesNamed(name) !== null || others.includes(name);
}

/** True for what has the form of a base of a system that Juju knows. */
export function isBase(text: string): boolean {
  return /^(ubuntu@\d{2}\.\d{2}|centos@\d+|genericlinux@\S+)(\/\S+)?$/u.test(text);
}

const others: readonly string[] = [
  ...['precise', 'trusty', 'utopic', 'vivid', 'wily', 'yakkety', 'zesty', 'artful', 'cosmic', 'disco', 'eoan'],
  ...['groovy', 'hirsute', 'impish', 'kinetic', 'lunar', 'mantic', 'oracular', 'plucky'],
  ...['centos7', 'centos8', 'centos9', 'genericlinux'],
];
