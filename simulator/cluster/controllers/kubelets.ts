import { at, isSame, recordAt, recordsAt, textAt, timeText } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';
import { controllerOf, digest, setStatus } from './around.ts';
import type { Around } from './around.ts';
import { conditionsOf } from './conditions.ts';
import { tolerates } from './scheduler.ts';
import { isEnded } from './pods.ts';

/**
 * Every pod that has a node runs there and is ready, and one of a Job has done its work; a pod that does not tolerate a
 * NoExecute taint of its node has gone.
 */
export function runPods(around: Around): void {
  const { store } = around;
  const nodes = new Map(store.list('Node').map((node) => [node.metadata.name, node]));
  for (const pod of store.list('Pod')) {
    const name = textAt(pod, 'spec', 'nodeName');
    if (name === '' || isEnded(pod)) continue;
    const node = nodes.get(name);
    const taints = recordsAt(node, 'spec', 'taints').filter((taint) => taint['effect'] === 'NoExecute');
    if (!taints.every((taint) => tolerates(pod, taint))) store.remove(pod);
    else if (textAt(pod, 'status', 'phase') !== 'Running') run(around, pod, node);
  }
}

function run(around: Around, pod: KubernetesObject, node: KubernetesObject | undefined): void {
  const { store } = around;
  const isDone = controllerOf(pod)?.kind === 'Job';
  const now = store.now();
  const startedAt = timeText(now);
  const hostIP = textAt(
    recordsAt(node, 'status', 'addresses').find((each) => each['type'] === 'InternalIP'),
    'address',
  );
  const isOnHost = at(pod, 'spec', 'hostNetwork') === true;
  const podIP = isOnHost ? hostIP : ipOf(pod.metadata.uid ?? '');
  const reason = isDone ? { reason: 'PodCompleted' } : {};
  const conditions = conditionsOf(
    pod,
    [
      { type: 'Initialized', isTrue: true },
      { type: 'Ready', isTrue: !isDone, ...reason },
      { type: 'ContainersReady', isTrue: !isDone, ...reason },
      { type: 'PodScheduled', isTrue: true },
    ],
    now,
  );
  const state = isDone
    ? { terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt: startedAt } }
    : { running: { startedAt } };
  const containerStatuses = recordsAt(pod, 'spec', 'containers').map((container) => ({
    name: container['name'],
    image: container['image'],
    imageID: '',
    containerID: `docker://${digest(`${pod.metadata.uid ?? ''} ${textAt(container, 'name')}`, 64)}`,
    ready: !isDone,
    restartCount: 0,
    state,
    lastState: {},
  }));
  const addresses = {
    ...(hostIP === '' ? {} : { hostIP }),
    ...(podIP === '' ? {} : { podIP, podIPs: [{ ip: podIP }] }),
  };
  const phase = isDone ? 'Succeeded' : 'Running';
  const status = { phase, conditions, ...addresses, startTime: startedAt, containerStatuses, qosClass: 'BestEffort' };
  if (!isSame(recordAt(pod, 'status'), status)) setStatus(around, pod, status);
}

/** An address in flannel's usual network, the same for the same pod. */
function ipOf(uid: string): string {
  const parts = digest(uid, 4);
  return `10.1.${Number.parseInt(parts.slice(0, 2), 16)}.${(Number.parseInt(parts.slice(2), 16) % 253) + 2}`;
}
