/** What an operator does on the simulated machine of a worker, and what the cluster says of its node. */
import { z } from 'zod';
import type { Answer, Machine } from '../../simulator/contract.ts';
import { kubeClient } from '../../simulator/programs/kubeconfig.ts';
import { programs } from '../../simulator/programs/programs.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { worker } from './a-model.ts';

/** A program has run on the worker's machine, as if an operator had typed it, and ended well. */
export function typed(sim: Simulation, program: string, ...argv: readonly string[]): Promise<string> {
  return piped(sim, '', program, ...argv);
}

/** The same with something on its standard input. */
async function piped(sim: Simulation, input: string, program: string, ...argv: readonly string[]): Promise<string> {
  const found = programs[program];
  if (found === undefined) throw new Error(`no program ${program}`);
  const call = { machine: someMachine(sim), program, argv, cwd: '/', stdin: async () => input };
  const { exitCode, stdout, stderr }: Answer = await found(call);
  if (exitCode !== 0) throw new Error(`${program} ${argv.join(' ')}: ${stderr}`);
  return stdout;
}

/** The cluster has this object, or has it like this. */
export async function applied(sim: Simulation, object: object): Promise<void> {
  await piped(sim, JSON.stringify(object), 'kubectl', 'apply', '-f', '-');
}

/** That of the first worker, or of the next one when that has left. */
function someMachine(sim: Simulation): Machine {
  const unit = [worker, 'kubernetes-worker/1'].find((each) => sim.model.units[each] !== undefined);
  return sim.machineOf(unit ?? worker);
}

/** Names of all nodes, whatever ails the API. */
export function nodesOf(sim: Simulation): string[] {
  return nodeObjects(sim)
    .map(({ metadata }) => metadata.name)
    .sort();
}

/** The id of the machine whose kubelet reports the node. */
export function machineIdOf(sim: Simulation, node: string): string | null {
  return nodeObjects(sim).find(({ metadata }) => metadata.name === node)?.status.nodeInfo.machineID ?? null;
}

function nodeObjects(sim: Simulation) {
  const { objects } = clusterShape.parse(sim.cluster.snapshot());
  return Object.values(objects).flatMap((object) => (object.kind === 'Node' ? [nodeObjectShape.parse(object)] : []));
}

/** What the cluster says of whether the node's kubelet reports. */
export function setReady(sim: Simulation, node: string, status: 'True' | 'Unknown'): void {
  const found = kubeClient(someMachine(sim), '/root/.kube/config');
  if ('problem' in found) throw new Error(found.problem);
  const body = { status: { conditions: [{ type: 'Ready', status }] } };
  const answer = found.client.request('PATCH', `/api/v1/nodes/${node}/status`, body);
  if (answer.status !== 200) throw new Error(`the API says ${answer.status}`);
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
const clusterShape = z.object({ objects: z.record(z.string(), z.looseObject({ kind: z.string() })) });
const nodeObjectShape = z.object({
  metadata: z.object({ name: z.string() }),
  status: z.object({ nodeInfo: z.object({ machineID: z.string().optional() }).default({}) }).default({ nodeInfo: {} }),
});
