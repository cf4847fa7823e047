import { matchesExpression } from '../label-selector.ts';
import { at, recordAt, recordsAt, textAt, textsAt } from '../objects.ts';
import type { JsonRecord, KubernetesObject } from '../objects.ts';
import type { Store } from '../store.ts';
import { controllerOf, setStatus } from './around.ts';
import type { Around } from './around.ts';
import { conditionsOf } from './conditions.ts';
import { isEnded } from './pods.ts';

/**
 * Every pod that waits for a node has one where it fits, the one with the fewest pods of the same owner; or it says why
 * there is none. Resources, affinity between pods and the topology are not looked at, nor whether the node is ready: the
 * stand-in for kubelet sees its network only when it starts.
 */
export function schedule(around: Around): void {
  const { store } = around;
  const nodes = store.list('Node');
  for (const pod of store.list('Pod')) {
    if (textAt(pod, 'spec', 'nodeName') !== '' || isEnded(pod)) continue;
    const claim = missingClaim(store, pod);
    const reasons = nodes.map((node) => whyNot(pod, node));
    const fitting = nodes.filter((_node, index) => reasons[index] === null);
    const node = claim === null ? leastLoaded(store, pod, fitting) : undefined;
    if (node === undefined) {
      reportPending(around, pod, claim ?? summary(reasons));
      continue;
    }
    store.update(pod, { ...pod, spec: { ...recordAt(pod, 'spec'), nodeName: node.metadata.name } });
  }
}

/** Why a pod may not be put on a node, in the scheduler's words; null when it may. */
function whyNot(pod: KubernetesObject, node: KubernetesObject): string | null {
  const isTolerated = (taint: JsonRecord) => tolerates(pod, taint);
  if (at(node, 'spec', 'unschedulable') === true && !isTolerated(unschedulable)) return 'node(s) were unschedulable';
  if (!isChosen(pod, node)) return "node(s) didn't match Pod's node affinity/selector";
  const taints = recordsAt(node, 'spec', 'taints').filter((taint) => taint['effect'] !== 'PreferNoSchedule');
  return taints.every(isTolerated) ? null : 'node(s) had untolerated taint';
}

/** True when the pod's node selector and its required node affinity choose the node. */
export function isChosen(pod: KubernetesObject, node: KubernetesObject): boolean {
  const labels = node.metadata.labels ?? {};
  const wanted = Object.entries(textsAt(pod, 'spec', 'nodeSelector'));
  if (!wanted.every(([key, value]) => labels[key] === value)) return false;
  const terms = at(pod, 'spec', 'affinity', 'nodeAffinity', required, 'nodeSelectorTerms');
  if (!Array.isArray(terms)) return true;
  const fields = { 'metadata.name': node.metadata.name ?? '' };
  return terms.some(
    (term) =>
      recordsAt(term, 'matchExpressions').every((expression) => matchesExpression(labels, expression)) &&
      recordsAt(term, 'matchFields').every((expression) => matchesExpression(fields, expression)),
  );
}

/** True when one of the pod's tolerations is for the taint. */
export function tolerates(pod: KubernetesObject, taint: JsonRecord): boolean {
  return recordsAt(pod, 'spec', 'tolerations').some((toleration) => {
    const { key, operator, value, effect } = toleration;
    if (effect !== undefined && effect !== '' && effect !== taint['effect']) return false;
    if (operator === 'Exists') return key === undefined || key === '' || key === taint['key'];
    return key === taint['key'] && (value ?? '') === (taint['value'] ?? '');
  });
}

function leastLoaded(store: Store, pod: KubernetesObject, nodes: readonly KubernetesObject[]) {
  const owner = controllerOf(pod)?.uid;
  const pods = store.list('Pod');
  const load = ({ metadata: { name } }: KubernetesObject) => {
    const there = pods.filter((each) => textAt(each, 'spec', 'nodeName') === name && !isEnded(each));
    const siblings = there.filter((each) => owner !== undefined && controllerOf(each)?.uid === owner);
    return siblings.length * 1000 + there.length;
  };
  return [...nodes].sort((a, b) => load(a) - load(b))[0];
}

function missingClaim(store: Store, pod: KubernetesObject): string | null {
  const claims = recordsAt(pod, 'spec', 'volumes').flatMap((volume) => {
    const name = textAt(volume, 'persistentVolumeClaim', 'claimName');
    return name === '' ? [] : [name];
  });
  for (const name of claims) {
    const claim = store.find('PersistentVolumeClaim', pod.metadata.namespace, name);
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
    if (textAt(claim, 'status', 'phase') !== 'Bound') return 'pod has unbound immediate PersistentVolumeClaims';
  }
  return null;
}

function summary(reasons: readonly (string | null)[]): string {
  if (reasons.length === 0) return 'no nodes available to schedule pods';
  const counts = new Map<string, number>();
  for (const reason of reasons) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${reasons.length} nodes are available: ${parts.join(', ')}.`;
}

function reportPending(around: Around, pod: KubernetesObject, message: string): void {
  const condition = { type: 'PodScheduled', isTrue: false, reason: 'Unschedulable', message };
  const conditions = conditionsOf(pod, [condition], around.store.now());
  setStatus(around, pod, { ...recordAt(pod, 'status'), phase: 'Pending', conditions });
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const unschedulable = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
