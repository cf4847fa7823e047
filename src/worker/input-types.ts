import type { ClusterCredentials, ClusterDns } from '../interfaces/kube-control.ts';
import type { CertificateMaterial } from '../interfaces/tls-certificates.ts';

/** The inputs by name and type. `inputs.ts` says where each comes from and which hooks can have changed it. */
export interface Inputs {
  readonly 'config.allow-privileged': string;
  readonly 'config.channel': string;
  readonly 'config.default-backend-image': string;
  readonly 'config.docker-logins': string;
  readonly 'config.docker-opts': string;
  readonly 'config.docker_runtime': string;
  readonly 'config.http_proxy': string;
  readonly 'config.https_proxy': string;
  readonly 'config.ingress': boolean;
  readonly 'config.kubelet-extra-args': string;
  readonly 'config.labels': string;
  readonly 'config.nginx-image': string;
  readonly 'config.no_proxy': string;
  readonly 'config.proxy-extra-args': string;
  readonly 'config.require-manual-upgrade': boolean;
  readonly 'relation.certificates': Presence;
  readonly 'relation.cni': Presence;
  readonly 'relation.kube-api-endpoint': Presence;
  readonly 'relation.kube-control': Presence;
  readonly 'certificates.material': Received<CertificateMaterial>;
  readonly 'cni.cidr': Received<string>;
  readonly 'kube-api.servers': Received<readonly string[]>;
  readonly 'kube-api.server': string | null;
  readonly 'kube-control.credentials': Received<ClusterCredentials>;
  readonly 'kube-control.dns': Received<ClusterDns>;
  readonly 'resource.cni': Resource | null;
  readonly 'resource.kubectl': Resource | null;
  readonly 'resource.kubelet': Resource | null;
  readonly 'resource.kube-proxy': Resource | null;
  readonly 'host.addresses': HostAddresses;
  readonly 'host.architecture': string;
  readonly 'host.container': string | null;
  readonly 'host.docker': boolean;
  readonly 'host.kubelet-version': InstalledKubelet | null;
  readonly 'host.name': string;
  readonly 'host.snaps': Readonly<Record<SnapName, string | null>>;
  readonly 'drift.cni': Drift;
  readonly 'drift.docker': Drift;
  readonly 'drift.ingress': Drift;
  readonly 'drift.kubeconfigs': Drift;
  readonly 'drift.tls': Drift;
}

export type InputName = keyof Inputs;

/** The relations of one endpoint: ids such as `kube-control:3`, and the remote units that have joined, sorted. */
export interface Presence {
  readonly ids: readonly string[];
  readonly apps: readonly string[];
  readonly units: readonly string[];
}

/**
 * What remote units sent. `value` is the last good one, also after the remote has gone or sent nonsense, so that the
 * node goes on as it is; `problem` says what is wrong with what is there now.
 */
export interface Received<T> {
  readonly value: T | null;
  readonly problem: string | null;
}

/** A resource file that Juju delivered. */
export interface Resource {
  /** As Juju gave it, not under the charm's root. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface HostAddresses {
  readonly publicAddress: string;
  /** Where the cluster reaches this machine over kube-control's network space. */
  readonly ingressAddress: string;
}

export interface InstalledKubelet {
  /** Revision of the snap that was asked. */
  readonly revision: string;
  /** For example `1.10.2`. */
  readonly version: string;
}

export type SnapName = 'kubectl' | 'kubelet' | 'kube-proxy';

/** For each path that a handler writes: size, time and mode as found, or `missing`. */
export type Drift = Readonly<Record<string, string>>;
