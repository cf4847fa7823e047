import { handlerFor } from '../engine/engine.ts';
import type { AnyHandler } from '../engine/engine.ts';
import type { Flag } from './flags.ts';
import type { Inputs } from './input-types.ts';
import type { WorkerPorts } from './ports.ts';

/** What the engine's type parameters are in this charm. */
export interface WorkerWords {
  readonly flag: Flag;
  readonly inputs: Inputs;
  readonly hook: string;
  readonly ports: WorkerPorts;
}

export type WorkerHandler = AnyHandler<WorkerWords>;

/** Makes a handler of this charm; unknown flags and inputs, and reads that were not declared, do not compile. */
export const handler = handlerFor<WorkerWords>();
