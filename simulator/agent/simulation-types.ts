import type { ApiTrouble, Cluster, Machine, RealMachine, StatusWord } from '../contract.ts';
import type { JujuTrack } from '../model/juju-features.ts';
import type { Model, Seen } from '../model/model.ts';
import type { LogLine } from '../store/store.ts';
import type { Operations } from './operate/operations.ts';
import type { HookRecord } from './run/run-hook.ts';
import type { KillPlan } from './wiring.ts';

export interface SimulationOptions {
  /** Where the model is kept; made when it is not there. */
  readonly folder: string;
  /** The charm that is run whenever a charm of its name is deployed. */
  readonly charmFolder: string;
  /** The Node.js program that charms find; that of this process when left out. */
  readonly node?: string;
  /** Decides among relations, where Juju's order is random; without it they go in the order in which they were made. */
  readonly seed?: number;
  /** How many machines run hooks side by side; as many as there are cores, and at least 2, when left out. */
  readonly concurrency?: number;
  /** The rules of a new model; an old one keeps its own. 2.9 when left out. */
  readonly juju?: JujuTrack;
  /** The model is looked at and not changed: another process may be changing it. */
  readonly isReadOnly?: boolean;
  /** Machines, by id, that are no folders: processes of their units run where these say. */
  readonly realMachines?: Readonly<Record<string, RealMachine>>;
  /** New machines have a public address of their own. */
  readonly hasPublicAddresses?: boolean;
  /** Path of a kubectl that plays `kubectl` on the machines; the stand-in when left out. */
  readonly kubectl?: string;
  readonly onProgress?: (event: Progress) => void;
}

export type Progress =
  | { readonly kind: 'hook-started'; readonly unit: string; readonly hook: string }
  | {
      readonly kind: 'hook-finished';
      readonly unit: string;
      readonly hook: string;
      readonly durationMs: number;
      readonly exitCode: number | null;
      /** The controller did not take what it wrote. */
      readonly isRefused?: boolean;
    }
  | { readonly kind: 'note'; readonly text: string };

export interface Settled {
  readonly hooks: readonly HookRecord[];
  /** Those of them that failed, also when a retry succeeded. */
  readonly failed: readonly HookRecord[];
}

export interface SettleOptions {
  readonly maxHooks?: number | null;
  readonly stopWhen?: (model: Seen<Model>) => boolean;
}

/** A model with machines, charms and agents. */
export interface Simulation extends Operations {
  readonly model: Seen<Model>;
  /** Hooks that were run since the simulation was opened. */
  readonly hooks: readonly HookRecord[];
  /** The next kill; null again when it has happened. */
  killPlan: KillPlan | null;
  /** Seconds since the epoch by the model's clock. */
  now(): number;
  machine(id: string): Machine;
  /** The folder of the charm that is run for this one; null for a stand-in. */
  charmSource(charm: string): string | null;
  machineOf(unit: string): Machine;
  /** What `juju status` shows as the unit's workload. */
  unitStatus(unit: string): { readonly status: StatusWord; readonly message: string };
  readonly cluster: Cluster;
  /** What ails the cluster's API from here on; null for nothing. */
  setApiTrouble(trouble: ApiTrouble | null): void;
  /** Hooks run until none is due. @throws StandInRefused when a charm sent what the other end cannot understand */
  settle(options?: SettleOptions): Promise<Settled>;
  /** So much of the model's time passes, and everything runs that it brings, each at its time. */
  advance(seconds: number, options?: SettleOptions): Promise<Settled>;
  /** All lines since the model was made. */
  log(): readonly LogLine[];
  save(): Promise<void>;
  /** Hooks on their way are killed; nothing is saved. */
  close(): Promise<void>;
}
