import { flagsFor, kubeProxyFlags } from './flag-table.ts';
import type { KubernetesVersion } from './kubernetes-version.ts';

export interface KubeProxyFacts {
  readonly version: KubernetesVersion;
  readonly clusterCidr: string;
  /** HTTPS address of an API server. */
  readonly server: string;
  /** The name under which kubelet registers the node. */
  readonly nodeName: string;
  /** True in a system container such as LXD's. */
  readonly inContainer: boolean;
}

/** The arguments of kube-proxy, with the operator's `extra` arguments winning key by key. */
export function desiredKubeProxyArgs(
  facts: KubeProxyFacts,
  extra: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { ...flagsFor(kubeProxyFlags, facts), ...extra };
}
