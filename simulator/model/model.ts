/**
 * What Juju's controller knows, as plain JSON.
 *
 * `model.ts` holds the types; `machines.ts`, `units.ts`, `relations.ts`, `options.ts`, `remove.ts`, `storage.ts`,
 * `secrets.ts` and `model-config.ts` change them the way the `juju` commands and the hook tools do; `scopes.ts` says who
 * sees whom, and what follows by itself; `juju-features.ts` is the table of what differs between the lines of Juju;
 * `unit-view.ts` says what an operator sees of a unit. No hook is run here, that is `agent/`; nothing is written to disk,
 * that is `store/`.
 *
 * Imports `contract.ts`. Start reading at `Model`.
 */
import { randomUUID } from 'node:crypto';
import type { Fault, Series, StatusWord, StorageDefinition } from '../contract.ts';
import type { JujuTrack } from './juju-features.ts';
import type { HookInfo } from './hook-info.ts';
import type { Relation } from './relation.ts';
import type { Secret } from './secret.ts';
import type { Operation, Task } from './task.ts';

export type { HookInfo, RelationHook, RelationHookKind, SecretHook } from './hook-info.ts';
export type { BagData, Relation, RelationEnd } from './relation.ts';
export type { Secret, SecretGrant, SecretRevision, SecretRotation } from './secret.ts';
export type { Operation, Task, TaskStatus } from './task.ts';

export interface Model {
  readonly schema: 2;
  readonly name: string;
  readonly uuid: string;
  /** Whose rules hold. */
  readonly juju: JujuTrack;
  /** The model's own clock, in seconds since the epoch, when the model was last saved. */
  clockSeconds: number;
  /** What `juju model-config` set; everything else has its default. */
  readonly config: Record<string, OptionValue>;
  nextMachine: number;
  nextAddress: number;
  nextRelation: number;
  /** Operations and tasks are counted together, as Juju does. */
  nextTask: number;
  /** Hooks run so far. */
  hookCount: number;
  readonly applications: Record<string, Application>;
  readonly units: Record<string, Unit>;
  readonly machines: Record<string, MachineData>;
  /** By number. */
  readonly relations: Record<string, Relation>;
  /** By id. */
  readonly operations: Record<string, Operation>;
  /** Actions and commands, by id. */
  readonly tasks: Record<string, Task>;
  /** By id, without `secret:`. */
  readonly secrets: Record<string, Secret>;
  /** By id, for example `data/0`. */
  readonly storages: Record<string, StorageInstance>;
  /** Storage that was ever made, so that no id is given twice. */
  nextStorage?: number;
  /** Volumes of storage that is added from here on are not there until somebody provisions them. */
  isStorageHeld?: boolean;
  /** Refusals that somebody asked for, taken in order when a hook is to be committed. */
  readonly commitFaults: CommitFault[];
}

export interface Application {
  readonly name: string;
  /** As deployed: a store URL or a path. */
  charm: string;
  /** Of the store; null for a local charm. */
  channel: string | null;
  readonly series: Series;
  /** Becomes true for a charm that nothing is known of when it is related in container scope. */
  isSubordinate: boolean;
  /** Grows with every refresh and attached resource. */
  charmRevision: number;
  /** The folder, relative to the model's, in which the controller keeps this revision's files; null for a stand-in. */
  charmFiles: string | null;
  /** What its charm says of the storage of its units. */
  storages?: Readonly<Record<string, StorageDefinition>>;
  readonly settings: Record<string, OptionValue>;
  /** Resource name to file, relative to the model's folder; `default` is what the store has. */
  readonly resources: Record<string, ResourceData>;
  isExposed: boolean;
  isTrusted: boolean;
  constraints: string;
  life: Life;
  nextUnit: number;
  version: string;
  status: StatusData | null;
  /** The unit that leads; while it is null or not alive, the first one that is alive. */
  leader: string | null;
  readonly leaderData: Record<string, string>;
  /** Grows when leader data or what stand-ins share changes. */
  leaderVersion: number;
  readonly shared: Record<string, unknown>;
}

export type OptionValue = string | number | boolean;
export type Life = 'alive' | 'dying' | 'dead';

export interface ResourceData {
  readonly file: string;
  readonly revision: number;
}

export interface StatusData {
  readonly status: StatusWord;
  readonly message: string;
  readonly since: number;
}

export interface MachineData {
  readonly id: string;
  readonly hostName: string;
  series: Series;
  readonly architecture: 'amd64' | 'arm64' | 'ppc64el' | 's390x';
  readonly parent: string | null;
  address: string;
  publicAddress: string;
  readonly state: Record<string, unknown>;
  readonly faults: Fault[];
}

