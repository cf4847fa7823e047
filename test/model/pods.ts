/** Pods of all sorts for the worker's node, and what may happen to them. */
import type { Simulation } from '../../simulator/simulation.ts';
import { worker } from './a-model.ts';
import { applied, typed } from './a-node.ts';

/** A deployment of that many pods; those that are evicted are made anew where there is a place for them. */
export async function deployed(sim: Simulation, name: string, replicas = 1, pod: object = podSpec): Promise<void> {
  const labels = { app: name };
  const spec = { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } };
  await applied(sim, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' }, spec });
}

/** A pod that nobody would make anew. */
export async function barePod(sim: Simulation, name: string): Promise<void> {
  const spec = { ...podSpec, nodeName: nodeName(sim) };
  await applied(sim, { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec });
}

/** A pod of a controller that keeps data in an emptyDir. */
export async function podWithData(sim: Simulation, name: string): Promise<void> {
  await deployed(sim, name, 1, { ...podSpec, volumes: [{ name: 'scratch', emptyDir: {} }] });
}

/** The pods of the deployment may not be fewer than that. */
export async function budgeted(sim: Simulation, name: string, minAvailable: number): Promise<void> {
  const spec = { minAvailable, selector: { matchLabels: { app: name } } };
  const metadata = { name, namespace: 'default' };
  await applied(sim, { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata, spec });
}

/** Names of the pods on the worker's node in the namespace `default`, but for those of the ingress. */
export async function podsThere(sim: Simulation): Promise<string[]> {
  const where = `--field-selector=spec.nodeName=${nodeName(sim)}`;
  const names = await typed(sim, 'kubectl', 'get', 'pods', where, '-o', 'name');
  const all = names.split('\n').flatMap((name) => (name === '' ? [] : [name.replace(/^pods?\//u, '')]));
  return all.filter((name) => !/^(?:nginx-ingress|default-http-backend)-/u.test(name)).sort();
}

export function nodeName(sim: Simulation): string {
  return sim.machineOf(worker).hostName.toLowerCase();
}

const podSpec = { containers: [{ name: 'main', image: 'busybox' }] };
