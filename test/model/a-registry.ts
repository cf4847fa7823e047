/** What an operator of a registry in a model does, and what the cluster has of it. */
import type { Simulation } from '../../simulator/simulation.ts';
import { exampleParameters } from '../unit/workload/registry/example.ts';
import { act, inACopy } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { asked, objectAt } from './an-administrator.ts';
import { aJoinedWorker } from './joined-workers.ts';
import type { Track } from './joined-workers.ts';
import { players } from './players.ts';

const [usual] = players;

/** A worker in a cluster whose pods pull images with a Secret of somebody else, which must outlive everything. */
export async function aWorkerInACluster(juju: Track): Promise<TestModel> {
  const base = await aJoinedWorker(juju);
  const body = { imagePullSecrets: [{ name: 'of-somebody-else' }] };
  asked(base.sim, 'PATCH', '/api/v1/namespaces/default/serviceaccounts/default', body);
  await base.sim.save();
  return base;
}

/** The story is told to a copy of the model in which this plays kubectl, a real one where one is here. */
export function storyIn(base: TestModel, tell: (sim: Simulation) => Promise<void>, player = usual) {
  return inACopy(base, tell, player?.play);
}

/** The action has run with the parameters of the store page, or others. */
export const create = (sim: Simulation, changes: object = {}) =>
  act(sim, 'registry', { ...exampleParameters(), ...changes });

export const remove = (sim: Simulation, more: object = {}) => act(sim, 'registry', { delete: true, ...more });

/** The objects of a registry with an Ingress; null for each that is not there. */
export const registryObjects = (sim: Simulation) => paths.map(([name, api]) => objectAt(sim, name, api));

/** What `registryObjects` gives where there is none. */
export const nothing = (): readonly null[] => paths.map(() => null);

/** The Secrets with which pods of the service account `default` pull images. */
export const pullSecrets = (sim: Simulation) => objectAt(sim, 'serviceaccounts/default')?.imagePullSecrets;

/** The Ingress of a server before 1.14. */
export const ingressAt = (sim: Simulation, name: string) =>
  objectAt(sim, `ingresses/${name}`, 'apis/extensions/v1beta1');

/** The objects of microbot, in the same way. */
export const microbotObjects = (sim: Simulation) => [
  objectAt(sim, 'deployments/microbot', 'apis/apps/v1'),
  objectAt(sim, 'services/microbot'),
  ingressAt(sim, 'microbot-ingress'),
];

const paths = [
  ['secrets/registry-tls-data'],
  ['secrets/registry-auth-data'],
  ['secrets/registry-access'],
  ['services/kube-registry'],
  ['deployments/kube-registry-v0', 'apis/apps/v1'],
  ['ingresses/registry-ing', 'apis/extensions/v1beta1'],
] as const;
