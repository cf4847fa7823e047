import { flagsFor, kubeProxyFlags } from './flag-table.ts';
import type { KubeProxyFacts } from './node-facts.ts';

/** The arguments of kube-proxy, with the operator's `extra` arguments winning key by key. */
export function desiredKubeProxyArgs(
  facts: KubeProxyFacts,
  extra: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { ...flagsFor(kubeProxyFlags, facts), ...extra };
}
