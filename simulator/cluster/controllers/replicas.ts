import { isReady } from '../budgets.ts';
import { numberAt } from '../objects.ts';
import { controlledBy, freshName, setStatus } from './around.ts';
import type { Around } from './around.ts';
import { isEnded, podOf, surplus } from './pods.ts';

/** Every ReplicaSet and ReplicationController has as many pods as it wants, and says how many there are. */
export function keepReplicas(around: Around): void {
  const { store } = around;
  for (const owner of [...store.list('ReplicaSet'), ...store.list('ReplicationController')]) {
    const wanted = numberAt(owner, 'spec', 'replicas');
    const pods = controlledBy(store, 'Pod', owner).filter((pod) => !isEnded(pod));
    for (const pod of surplus(pods, wanted)) store.remove(pod);
    for (let missing = wanted - pods.length; missing > 0; missing -= 1) {
      store.create(podOf(owner, freshName(around, owner)));
    }
    const there = controlledBy(store, 'Pod', owner).filter((pod) => !isEnded(pod));
    const ready = there.filter(isReady).length;
    setStatus(around, owner, {
      replicas: there.length,
      ...(there.length === 0 ? {} : { fullyLabeledReplicas: there.length }),
      ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
      observedGeneration: owner.metadata.generation,
    });
  }
}
