import { isReady } from '../budgets.ts';
import { at, recordsAt, textAt } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';
import { controlledBy, digest, freshName, setStatus } from './around.ts';
import type { Around } from './around.ts';
import { isEnded, podOf } from './pods.ts';
import { isChosen, tolerates } from './scheduler.ts';

/** Every daemon set has one pod on each node that it chooses, cordoned or not, and none elsewhere. */
export function keepDaemonSets(around: Around): void {
  for (const owner of around.store.list('DaemonSet')) keep(around, owner);
}

function keep(around: Around, owner: KubernetesObject): void {
  const { store } = around;
  const hash = digest(JSON.stringify(at(owner, 'spec', 'template')), 10);
  const labels = { 'controller-revision-hash': hash };
  const pattern = podFor(owner, '', labels, '');
  const nodes = store
    .list('Node')
    .filter((node) => suits(pattern, node))
    .map((node) => node.metadata.name ?? '');
  const isReplaced = textAt(owner, 'spec', 'updateStrategy', 'type') !== 'OnDelete';
  const isOf = (pod: KubernetesObject) => pod.metadata.labels?.['controller-revision-hash'] === hash;
  const served = new Set<string>();
  for (const pod of controlledBy(store, 'Pod', owner)) {
    const node = textAt(pod, 'spec', 'nodeName');
    const stays = nodes.includes(node) && !served.has(node) && !isEnded(pod) && (isOf(pod) || !isReplaced);
    if (stays) served.add(node);
    else store.remove(pod);
  }
  for (const node of nodes) {
    if (!served.has(node)) store.create(podFor(owner, freshName(around, owner), labels, node));
  }
  const pods = controlledBy(store, 'Pod', owner);
  const ready = pods.filter(isReady).length;
  setStatus(around, owner, {
    currentNumberScheduled: pods.length,
    desiredNumberScheduled: nodes.length,
    numberMisscheduled: 0,
    numberReady: ready,
    ...(ready === 0 ? {} : { numberAvailable: ready }),
    ...(pods.some(isOf) ? { updatedNumberScheduled: pods.filter(isOf).length } : {}),
    observedGeneration: owner.metadata.generation,
  });
}

function podFor(owner: KubernetesObject, name: string, labels: Readonly<Record<string, string>>, nodeName: string) {
  const own = recordsAt(owner, 'spec', 'template', 'spec', 'tolerations');
  return podOf(owner, name, { labels, spec: { nodeName, tolerations: [...own, ...ofEveryDaemon] } });
}

function suits(pod: KubernetesObject, node: KubernetesObject): boolean {
  const taints = recordsAt(node, 'spec', 'taints').filter((taint) => taint['effect'] !== 'PreferNoSchedule');
  return isChosen(pod, node) && taints.every((taint) => tolerates(pod, taint));
}

/** Source: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations */
const ofEveryDaemon: readonly object[] = [
  ...['not-ready', 'unreachable'].map((key) => ({ key, effect: 'NoExecute' })),
  ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map((key) => ({
    key,
    effect: 'NoSchedule',
  })),
].map(({ key, effect }) => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect }));
