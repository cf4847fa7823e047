import { at, numberAt, objectSchema, recordAt, textsAt } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';
import { controlledBy, digest, referenceTo, setStatus } from './around.ts';
import type { Around } from './around.ts';
import { conditionsOf } from './conditions.ts';

/**
 * Every deployment has one ReplicaSet with its template and as many replicas as it wants, and the older ones have none:
 * a new template is rolled out at once, as nothing here takes time.
 */
export function keepDeployments(around: Around): void {
  for (const deployment of around.store.list('Deployment')) {
    const sets = controlledBy(around.store, 'ReplicaSet', deployment);
    const current = currentSet(around, deployment, sets);
    for (const set of sets) if (set !== current) scaleTo(around, set, 0);
    if (current !== null) scaleTo(around, current, numberAt(deployment, 'spec', 'replicas'));
    report(around, deployment, current);
  }
}

function currentSet(
  around: Around,
  deployment: KubernetesObject,
  sets: readonly KubernetesObject[],
): KubernetesObject | null {
  const { store } = around;
  const hash = digest(JSON.stringify(at(deployment, 'spec', 'template')), 10);
  const name = `${deployment.metadata.name ?? ''}-${hash}`;
  const highest = Math.max(0, ...sets.map(revisionOf));
  const found = sets.find((set) => set.metadata.name === name);
  const latest = sets.find((set) => revisionOf(set) === highest) ?? null;
  if (at(deployment, 'spec', 'paused') === true) return latest;
  if (found !== undefined) {
    if (revisionOf(found) === highest) return found;
    const annotations = { ...found.metadata.annotations, [revision]: String(highest + 1) };
    return store.update(found, { ...found, metadata: { ...found.metadata, annotations } });
  }
  if (store.find('ReplicaSet', deployment.metadata.namespace, name) !== undefined) return null;
  const template = recordAt(deployment, 'spec', 'template');
  const labels = { ...textsAt(template, 'metadata', 'labels'), 'pod-template-hash': hash };
  const matchLabels = { ...textsAt(deployment, 'spec', 'selector', 'matchLabels'), 'pod-template-hash': hash };
  const set = {
    apiVersion: deployment.apiVersion,
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { [revision]: String(highest + 1) },
      ownerReferences: [referenceTo(deployment)],
    },
    spec: {
      replicas: numberAt(deployment, 'spec', 'replicas'),
      selector: { ...recordAt(deployment, 'spec', 'selector'), matchLabels },
      template: { ...template, metadata: { ...recordAt(template, 'metadata'), labels } },
    },
  };
  return store.create(objectSchema.parse(set));
}

function scaleTo({ store }: Around, set: KubernetesObject, replicas: number): void {
  store.update(set, { ...set, spec: { ...recordAt(set, 'spec'), replicas } });
}

function report(around: Around, deployment: KubernetesObject, current: KubernetesObject | null): void {
  const { store } = around;
  const sets = controlledBy(store, 'ReplicaSet', deployment);
  const sum = (field: string) => sets.reduce((total, set) => total + numberAt(set, 'status', field), 0);
  const [replicas, readyReplicas, availableReplicas] = [
    sum('replicas'),
    sum('readyReplicas'),
    sum('availableReplicas'),
  ];
  const wanted = numberAt(deployment, 'spec', 'replicas');
  const updatedReplicas =
    current === null
      ? 0
      : numberAt(
          store.find('ReplicaSet', current.metadata.namespace, current.metadata.name ?? ''),
          'status',
          'replicas',
        );
  const isAvailable = availableReplicas >= wanted - mayBeMissing(deployment, wanted);
  const isDone = updatedReplicas === wanted && availableReplicas === wanted;
  const name = current?.metadata.name ?? '';
  const conditions = conditionsOf(
    deployment,
    [
      isAvailable
        ? {
            type: 'Available',
            isTrue: true,
            reason: 'MinimumReplicasAvailable',
            message: 'Deployment has minimum availability.',
          }
        : {
            type: 'Available',
            isTrue: false,
            reason: 'MinimumReplicasUnavailable',
            message: 'Deployment does not have minimum availability.',
          },
      isDone
        ? {
            type: 'Progressing',
            isTrue: true,
            reason: 'NewReplicaSetAvailable',
            message: `ReplicaSet "${name}" has successfully progressed.`,
          }
        : {
            type: 'Progressing',
            isTrue: true,
            reason: 'ReplicaSetUpdated',
            message: `ReplicaSet "${name}" is progressing.`,
          },
    ],
    store.now(),
  );
  const missing = Math.max(0, wanted - availableReplicas);
  setStatus(around, withRevision(around, deployment, current), {
    observedGeneration: deployment.metadata.generation,
    ...counts({ replicas, updatedReplicas, readyReplicas, availableReplicas, unavailableReplicas: missing }),
    conditions,
  });
}

function withRevision({ store }: Around, deployment: KubernetesObject, current: KubernetesObject | null) {
  const number = current?.metadata.annotations?.[revision];
  if (number === undefined) return deployment;
  const annotations = { ...deployment.metadata.annotations, [revision]: number };
  return store.update(deployment, { ...deployment, metadata: { ...deployment.metadata, annotations } });
}

/** How many replicas may be missing while the deployment still counts as available; a percentage is rounded down. */
function mayBeMissing(deployment: KubernetesObject, wanted: number): number {
  const value = at(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable') ?? 0;
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Math.floor((Number.parseFloat(value) * wanted) / 100) : 0;
}

/** The API leaves out what is 0. */
export function counts(numbers: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(numbers).filter(([, number]) => number !== 0));
}

function revisionOf({ metadata }: KubernetesObject): number {
  return Number(metadata.annotations?.[revision] ?? '0');
}

const revision = 'deployment.kubernetes.io/revision';
