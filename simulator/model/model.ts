/**
 * What Juju's controller knows, as plain JSON.
 *
 * `model.ts` holds the types; `applications.ts`, `machines.ts`, `units.ts`, `relations.ts` and `options.ts` change them
 * the way the `juju` commands do; `scopes.ts` says who sees whom; `store.ts` keeps the model in a folder. No hook is
 * run here, that is `agent/`.
 *
 * Imports `contract.ts`. Start reading at `Model`.
 */
import { randomUUID } from 'node:crypto';
import type { EndpointDefinition, Fault, Series, StatusWord } from '../contract.ts';

export interface Model {
  readonly schema: 1;
  readonly name: string;
  readonly uuid: string;
  /** Seconds by which the model's clock is ahead of the host's: back-offs that were not waited for. */
  skewSeconds: number;
  nextMachine: number;
  nextAddress: number;
  nextRelation: number;
  /** Hooks run so far. */
  hookCount: number;
  readonly applications: Record<string, Application>;
  readonly units: Record<string, Unit>;
  readonly machines: Record<string, MachineData>;
  /** By number. */
  readonly relations: Record<string, Relation>;
  /** What the cluster's `snapshot` gave. */
  cluster: unknown;
}

export interface Application {
  readonly name: string;
  /** As deployed: a store URL or a path. */
  charm: string;
  readonly series: Series;
  /** Becomes true for a charm that nothing is known of when it is related in container scope. */
  isSubordinate: boolean;
  /** Grows with every refresh and attached resource. */
  charmRevision: number;
  readonly settings: Record<string, OptionValue>;
  /** Resource name to file, relative to the model's folder; `default` is what the store has. */
  readonly resources: Record<string, ResourceData>;
  isExposed: boolean;
  life: Life;
  nextUnit: number;
  version: string;
  status: StatusData | null;
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
  readonly series: Series;
  readonly architecture: 'amd64' | 'arm64' | 'ppc64el' | 's390x';
  readonly parent: string | null;
  readonly address: string;
  readonly publicAddress: string;
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
  workload: StatusData;
  agentStatus: AgentStatus;
  hasSetStatus: boolean;
  ports: string[];
  /** Of a stand-in charm. */
  readonly storage: Record<string, unknown>;
  isInstalled: boolean;
  isStarted: boolean;
  isStopped: boolean;
  /** The charm revision whose files are on disk. */
  laidRevision: number | null;
  settingsHash: string | null;
  isLeaderSeen: boolean;
  leaderVersionSeen: number | null;
  /** Must be run next: nothing comes between. */
  queued: HookInfo | null;
  /** Started and not finished; still there after a crash of the simulator. */
  running: HookInfo | null;
  failed: FailedHook | null;
  isUpdateStatusDue: boolean;
  /** Hooks that a person asked for by name. */
  readonly requested: string[];
  /** By relation number. */
  readonly relations: Record<string, LocalRelation>;
  /** `hookCount` at this unit's last hook. */
  lastHook: number;
}

export interface AgentStatus {
  readonly status: 'allocating' | 'error' | 'executing' | 'idle';
  readonly message: string;
  readonly since: number;
}

export interface FailedHook {
  readonly hook: HookInfo;
  /** Runs that failed in succession. */
  readonly attempts: number;
}

export interface HookInfo {
  readonly name: string;
  readonly relation: RelationHook | null;
  /** Asked for by name: leaves no trace in what the agent knows. */
  readonly isRequested: boolean;
}

export interface RelationHook {
  readonly kind: RelationHookKind;
  readonly id: number;
  readonly endpoint: string;
  readonly remoteApp: string;
  readonly remoteUnit: string | null;
  readonly departingUnit: string | null;
}

export type RelationHookKind = 'broken' | 'changed' | 'created' | 'departed' | 'joined';

/** What one unit's agent knows of a relation that it has entered. */
export interface LocalRelation {
  isCreated: boolean;
  /** Remote unit to the version of its bag that was last shown. */
  readonly members: Record<string, number>;
  changedPending: string | null;
  appVersionSeen: number;
}

export interface Relation {
  readonly id: number;
  /** One for peers; else the requirer first. */
  readonly endpoints: readonly RelationEnd[];
  readonly scope: 'container' | 'global';
  life: 'alive' | 'dying';
  /** Units that have entered and not left. */
  inScope: string[];
  readonly bags: Record<string, BagData>;
  readonly appBags: Record<string, BagData>;
}

export interface RelationEnd extends EndpointDefinition {
  readonly application: string;
  readonly name: string;
  /** The `juju-info` that every charm provides: no hooks on this side. */
  readonly isImplicit: boolean;
}

export interface BagData {
  data: Record<string, string>;
  /** Grows only when the content changes. */
  version: number;
}

/** A type whose every part is read-only. */
export type Seen<T> = T extends object ? { readonly [K in keyof T]: Seen<T[K]> } : T;

/** The operator or a bundle asked for what Juju refuses; the message is in Juju's words. */
export class JujuRefused extends Error {
  override readonly name = 'JujuRefused';
}

/** A model without applications. */
export function emptyModel(name: string): Model {
  return {
    schema: 1,
    name,
    uuid: randomUUID(),
    skewSeconds: 0,
    nextMachine: 0,
    nextAddress: 3,
    nextRelation: 0,
    hookCount: 0,
    applications: {},
    units: {},
    machines: {},
    relations: {},
    cluster: null,
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

/** The first unit that is alive leads. */
export function leaderOf(model: Model, application: string): string | null {
  return unitsOf(model, application).find(({ life }) => life === 'alive')?.name ?? null;
}

/** `etcd/0` to `unit-etcd-0`. */
export function unitTag(unit: string): string {
  return `unit-${unit.replace('/', '-')}`;
}
