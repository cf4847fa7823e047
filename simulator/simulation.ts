import { inert, standIns } from './charms/charms.ts';
import { createCluster } from './cluster/cluster.ts';
import { startGateway } from './gateway/gateway.ts';
import type { Cluster } from './contract.ts';
import { openSimulationWith } from './agent/open-simulation.ts';
import type { Parts, Simulation, SimulationOptions } from './agent/open-simulation.ts';
import { liveCluster, serveApi } from './serve/serve.ts';
import { giveHardware, prepareMachine, programs, rebootPrograms } from './programs/programs.ts';

export type { CallRecord } from './agent/hook-context.ts';
export type {
  Parts,
  Progress,
  Settled,
  SettleOptions,
  Simulation,
  SimulationOptions,
} from './agent/open-simulation.ts';
export type { NewApplication, Operations } from './agent/operate/operations.ts';
export type { HookRecord } from './agent/run/run-hook.ts';
export type { KillPlan } from './agent/wiring.ts';
export { JujuRefused } from './model/model.ts';
export type { Model, Seen } from './model/model.ts';
export type { LogLine } from './store/store.ts';

/**
 * The model of a folder is open: the one that is kept there, or an empty one.
 *
 * Nothing runs until `settle`. `parts` replace rooms of the simulator, for tests.
 */
export function openSimulation(options: SimulationOptions, parts: Partial<Parts> = {}): Promise<Simulation> {
  const rooms = {
    startGateway,
    programs,
    prepareMachine,
    rebootPrograms,
    giveHardware,
    createCluster,
    serveCluster: (cluster: Cluster) => serveApi(liveCluster(cluster)),
    standIns,
    inert,
  };
  return openSimulationWith({ ...rooms, ...parts }, options);
}
