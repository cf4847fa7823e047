import type { Series } from '../contract.ts';
import type { JujuTrack } from '../model/juju-features.ts';
import { JujuRefused } from '../model/model.ts';
import type { OptionValue } from '../model/model.ts';
import { isBase, isSeriesName, seriesNamed } from '../model/releases.ts';

/** A bundle with its overlays merged in and no error in it that can be seen without the charms. */
export interface Bundle {
  readonly file: string;
  /** By whose rules it was read. */
  readonly juju: JujuTrack;
  readonly series: Series | null;
  readonly applications: Readonly<Record<string, BundleApplication>>;
  /** Machines that placements refer to. */
  readonly machines: Readonly<Record<string, BundleMachine>>;
  readonly relations: readonly (readonly [string, string])[];
  /** What Juju would ignore without a word, or this simulator is kinder about than Juju is. */
  readonly warnings: readonly string[];
  /** What `juju deploy --dry-run` says of fields that Juju does not know, a text for each document. */
  readonly unmarshalErrors: readonly string[];
}

export interface BundleApplication {
  /** A charm URL or name, or the absolute path of a charm's folder or archive. */
  readonly charm: string;
  readonly isLocal: boolean;
  readonly series: Series | null;
  readonly channel: string | null;
  /** Of the store. */
  readonly revision: number | null;
  readonly unitCount: number;
  /** Placement directives as written. */
  readonly to: readonly string[];
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly constraints: string;
  /** Resource name to absolute path; revisions in a store are left out. */
  readonly resources: Readonly<Record<string, string>>;
  /** Endpoint to space; the endpoint `` is the default of all. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly isExposed: boolean;
  readonly isTrusted: boolean;
  readonly hasAnnotations: boolean;
}

export interface BundleMachine {
  readonly series: Series | null;
}

/** The bundle cannot be deployed; `problems` is everything that is wrong with it. */
export class BundleInvalid extends JujuRefused {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the provided bundle has the following errors:\n${problems.join('\n')}`);
    this.problems = problems;
  }
}

interface SeriesField {
  readonly series?: string | undefined;
  readonly base?: string | undefined;
}

/** The Ubuntu series of a `series` or `base` field; null for one that no machine here can have. */
export function seriesOf({ series, base }: SeriesField): Series | null {
  const [named, based] = [series ?? '', base ?? ''];
  if (base !== undefined) return based.includes('@') ? seriesNamed(based) : null;
  return named.includes('@') ? null : seriesNamed(named);
}

/** True for what Juju takes as `series` or `base`, whether machines here can have it or not. */
export function isSeries({ series, base }: SeriesField): boolean {
  return base === undefined ? isSeriesName(series ?? '') && !(series ?? '').includes('@') : isBase(base);
}
