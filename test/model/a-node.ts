/** What an operator does on the simulated machine of a worker, and what the cluster says of its node. */
import { z } from 'zod';
import type { Answer } from '../../simulator/contract.ts';
import { writeMachineFile } from '../../simulator/programs/machine-files.ts';
import { programs } from '../../simulator/programs/programs.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { worker } from './a-model.ts';

/** A program has run on the worker's machine, as if an operator had typed it, and ended well. */
export async function typed(sim: Simulation, program: string, ...argv: readonly string[]): Promise<string> {
  const found = programs[program];
  if (found === undefined) throw new Error(`no program ${program}`);
  const call = { machine: sim.machineOf(worker), program, argv, cwd: '/', stdin: async () => '' };
  const { exitCode, stdout, stderr }: Answer = await found(call);
  if (exitCode !== 0) throw new Error(`${program} ${argv.join(' ')}: ${stderr}`);
  return stdout;
}

/** The cluster has this object, or has it like this. */
export async function applied(sim: Simulation, object: object): Promise<void> {
  writeMachineFile(sim.machineOf(worker), '/root/applied.json', JSON.stringify(object));
  await typed(sim, 'kubectl', 'apply', '-f', '/root/applied.json');
}

/** The worker's node, as the API has it. */
export async function nodeOf(sim: Simulation): Promise<z.infer<typeof nodeShape>> {
  const name = sim.machineOf(worker).hostName.toLowerCase();
  return nodeShape.parse(JSON.parse(await typed(sim, 'kubectl', 'get', 'node', name, '-o', 'json')));
}

const nodeShape = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()) }),
  spec: z.object({ unschedulable: z.boolean().default(false) }).default({ unschedulable: false }),
});
