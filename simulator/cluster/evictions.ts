import type { ClusterResponse } from '../contract.ts';
import type { Asked } from './asked.ts';
import { nodeOf } from './authorise.ts';
import { budgetState, guards } from './budgets.ts';
import { at, textAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import { badRequest, conflict, failure, notFound, success } from './status.ts';
import type { Store } from './store.ts';

/**
 * The pod has gone, if the disruption budgets let it go.
 *
 * Source: https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ and pkg/registry/core/pod/storage/eviction.go
 */
export function evict({ target, store, body, user, minor }: Asked): ClusterResponse {
  const name = target.name ?? '';
  const versions = [...(minor >= 22 ? ['policy/v1'] : []), ...(minor < 25 ? ['policy/v1beta1'] : [])];
  const sent = textAt(body, 'apiVersion');
  if (!versions.includes(sent)) return badRequest(`no kind "Eviction" is registered for version "${sent}"`);
  if (textAt(body, 'metadata', 'name') !== name) {
    return badRequest(`name in URL does not match name in Eviction object: ${textAt(body, 'metadata', 'name')}`);
  }
  const pod = store.find('Pod', target.namespace, name);
  if (pod === undefined) return notFound(target, name);
  const wanted = textAt(body, 'deleteOptions', 'preconditions', 'uid');
  const { uid } = pod.metadata;
  if (wanted !== '' && wanted !== uid) {
    return conflict(
      target,
      name,
      `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${uid ?? ''}`,
    );
  }
  const refused = refusal(store, pod, nodeOf(user));
  if (refused !== null) return refused;
  if (at(body, 'deleteOptions', 'dryRun') === undefined) store.remove(pod);
  return success(null, 201);
}

/** `node` is the one whose kubelet asks; null for others. */
function refusal(store: Store, pod: KubernetesObject, node: string | null): ClusterResponse | null {
  const { name = '', namespace } = pod.metadata;
  if (node !== null && textAt(pod, 'spec', 'nodeName') !== node) {
    const words = `pods "${name}" is forbidden: node "${node}" can only evict pods with spec.nodeName set to itself`;
    return failure(403, 'Forbidden', words, { name, kind: 'pods' });
  }
  // What does not run yet, or no longer, is nothing that a budget could count on.
  if (textAt(pod, 'status', 'phase') !== 'Running') return null;
  const budgets = store.list('PodDisruptionBudget', namespace).filter((budget) => guards(budget, pod));
  const [budget, ...more] = budgets;
  if (budget === undefined) return null;
  if (more.length > 0) {
    const words = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    return failure(500, 'InternalError', words);
  }
  const { currentHealthy, desiredHealthy, disruptionsAllowed } = budgetState(store, budget);
  if (disruptionsAllowed > 0) return null;
  const message = `The disruption budget ${budget.metadata.name ?? ''} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  // Without a time to retry after, in the body or as a header, as the real API: with one, kubectl would try again by itself.
  return failure(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message }],
  });
}
