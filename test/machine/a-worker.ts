/** A model whose worker runs on a real machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { openSimulation } from '../../simulator/simulation.ts';
import type { HookRecord, Simulation } from '../../simulator/simulation.ts';
import { aMachine } from './a-machine.ts';
import type { TestMachine } from './a-machine.ts';

export const worker = 'kubernetes-worker/0';

export interface RealWorker {
  readonly machine: TestMachine;
  readonly address: string;
  readonly sim: Simulation;
  /** The hooks that were due have run. @throws when one failed */
  readonly settle: () => Promise<readonly HookRecord[]>;
  /** These options are set, and the hooks that they bring have run. */
  readonly configure: (options: Readonly<Record<string, string>>) => Promise<readonly HookRecord[]>;
  /** For example `blocked: ...`. */
  readonly status: () => string;
  readonly end: () => Promise<void>;
}

/** The worker has been deployed on a machine of its own; no hook has run. */
export async function aRealWorker(
  options: Readonly<Record<string, string>> = {},
  { loops = [] }: { readonly loops?: readonly string[] } = {},
): Promise<RealWorker> {
  const address = '10.5.0.2';
  const machine = await aMachine(address, { loops });
  const folder = await mkdtemp(path.join(tmpdir(), 'kubernetes-worker-model-'));
  const sim = await openSimulation({
    folder,
    charmFolder: path.resolve(inject('machineCharm')),
    realMachines: { '0': machine.real },
  });
  const application = 'kubernetes-worker';
  sim.deploy({ application, charm: 'cs:~containers/kubernetes-worker', series: 'focal', options });
  sim.addUnit(application);
  sim.setAddress('0', address);
  const settle = async () => {
    const { hooks, failed } = await sim.settle();
    const [first] = failed;
    if (first === undefined) return hooks;
    throw new Error(`${failed.length} hooks failed; ${first.unit} ${first.hook}: ${first.stdout}${first.stderr}`);
  };
  return {
    machine,
    address,
    sim,
    settle,
    configure: (changes) => {
      sim.setConfig(application, changes);
      return settle();
    },
    status: () => {
      const { status, message } = sim.unitStatus(worker);
      return `${status}: ${message}`;
    },
    end: async () => {
      await sim.close();
      await machine.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
