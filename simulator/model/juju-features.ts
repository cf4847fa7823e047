import type { Series } from '../contract.ts';

/** The lines of Juju whose rules the simulator knows. */
export type JujuTrack = '2.9' | '3.6' | '4.0';

/** What differs between them for machine charms and their operators. */
export interface JujuFeatures {
  readonly track: JujuTrack;
  /** As `JUJU_VERSION` and `juju status` say it. */
  readonly version: string;
  readonly hasSecrets: boolean;
  /** leader-get, leader-set and leader-settings-changed. */
  readonly hasLeaderSettings: boolean;
  /** add-metric, collect-metrics, meter-status-changed, `JUJU_METER_*`, `JUJU_SLA`. */
  readonly hasMetrics: boolean;
  readonly hasPayloads: boolean;
  readonly hasRelationModelGet: boolean;
  /** pre-series-upgrade and post-series-upgrade. */
  readonly hasSeriesUpgrade: boolean;
  /** `private-address` is kept in the bags of units. */
  readonly hasPrivateAddress: boolean;
  /** Series on the command line and in bundles. */
  readonly hasSeries: boolean;
  /** `base` on the command line and in bundles. */
  readonly hasBases: boolean;
  /** Of a charm that has it, where nobody asks for another. */
  readonly defaultSeries: Series;
  /** Charms of `cs:`. */
  readonly hasCharmStore: boolean;
  /** `kvm:` placements. */
  readonly hasKvm: boolean;
  readonly hasDirectoryDeploy: boolean;
  /** `run-action`, and `run` for commands; else `run` for actions, and `exec`. */
  readonly hasRunAction: boolean;
  /** `Code`, `Stdout`, `Stderr`; else `return-code`, `stdout`, `stderr`. */
  readonly hasOldActionKeys: boolean;
  /** Whether actions take parameters that actions.yaml does not name. */
  readonly hasOpenActionParameters: boolean;
  /** Action tools answer in hooks (with `not running an action`). */
  readonly hasActionToolsInHooks: boolean;
  /** relation-get refuses an application's name where it expects a unit's. */
  readonly checksUnitNames: boolean;
  /** `endpoint` or `relation`: the word of relation-ids' complaint, and of `juju status --relations`. */
  readonly relationWord: 'endpoint' | 'relation';
  readonly hasServicesInBundles: boolean;
  /** `juju status` takes names of what to show, and `--watch`. */
  readonly hasStatusSelectors: boolean;
}

/** By line. */
export const jujuFeatures: Readonly<Record<JujuTrack, JujuFeatures>> = {
  '2.9': {
    track: '2.9',
    version: '2.9.46',
    hasSecrets: false,
    hasLeaderSettings: true,
    hasMetrics: true,
    hasPayloads: true,
    hasRelationModelGet: false,
    hasSeriesUpgrade: true,
    hasPrivateAddress: true,
    hasSeries: true,
    hasBases: false,
    defaultSeries: 'focal',
    hasCharmStore: true,
    hasKvm: true,
    hasDirectoryDeploy: true,
    hasRunAction: true,
    hasOldActionKeys: true,
    hasOpenActionParameters: true,
    hasActionToolsInHooks: true,
    checksUnitNames: false,
    relationWord: 'relation',
    hasServicesInBundles: true,
    hasStatusSelectors: true,
  },
  '3.6': {
    track: '3.6',
    version: '3.6.9',
    hasSecrets: true,
    hasLeaderSettings: true,
    hasMetrics: true,
    hasPayloads: true,
    hasRelationModelGet: true,
    hasSeriesUpgrade: true,
    hasPrivateAddress: true,
    hasSeries: true,
    hasBases: true,
    defaultSeries: 'noble',
    hasCharmStore: false,
    hasKvm: true,
    hasDirectoryDeploy: true,
    hasRunAction: false,
    hasOldActionKeys: false,
    hasOpenActionParameters: true,
    hasActionToolsInHooks: true,
    checksUnitNames: true,
    relationWord: 'endpoint',
    hasServicesInBundles: false,
    hasStatusSelectors: true,
  },
  '4.0': {
    track: '4.0',
    version: '4.0.0',
    hasSecrets: true,
    hasLeaderSettings: false,
    hasMetrics: false,
    hasPayloads: false,
    hasRelationModelGet: true,
    hasSeriesUpgrade: false,
    hasPrivateAddress: false,
    hasSeries: false,
    hasBases: true,
    defaultSeries: 'noble',
    hasCharmStore: false,
    hasKvm: false,
    hasDirectoryDeploy: false,
    hasRunAction: false,
    hasOldActionKeys: false,
    hasOpenActionParameters: false,
    hasActionToolsInHooks: false,
    checksUnitNames: true,
    relationWord: 'endpoint',
    hasServicesInBundles: false,
    hasStatusSelectors: false,
  },
};
