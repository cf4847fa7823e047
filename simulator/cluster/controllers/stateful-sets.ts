import { isReady } from '../budgets.ts';
import { defaulted } from '../defaults.ts';
import { at, numberAt, objectSchema, recordAt, recordsAt, textAt } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';
import { controlledBy, digest, setStatus } from './around.ts';
import type { Around } from './around.ts';
import { isEnded, podOf } from './pods.ts';

/** Every stateful set has its pods, numbered from 0, each with its own claims, which stay when the pods go. */
export function keepStatefulSets(around: Around): void {
  for (const owner of around.store.list('StatefulSet')) keep(around, owner);
}

function keep(around: Around, owner: KubernetesObject): void {
  const { store } = around;
  const { name: base = '' } = owner.metadata;
  const wanted = numberAt(owner, 'spec', 'replicas');
  const revision = `${base}-${digest(JSON.stringify(at(owner, 'spec', 'template')), 10)}`;
  const isOf = (pod: KubernetesObject) => pod.metadata.labels?.['controller-revision-hash'] === revision;
  const isReplaced = textAt(owner, 'spec', 'updateStrategy', 'type') !== 'OnDelete';
  const names = Array.from({ length: wanted }, (_each, index) => `${base}-${index}`);
  const there = new Set<string>();
  for (const pod of controlledBy(store, 'Pod', owner)) {
    const name = pod.metadata.name ?? '';
    if (names.includes(name) && !isEnded(pod) && (isOf(pod) || !isReplaced)) there.add(name);
    else store.remove(pod);
  }
  for (const name of names.filter((each) => !there.has(each))) {
    const volumes = claimsFor(around, owner, name);
    const spec = recordAt(owner, 'spec', 'template', 'spec');
    const labels = { 'controller-revision-hash': revision, 'statefulset.kubernetes.io/pod-name': name };
    const more = { hostname: name, volumes: [...recordsAt(spec, 'volumes'), ...volumes] };
    if (store.find('Pod', owner.metadata.namespace, name) === undefined)
      store.create(podOf(owner, name, { labels, spec: more }));
  }
  const pods = controlledBy(store, 'Pod', owner);
  const ready = pods.filter(isReady).length;
  setStatus(around, owner, {
    replicas: pods.length,
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    availableReplicas: ready,
    currentReplicas: pods.length,
    updatedReplicas: pods.filter(isOf).length,
    currentRevision: revision,
    updateRevision: revision,
    collisionCount: 0,
    observedGeneration: owner.metadata.generation,
  });
}

/** The claims of a pod are there; what is given back are the volumes by which it uses them. */
function claimsFor({ store, minor }: Around, owner: KubernetesObject, pod: string): readonly object[] {
  return recordsAt(owner, 'spec', 'volumeClaimTemplates').map((template) => {
    const volume = textAt(template, 'metadata', 'name');
    const name = `${volume}-${pod}`;
    const { namespace } = owner.metadata;
    if (store.find('PersistentVolumeClaim', namespace, name) === undefined) {
      const metadata = { ...recordAt(template, 'metadata'), name, namespace };
      const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: recordAt(template, 'spec') };
      store.create(defaulted(objectSchema.parse(claim), { store, minor, apiVersion: 'v1', before: null }));
    }
    return { name: volume, persistentVolumeClaim: { claimName: name } };
  });
}
