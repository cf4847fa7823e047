/** Pods of all sorts for the worker's node, and what may happen to them and to who asks for it. */
import type { Simulation } from '../../simulator/simulation.ts';
import { fileOf, worker } from './a-model.ts';
import { applied, typed } from './a-node.ts';

/** A deployment of that many pods; those that are evicted are made anew where there is a place for them. */
export async function deployed(sim: Simulation, name: string, replicas = 1): Promise<void> {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: podSpec };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  await applied(sim, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' }, spec });
}

/** A pod that nobody would make anew. */
export async function barePod(sim: Simulation, name: string): Promise<void> {
  const spec = { ...podSpec, nodeName: nodeName(sim) };
  await applied(sim, { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec });
}

/** A pod of a controller that keeps data in an emptyDir. */
export async function podWithData(sim: Simulation, name: string): Promise<void> {
  const labels = { app: name };
  const spec = { ...podSpec, volumes: [{ name: 'scratch', emptyDir: {} }] };
  const template = { metadata: { labels }, spec };
  const wanted = { replicas: 1, selector: { matchLabels: labels }, template };
  const metadata = { name, namespace: 'default' };
  await applied(sim, { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: wanted });
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

/** Whoever has the administrator's token may look at everything, and change nothing, until it is given back. */
export async function administratorMayOnlyLook(sim: Simulation): Promise<() => void> {
  const token = /token: "?([^"\s]+)/u.exec(await fileOf(sim, '/root/.kube/config'))?.[1] ?? '';
  const { cluster } = sim.machineOf(worker).world;
  cluster.grantToken(token, 'system:observer', []);
  return () => cluster.grantToken(token, 'admin', ['system:masters']);
}

const podSpec = { containers: [{ name: 'main', image: 'busybox' }] };
