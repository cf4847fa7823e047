import { createHash } from 'node:crypto';
import { controllerSchema, isRecord } from './objects.ts';
import type { KubernetesObject } from './objects.ts';

/** A pod that should be there: whose it is, where it runs, and what its name is made of. */
interface WantedPod {
  readonly owner: KubernetesObject;
  readonly node: string | null;
  readonly seed: string;
}

/** The pods that exist are those that daemon sets, deployments and replication controllers want on the nodes there are. */
export function reconcilePods(api: {
  readonly list: (kind: string) => readonly KubernetesObject[];
  readonly put: (pod: KubernetesObject) => void;
  readonly remove: (pod: KubernetesObject) => void;
}): void {
  const nodes = api.list('Node');
  const there = new Set(api.list('Pod').map(({ metadata }) => `${metadata.namespace} ${metadata.name}`));
  const wanted = ['DaemonSet', 'ReplicationController', 'Deployment'].flatMap((kind) =>
    api.list(kind).flatMap((owner) => podsOf(owner, nodes, there)),
  );
  const byName = new Map(wanted.map((pod) => [`${pod.owner.metadata.namespace} ${nameOf(pod)}`, pod]));
  const existing = new Set<string>();
  for (const pod of api.list('Pod')) {
    const key = `${pod.metadata.namespace} ${pod.metadata.name}`;
    const owner = pod.metadata.ownerReferences?.[0];
    if (owner === undefined) continue;
    if (byName.get(key)?.owner.metadata.uid === owner.uid) existing.add(key);
    else api.remove(pod);
  }
  for (const [key, pod] of byName) if (!existing.has(key)) api.put(podFor(pod));
}

function podsOf(
  owner: KubernetesObject,
  nodes: readonly KubernetesObject[],
  there: ReadonlySet<string>,
): readonly WantedPod[] {
  const controller = controllerSchema.safeParse(owner);
  if (!controller.success) return [];
  const selector = Object.entries(controller.data.spec.template.spec.nodeSelector ?? {});
  const fitting = nodes.flatMap(({ metadata: { name, labels } }) =>
    name !== undefined && selector.every(([key, value]) => labels?.[key] === value) ? [name] : [],
  );
  if (owner.kind === 'DaemonSet') return fitting.map((node) => ({ owner, node, seed: node }));
  const cordoned = nodes.flatMap(({ metadata, spec }) =>
    isRecord(spec) && spec['unschedulable'] === true ? [metadata.name] : [],
  );
  const open = fitting.filter((name) => !cordoned.includes(name));
  const placed = (index: number, names: readonly string[]): WantedPod => {
    const node = names[index % Math.max(1, names.length)] ?? null;
    return { owner, node, seed: `${index} ${node ?? ''}` };
  };
  return Array.from({ length: controller.data.spec.replicas }, (_, index) => {
    const pod = placed(index, fitting);
    // What is on a cordoned node stays there until it is deleted or evicted; nothing new comes.
    const stays =
      pod.node === null || open.includes(pod.node) || there.has(`${owner.metadata.namespace} ${nameOf(pod)}`);
    return stays ? pod : placed(index, open);
  });
}

function podFor(pod: WantedPod): KubernetesObject {
  const { kind, apiVersion, metadata } = pod.owner;
  const { template } = controllerSchema.parse(pod.owner).spec;
  const owner = { apiVersion, kind, name: metadata.name ?? '', uid: metadata.uid ?? '', controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: nameOf(pod),
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels: { ...template.metadata.labels },
      ownerReferences: [owner],
    },
    spec: { ...template.spec, ...(pod.node === null ? {} : { nodeName: pod.node }) },
    status: { phase: pod.node === null ? 'Pending' : 'Running' },
  };
}

/** The same for the same owner and place, so that a model ends alike however it got there. */
function nameOf({ owner, seed }: WantedPod): string {
  const digest = createHash('sha256').update(`${owner.metadata.uid} ${seed}`).digest('hex');
  return `${owner.metadata.name}-${digest.slice(0, 5)}`;
}