export interface Unit {
  readonly name: string;
  readonly application: string;
  readonly number: number;
  readonly machine: string;
  /** The unit beside which a subordinate lives. */
  readonly principal: string | null;
  life: Life;
  /** It goes although a hook has failed or its agent is lost. */
  isRemovalForced?: boolean;
  workload: StatusData;
  agentStatus: AgentStatus;
  hasSetStatus: boolean;
  /** Open on all endpoints. */
  ports: string[];
  /** Open on some endpoints only: endpoint to ports. */
  readonly endpointPorts: Record<string, string[]>;
  /** Of a stand-in charm. */
  readonly storage: Record<string, unknown>;
  /** What payload-register said, by `class/id`. */
  payloads?: Record<string, PayloadData>;
  /** What `state-set` keeps. */
  readonly state: Record<string, string>;
  isInstalled: boolean;
  isStarted: boolean;
  isStopped: boolean;
  /** The charm revision whose files are on disk. */
  laidRevision: number | null;
  /** Why the charm's files could not be replaced; the agent has status `error` until it is resolved. */
  upgradeFailure: string | null;
  settingsHash: string | null;
  isTrustSeen: boolean;
  addressSeen: string | null;
  isLeaderSeen: boolean;
  leaderVersionSeen: number | null;
  /** Must be run next: nothing comes between. */
  queued: HookInfo | null;
  /** Started and not finished; still there after a crash of the simulator. */
  running: HookInfo | null;
  /** The task that runs; still there after a crash of the simulator. */
  runningTask: string | null;
  failed: FailedHook | null;
  /** The agent does not answer: nothing runs. */
  isAgentLost: boolean;
  /** The machine has been rebooted since the unit was started: start is due again. */
  isRebooted: boolean;
  isUpdateStatusDue: boolean;
  /** When update-status is due next, by the model's clock. */
  updateStatusAt: number;
  isCollectMetricsDue: boolean;
  collectMetricsAt: number;
  /** Series upgrade (`juju upgrade-machine`): which hook is due. */
  seriesUpgrade: SeriesUpgrade | null;
  /** Hooks that a person asked for by name. */
  readonly requested: string[];
  /** By relation number. */
  readonly relations: Record<string, LocalRelation>;
  /** Secret id to what the agent has told the charm of. */
  readonly secrets: Record<string, LocalSecret>;
  /** `hookCount` at this unit's last hook. */
  lastHook: number;
}

export interface PayloadData {
  readonly type: string;
  readonly class: string;
  readonly id: string;
  readonly labels: readonly string[];
  readonly status: 'running' | 'starting' | 'stopped' | 'stopping';
}

export interface AgentStatus {
  readonly status: 'allocating' | 'error' | 'executing' | 'failed' | 'idle' | 'lost' | 'rebooting';
  readonly message: string;
  readonly since: number;
  /** Of a failed hook: `hook`, and of a relation hook `relation-id` and `remote-unit`. */
  readonly data?: Readonly<Record<string, number | string>>;
}

export interface FailedHook {
  readonly hook: HookInfo;
  /** Runs that failed in succession. */
  readonly attempts: number;
  /** When Juju tries again, by the model's clock; null when `automatically-retry-hooks` is off. */
  readonly retryAt: number | null;
}

export interface SeriesUpgrade {
  readonly target: Series;
  readonly step: 'prepare' | 'prepared' | 'complete';
}

/** What one unit's agent knows of a relation that it has entered. */
export interface LocalRelation {
  isCreated: boolean;
  /** Remote unit to the version of its bag that was last shown. */
  readonly members: Record<string, number>;
  changedPending: string | null;
  appVersionSeen: number;
}

/** What one unit's agent knows of a secret that concerns it. */
export interface LocalSecret {
  /** The newest revision that secret-changed was run for, or that there was when the consumer first looked. */
  revisionSeen: number;
  /** Revisions that secret-remove, or secret-expired, was run for. */
  readonly removed: number[];
  readonly expired: number[];
}

export interface StorageInstance {
  /** For example `data/0`. */
  readonly id: string;
  /** As metadata.yaml calls it. */
  readonly name: string;
  readonly unit: string;
  readonly kind: 'block' | 'filesystem';
  readonly location: string;
  life: Life;
  /** The volume is there. */
  isProvisioned: boolean;
  /** storage-attached has been run. */
  isAttached: boolean;
}

/** The controller refuses what a hook of this unit wrote. */
export interface CommitFault {
  readonly unit: string;
  /** Any when left out. */
  readonly hook?: string;
  /** For example `permission denied`. */
  readonly problem: string;
  times: number;
}

/** A type whose every part is read-only. */
export type Seen<T> = T extends object ? { readonly [K in keyof T]: Seen<T[K]> } : T;

/** The operator or a bundle asked for what Juju refuses; the message is in Juju's words. */
export class JujuRefused extends Error {
  override readonly name = 'JujuRefused';
}

/** A model without applications; its clock starts at `clockSeconds`. */
export function emptyModel(name: string, juju: JujuTrack = '2.9', clockSeconds = 0): Model {
  return {
    schema: 2,
    name,
    uuid: randomUUID(),
    juju,
    clockSeconds,
    config: {},
    nextMachine: 0,
    nextAddress: 3,
    nextRelation: 0,
    nextTask: 1,
    hookCount: 0,
    applications: {},
    units: {},
    machines: {},
    relations: {},
    operations: {},
    tasks: {},
    secrets: {},
    storages: {},
    commitFaults: [],
  };
}

/** @throws JujuRefused when there is no such application */
export function applicationOf(model: Model, name: string): Application {
  const found = model.applications[name];
  if (found === undefined) throw new JujuRefused(`application "${name}" not found`);
  return found;
}

/** @throws JujuRefused when there is no such unit */
export function unitOf(model: Model, name: string): Unit {
  const found = model.units[name];
  if (found === undefined) throw new JujuRefused(`unit "${name}" not found`);
  return found;
}

/** Units of an application by number. */
export function unitsOf(model: Model, application: string): Unit[] {
  return Object.values(model.units)
    .filter((unit) => unit.application === application)
    .sort((a, b) => a.number - b.number);
}

/** The unit that was elected, while it is alive; else the first that is. */
export function leaderOf(model: Seen<Model>, application: string): string | null {
  const elected = model.applications[application]?.leader ?? null;
  if (elected !== null && model.units[elected]?.life === 'alive') return elected;
  let first: Seen<Unit> | null = null;
  for (const unit of Object.values(model.units)) {
    if (unit.application !== application || unit.life !== 'alive') continue;
    if (first === null || unit.number < first.number) first = unit;
  }
  return first?.name ?? null;
}

/** `etcd/0` to `unit-etcd-0`. */
export function unitTag(unit: string): string {
  return `unit-${unit.replace('/', '-')}`;
}
