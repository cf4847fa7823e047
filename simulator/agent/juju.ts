/**
 * The unit agents: which hook comes next and how it is run.
 *
 * `open-simulation.ts` puts a model's agents together. `operate/` is what an operator can ask for (`operations.ts`).
 * `schedule/` runs what is due until nothing is (`settle.ts`), several machines side by side, and lets time pass.
 * `decide/` names what one unit does next, a hook or a task, in Juju's order. `run/` does it: as a process
 * (`run-hook.ts`, `run-task.ts`) or by playing a stand-in, with a `hook-context.ts` that buffers what is written, and
 * draws the consequences (`finish-hook.ts`, `commit.ts`). `files/` keeps charms' files and lays them on machines.
 * `wiring.ts` connects processes with their tools and programs.
 *
 * Imports `contract.ts`, `model/`, `store/`, `charm/`, `gateway/` (types) and `tools/`. Start reading at
 * `schedule/settle.ts`.
 */
import type { CharmMetadata, Hardware, Machine, StandInCharm } from '../contract.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import type { Application, Model } from '../model/model.ts';
import type { LogLine } from '../store/store.ts';

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
  /** The machine has this hardware from here on; left out where machines have no programs. */
  giveHardware?(machine: Machine, given: Hardware): void;
  /** Seconds since the epoch, by the model's clock. */
  now(): number;
  log(line: Omit<LogLine, 'time'>): void;
  /** The file of a resource; null when nobody uploaded one. */
  resourceFile(application: Application, name: string): string | null;
}

/** The path of a file under the machine's root as the processes on that machine know it. */
export function pathOnMachine({ root, real }: Machine, file: string): string {
  return real !== undefined && file.startsWith(`${root}/`) ? file.slice(root.length) : file;
}

/** Where a unit's agent keeps its files: `var/lib/juju/agents/unit-etcd-0` under the machine's root. */
export function agentFolder(machine: Machine, unit: string): string {
  return `${machine.root}/var/lib/juju/agents/unit-${unit.replace('/', '-')}`;
}
