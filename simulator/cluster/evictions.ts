import * as z from 'zod';
import type { ClusterResponse } from '../contract.ts';
import { isRecord } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import { failure } from './status.ts';

/**
 * Why the API does not evict the pod; null when it does.
 *
 * A kubelet may evict pods of its own node (`node`), and nobody may take more than the budgets of the namespace leave.
 * Source: https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
 */
export function evictionRefusal(
  pod: KubernetesObject,
  objects: readonly KubernetesObject[],
  node: string | null,
): ClusterResponse | null {
  const { name, namespace } = pod.metadata;
  const spec = isRecord(pod['spec']) ? pod['spec'] : {};
  if (node !== null && spec['nodeName'] !== node) {
    const words = `pods "${name}" is forbidden: node "${node}" can only evict pods with spec.nodeName set to itself`;
    return failure(403, 'Forbidden', words);
  }
  if (!isRunning(pod)) return null;
  const pods = objects.filter((each) => each.kind === 'Pod' && each.metadata.namespace === namespace);
  for (const object of objects) {
    if (object.kind !== 'PodDisruptionBudget' || object.metadata.namespace !== namespace) continue;
    const budget = budgetSchema.safeParse(object);
    if (!budget.success || !matches(pod, budget.data.spec.selector.matchLabels)) continue;
    const guarded = pods.filter((each) => matches(each, budget.data.spec.selector.matchLabels));
    const healthy = guarded.filter(isRunning).length;
    if (healthy - wantedHealthy(budget.data.spec, guarded.length) >= 1) continue;
    return failure(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
      causes: [
        { reason: 'DisruptionBudget', message: `The disruption budget ${object.metadata.name} does not allow it` },
      ],
    });
  }
  return null;
}

function wantedHealthy({ minAvailable, maxUnavailable }: z.infer<typeof budgetSchema>['spec'], count: number): number {
  if (minAvailable !== undefined) return scaled(minAvailable, count);
  return Math.max(0, count - scaled(maxUnavailable ?? 1, count));
}

/** A number, or a percentage that is rounded up. */
function scaled(value: number | string, count: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseFloat(value) * count) / 100);
}

function matches({ metadata: { labels } }: KubernetesObject, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => labels?.[key] === value);
}

function isRunning(pod: KubernetesObject): boolean {
  const status = isRecord(pod['status']) ? pod['status'] : {};
  return (status['phase'] ?? 'Running') === 'Running';
}

const amount = z.union([z.number(), z.string()]).optional();
const budgetSchema = z.looseObject({
  spec: z.looseObject({
    minAvailable: amount,
    maxUnavailable: amount,
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).default({}) }),
  }),
});
