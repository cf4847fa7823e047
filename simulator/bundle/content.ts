import type { Series } from '../contract.ts';

/** A bundle with its overlays merged in and no error in it. */
export interface Bundle {
  readonly file: string;
  readonly series: Series | null;
  readonly applications: Readonly<Record<string, BundleApplication>>;
  /** Machines that placements refer to. */
  readonly machines: Readonly<Record<string, BundleMachine>>;
  readonly relations: readonly (readonly [string, string])[];
  /** What Juju would ignore without a word, or this simulator is kinder about than Juju is. */
  readonly warnings: readonly string[];
}

export interface BundleApplication {
  /** A charm URL or name, or the absolute path of a charm's folder. */
  readonly charm: string;
  readonly isLocal: boolean;
  readonly series: Series | null;
  readonly channel: string | null;
  readonly unitCount: number;
  /** Placement directives as written. */
  readonly to: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  /** Resource name to absolute path; revisions in a store are left out. */
  readonly resources: Readonly<Record<string, string>>;
  readonly isExposed: boolean;
  readonly hasAnnotations: boolean;
}

export interface BundleMachine {
  readonly series: Series | null;
}

/** The bundle cannot be deployed; `problems` is everything that is wrong with it. */
export class BundleInvalid extends Error {
  override readonly name = 'BundleInvalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the provided bundle has the following errors:\n${problems.join('\n')}`);
    this.problems = problems;
  }
}

/** The Ubuntu series of a `series` or `base` field; null for one that no machine here can have. */
export function seriesOf(field: { readonly series?: string | undefined; readonly base?: string | undefined }): Series | null {
  if (field.series !== undefined) return knownSeries.find((series) => series === field.series) ?? null;
  const release = /^ubuntu@([0-9.]+)/.exec(field.base ?? '')?.[1];
  return release === undefined ? null : (seriesOfRelease[release] ?? null);
}

/** True for what Juju takes as `series` or `base`, whether machines here can have it or not. */
export function isSeries(field: { readonly series?: string | undefined; readonly base?: string | undefined }): boolean {
  return seriesOf(field) !== null || otherSeries.includes(field.series ?? '');
}

const otherSeries: readonly string[] = ['precise', 'trusty', 'zesty', 'artful', 'cosmic', 'disco', 'eoan', 'groovy', 'hirsute', 'impish'];
const knownSeries: readonly Series[] = ['xenial', 'bionic', 'focal', 'jammy', 'noble'];
const seriesOfRelease: Readonly<Record<string, Series>> = {
  '16.04': 'xenial',
  '18.04': 'bionic',
  '20.04': 'focal',
  '22.04': 'jammy',
  '24.04': 'noble',
};
