import { at, numberAt, recordAt, textsAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import { pairsText } from './tables/column.ts';

/** The `scale` subresource of what has replicas. */
export function scaleOf(object: KubernetesObject): KubernetesObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = recordAt(object, 'spec', 'selector');
  const labels = 'matchLabels' in selector ? textsAt(selector, 'matchLabels') : textsAt(selector);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: Number(at(object, 'spec', 'replicas') ?? 1) },
    status: { replicas: numberAt(object, 'status', 'replicas'), selector: pairsText(labels) },
  };
}

/** The object with the number of replicas that a Scale says; null when it says none. */
export function scaledTo(object: KubernetesObject, scale: unknown): KubernetesObject | null {
  const replicas = at(scale, 'spec', 'replicas') ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) return null;
  return { ...object, spec: { ...recordAt(object, 'spec'), replicas } };
}
