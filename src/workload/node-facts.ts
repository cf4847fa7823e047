import type { ClusterDns } from '../interfaces/kube-control.ts';
import type { KubernetesVersion } from './kubernetes-version.ts';

/** What kubelet's arguments depend on. */
export interface KubeletFacts {
  readonly version: KubernetesVersion;
  /** Lower-case, as the API server knows the node. */
  readonly nodeName: string;
  readonly nodeIp: string;
  readonly dns: ClusterDns;
  readonly allowPrivileged: 'true' | 'false';
  /** Pods can use GPUs of this node. */
  readonly hasGpu: boolean;
}

/** What kube-proxy's arguments depend on. */
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
