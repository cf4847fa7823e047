/** The command line over models in a temporary folder; charms are played inside the simulator, or are shell scripts. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openSimulationWith } from '../../../simulator/agent/open-simulation.ts';
import type { Simulation } from '../../../simulator/agent/open-simulation.ts';
import { inert, standIns } from '../../../simulator/charms/charms.ts';
import { runCli } from '../../../simulator/cli/cli.ts';
import type { Cluster } from '../../../simulator/contract.ts';
import { createCluster } from '../../../simulator/cluster/cluster.ts';
import { startGateway } from '../../../simulator/gateway/gateway.ts';
import { giveHardware } from '../../../simulator/programs/programs.ts';
import { liveCluster, serveApi } from '../../../simulator/serve/serve.ts';
import { writeKept } from '../../../simulator/store/journal.ts';
import type { Model } from '../../../simulator/model/model.ts';

export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called when a command waits for the host's time; false ends the wait. */
  readonly pause?: () => Promise<boolean>;
  /** The simulation as the commands get it. */
  readonly around?: (simulation: Simulation) => Simulation;
}

/** Machines without programs. */
const parts = {
  startGateway,
  programs: {},
  prepareMachine: async () => undefined,
  giveHardware,
  createCluster,
  serveCluster: (cluster: Cluster) => serveApi(liveCluster(cluster)),
  standIns,
  inert,
};

/** `juju`, typed in the folder. */
export function aCli(folder: () => string, options: CliOptions = {}): (...argv: readonly string[]) => Promise<Said> {
  return async (...argv) => {
    const written = { stdout: '', stderr: '' };
    const exitCode = await runCli(argv, {
      stdout: (text) => (written.stdout += text),
      stderr: (text) => (written.stderr += text),
      isTerminal: false,
      columns: 80,
      cwd: folder(),
      env: options.env ?? {},
      project: folder(),
      openSimulation: async (wanted) => {
        const simulation = await openSimulationWith(parts, wanted);
        return options.around?.(simulation) ?? simulation;
      },
      accountOf: () => 'account\n',
      pause: options.pause ?? (async () => false),
    });
    return { exitCode, ...written };
  };
}

/** The model is kept in the folder, where commands look for it. */
export async function keepModel(folder: string, model: Model): Promise<void> {
  await mkdir(path.join(folder, '.demo'), { recursive: true });
  writeKept(path.join(folder, '.demo'), { model, cluster: null, step: 1 });
}
