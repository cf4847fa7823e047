import { waiting } from '../engine/engine.ts';
import type { Outcome } from '../engine/engine.ts';
import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import { parseKubernetesVersion, supportedKubernetes } from '../workload/kubernetes-version.ts';
import type { KubernetesVersion } from '../workload/kubernetes-version.ts';
import type { Inputs } from './input-types.ts';

/**
 * The version of the installed kubelet, if this charm knows its arguments and those of its kube-proxy. Else what the
 * handlers of both say: somebody has refreshed the snap by hand, and what runs must not lose the arguments it has.
 */
export function configurableVersion(
  kubelet: Inputs['host.kubelet-version'],
): Result<KubernetesVersion, Outcome<never, never>> {
  const version = parseKubernetesVersion(kubelet?.version ?? '');
  if (version === null) return err(waiting('the cluster', { about: 'input' }));
  const known = supportedKubernetes(version);
  if (known.ok) return ok(version);
  return err(
    waiting(`Waiting for a kubelet that can be configured, which the action upgrade brings (${known.error})`, {
      about: 'command',
    }),
  );
}
