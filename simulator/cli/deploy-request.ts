import type { JujuFeatures, JujuTrack } from '../model/juju-features.ts';

/** What was typed after `juju deploy`. */
export interface DeployRequest {
  readonly what: string;
  readonly name: string | null;
  readonly overlays: readonly string[];
  /** `key=value` or files. */
  readonly config: readonly string[];
  readonly resources: Readonly<Record<string, string>>;
  readonly unitCount: number;
  readonly to: readonly string[];
  readonly constraints: string;
  readonly hasBindings: boolean;
  readonly channel: string | null;
  readonly series: string | null;
  readonly base: string | null;
  readonly isTrusted: boolean;
  readonly isForced: boolean;
  readonly isDryRun: boolean;
  readonly juju: JujuTrack;
  readonly features: JujuFeatures;
}
