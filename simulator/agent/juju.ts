/**
 * The unit agents: which hook comes next and how it is run.
 *
 * `decide.ts` names what a unit does next: a hook or a task. `run-hook.ts` runs the hook as a process (`process.ts`) or
 * plays a stand-in (`play.ts`) with a `hook-context.ts` that buffers what the hook writes; before an upgrade `lay-unit.ts`
 * replaces the charm's files with those that the controller keeps (`keep-charm.ts`). `finish-hook.ts` draws the
 * consequences: `commit.ts` after a success, `fail-hook.ts` after a failure. `run-task.ts` does the same for actions.
 * `settle.ts` goes on until nothing is due. `operations.ts` has what an operator can ask for.
 *
 * Imports `contract.ts`, `model/`, `gateway/` (types) and `tools/`. Start reading at `settle.ts`.
 */
import type { CharmMetadata, Machine, StandInCharm } from '../contract.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import type { Application, Model } from '../model/model.ts';
import type { LogLine } from '../model/store.ts';

/** A charm as it can be run here. */
export type LoadedCharm =
  | { readonly kind: 'process'; readonly metadata: CharmMetadata; readonly isInert: false; readonly folder: string }
  | {
      readonly kind: 'stand-in';
      readonly metadata: CharmMetadata;
      readonly isInert: boolean;
      readonly charm: StandInCharm;
    };

/** The controller as agents and hook tools reach it. */
export interface Juju {
  readonly model: Model;
  /** Of the model, absolute. */
  readonly folder: string;
  /** What this line of Juju has and what it lacks. */
  readonly features: JujuFeatures;
  readonly charmOf: (application: Pick<Application, 'charm' | 'charmFiles'>) => LoadedCharm;
  /** The folder from which a charm is uploaded; null for a stand-in. */
  readonly charmSource: (charm: string) => string | null;
  machine(id: string): Machine;
  /** What ran on the machine is gone, and what starts by itself has started; left out where machines have no programs. */
  rebootPrograms?(machine: Machine): void;
  /** Seconds since the epoch, by the model's clock. */
  now(): number;
  log(line: Omit<LogLine, 'time'>): void;
  /** The file of a resource; null when nobody uploaded one. */
  resourceFile(application: Application, name: string): string | null;
}

/** Where a unit's agent keeps its files: `var/lib/juju/agents/unit-etcd-0` under the machine's root. */
export function agentFolder(machine: Machine, unit: string): string {
  return `${machine.root}/var/lib/juju/agents/unit-${unit.replace('/', '-')}`;
}
