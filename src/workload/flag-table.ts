import { containerdEndpoint, sandboxImage } from './containerd-config.ts';
import type { KubernetesVersion } from './kubernetes-version.ts';
import type { KubeProxyFacts, KubeletFacts } from './node-facts.ts';

/** One command line flag, and the versions of Kubernetes for which the charm passes it. */
export interface FlagRow<Facts> {
  readonly flag: string;
  readonly first: MinorVersion;
  /** The last one that gets the flag; null while it is passed to the newest. */
  readonly last: MinorVersion | null;
  /** Null leaves the flag out. */
  readonly value: (facts: Facts) => string | null;
}

export type MinorVersion = `1.${number}`;

/** The flags of `rows` that this version gets, in the order of the rows. */
export function flagsFor<Facts extends { readonly version: KubernetesVersion }>(
  rows: readonly FlagRow<Facts>[],
  facts: Facts,
): Readonly<Record<string, string>> {
  const flags: [string, string][] = [];
  for (const { flag, first, last, value } of rows) {
    const isPassed = compare(facts.version, first) >= 0 && (last === null || compare(facts.version, last) <= 0);
    const text = isPassed ? value(facts) : null;
    if (text !== null) flags.push([flag, text]);
  }
  return Object.fromEntries(flags);
}

function compare({ major, minor }: KubernetesVersion, other: MinorVersion): number {
  return major === 1 ? minor - Number(other.slice(2)) : major - 1;
}

/*
 * The rows, in the order in which the charm of 2018 passed them. `last` is where that charm's successors stopped:
 * either the flag had moved to a configuration file or the program had dropped it.
 * Source: kubernetes-worker 5e5ae79 (2018-05-01), start_worker, for the values at 1.10.
 * Source: charm-kubernetes-worker 1.11 to 1.28 for `last`; Kubernetes release notes where a row says so.
 */

export const kubeletFlags: readonly FlagRow<KubeletFacts>[] = [
  // Gone in 1.16: "option does not exist".
  { flag: 'require-kubeconfig', first: '1.10', last: '1.15', value: () => 'true' },
  { flag: 'kubeconfig', first: '1.10', last: null, value: () => '/root/cdk/kubeconfig' },
  // Gone in 1.24, with dockershim.
  { flag: 'network-plugin', first: '1.10', last: '1.23', value: () => 'cni' },
  { flag: 'v', first: '1.10', last: null, value: () => '0' },
  // From 1.12 on, this one and each other row with `last: '1.11'` belong to the configuration file.
  { flag: 'address', first: '1.10', last: '1.11', value: () => '0.0.0.0' },
  { flag: 'port', first: '1.10', last: '1.11', value: () => '10250' },
  { flag: 'cluster-domain', first: '1.10', last: '1.11', value: ({ dns }) => dns.domain },
  { flag: 'anonymous-auth', first: '1.10', last: '1.11', value: () => 'false' },
  { flag: 'client-ca-file', first: '1.10', last: '1.11', value: () => '/root/cdk/ca.crt' },
  { flag: 'tls-cert-file', first: '1.10', last: '1.11', value: () => '/root/cdk/server.crt' },
  { flag: 'tls-private-key-file', first: '1.10', last: '1.11', value: () => '/root/cdk/server.key' },
  { flag: 'logtostderr', first: '1.10', last: '1.25', value: () => 'true' },
  { flag: 'fail-swap-on', first: '1.10', last: '1.11', value: () => 'false' },
  { flag: 'node-ip', first: '1.10', last: null, value: ({ nodeIp }) => nodeIp },
  // The original printed `None` here when the cluster had no DNS service.
  { flag: 'cluster-dns', first: '1.10', last: '1.11', value: ({ dns }) => dns.ip },
  // Kubernetes release notes: gone in 1.15.
  { flag: 'allow-privileged', first: '1.10', last: '1.14', value: ({ allowPrivileged }) => allowPrivileged },
  // On by default since 1.10, no choice any more since 1.26, unknown in 1.28.
  {
    flag: 'feature-gates',
    first: '1.10',
    last: '1.25',
    value: ({ hasGpu }) => (hasGpu ? 'DevicePlugins=true' : null),
  },
  // Not in the original, whose kubelet and kube-proxy could disagree about the node's name.
  { flag: 'hostname-override', first: '1.10', last: null, value: ({ nodeName }) => nodeName },
  // Not in the original, whose kubelets let any certificate of the shared authority do anything: the API server is asked
  // who calls, and whether they may. Until 1.11 as flags, then in the configuration file.
  { flag: 'authentication-token-webhook', first: '1.10', last: '1.11', value: () => 'true' },
  { flag: 'authorization-mode', first: '1.10', last: '1.11', value: () => 'Webhook' },
  // The rest is for containerd, which takes Docker's place when dockershim goes; decision 18.
  { flag: 'container-runtime', first: '1.24', last: '1.26', value: () => 'remote' },
  { flag: 'container-runtime-endpoint', first: '1.24', last: null, value: () => containerdEndpoint },
  { flag: 'cgroup-driver', first: '1.24', last: null, value: () => 'systemd' },
  // kubelet spares this image when it makes room for others. 1.35 asks containerd instead and knows no such flag.
  { flag: 'pod-infra-container-image', first: '1.24', last: '1.34', value: () => sandboxImage },
];

export const kubeProxyFlags: readonly FlagRow<KubeProxyFacts>[] = [
  // From 1.27 on, this one and each other row with `last: '1.26'` belong to the configuration file.
  { flag: 'cluster-cidr', first: '1.10', last: '1.26', value: ({ clusterCidr }) => clusterCidr },
  { flag: 'kubeconfig', first: '1.10', last: '1.26', value: () => '/root/cdk/kubeproxyconfig' },
  { flag: 'logtostderr', first: '1.10', last: '1.25', value: () => 'true' },
  { flag: 'v', first: '1.10', last: null, value: () => '0' },
  { flag: 'master', first: '1.10', last: '1.28', value: ({ server }) => server },
  { flag: 'hostname-override', first: '1.10', last: '1.26', value: ({ nodeName }) => nodeName },
  // In a system container the host's limits cannot be written.
  {
    flag: 'conntrack-max-per-core',
    first: '1.10',
    last: '1.26',
    value: ({ inContainer }) => (inContainer ? '0' : null),
  },
];
