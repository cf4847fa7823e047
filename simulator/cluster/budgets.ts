import { matchesObjectSelector } from './label-selector.ts';
import { at, recordAt, recordsAt, textAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import type { Store } from './store.ts';

/** How many pods a PodDisruptionBudget guards, how many of them are well and have to be. */
export interface BudgetState {
  readonly expectedPods: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptionsAllowed: number;
}

export function budgetState(store: Store, budget: KubernetesObject): BudgetState {
  const pods = store
    .list('Pod', budget.metadata.namespace)
    .filter((pod) => guards(budget, pod) && !['Failed', 'Succeeded'].includes(textAt(pod, 'status', 'phase')));
  const currentHealthy = pods.filter(isReady).length;
  const desiredHealthy = wantedHealthy(budget, pods.length);
  return {
    expectedPods: pods.length,
    currentHealthy,
    desiredHealthy,
    disruptionsAllowed: pods.length === 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy),
  };
}

/** True when the pod is one of those that the budget is about. A budget without a selector is about none. */
export function guards(budget: KubernetesObject, pod: KubernetesObject): boolean {
  if (budget.metadata.namespace !== pod.metadata.namespace) return false;
  const selector = at(budget, 'spec', 'selector');
  if (selector === undefined || selector === null) return false;
  // An empty selector is about every pod in policy/v1 and about none before.
  if (Object.keys(recordAt(selector)).length === 0) return budget.apiVersion === 'policy/v1';
  return matchesObjectSelector(pod.metadata.labels ?? {}, selector);
}

/** True of a pod whose condition Ready is true. */
export function isReady(pod: KubernetesObject): boolean {
  return recordsAt(pod, 'status', 'conditions').some((each) => each['type'] === 'Ready' && each['status'] === 'True');
}

function wantedHealthy(budget: KubernetesObject, count: number): number {
  const minimum = at(budget, 'spec', 'minAvailable');
  if (minimum !== undefined) return scaled(minimum, count);
  return Math.max(0, count - scaled(at(budget, 'spec', 'maxUnavailable') ?? 1, count));
}

/** A number, or a percentage that is rounded up. */
function scaled(value: unknown, count: number): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Math.ceil((Number.parseFloat(value) * count) / 100) : 0;
}
