import { flagsFor, kubeletFlags } from './flag-table.ts';
import type { KubeletFacts } from './node-facts.ts';

/**
 * The arguments that make kubelet join the cluster, with the operator's `extra` arguments winning key by key.
 *
 * Key by key means flag by flag: `feature-gates` of the operator takes the place of the charm's own, whole.
 * With `cloud-provider` among them the cloud names the node, so its name is left alone.
 */
export function desiredKubeletArgs(
  facts: KubeletFacts,
  extra: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const isNamedByCloud = Object.keys(extra).includes('cloud-provider');
  const rows = kubeletFlags.filter(({ flag }) => !(isNamedByCloud && flag === 'hostname-override'));
  return { ...flagsFor(rows, facts), ...extra };
}
