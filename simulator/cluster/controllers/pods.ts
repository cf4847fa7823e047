import { isRecord, objectSchema, recordAt, textAt, textsAt } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';
import { referenceTo } from './around.ts';

/** A pod of this owner, from the template in its spec. */
export function podOf(
  owner: KubernetesObject,
  name: string,
  more: { readonly labels?: Readonly<Record<string, string>>; readonly spec?: object } = {},
): KubernetesObject {
  const template = recordAt(owner, 'spec', 'template');
  const annotations = textsAt(template, 'metadata', 'annotations');
  return objectSchema.parse({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: owner.metadata.namespace,
      labels: { ...textsAt(template, 'metadata', 'labels'), ...more.labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [referenceTo(owner)],
    },
    spec: { ...recordAt(template, 'spec'), ...more.spec },
    status: { phase: 'Pending' },
  });
}

/** True of a pod that will never run again. */
export function isEnded(pod: KubernetesObject): boolean {
  return ['Failed', 'Succeeded'].includes(textAt(pod, 'status', 'phase'));
}

/** The pods that are not to stay, first those that do not run yet, then the youngest. */
export function surplus(pods: readonly KubernetesObject[], wanted: number): readonly KubernetesObject[] {
  const rank = (pod: KubernetesObject) => (isRecord(pod['spec']) && 'nodeName' in pod['spec'] ? 1 : 0);
  const age = (pod: KubernetesObject) => Number(pod.metadata.resourceVersion);
  return [...pods].sort((a, b) => rank(a) - rank(b) || age(b) - age(a)).slice(0, Math.max(0, pods.length - wanted));
}
