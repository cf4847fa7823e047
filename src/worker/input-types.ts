import type { ClusterCredentials, ClusterDns } from '../interfaces/kube-control.ts';
import type { OsRelease } from '../host/host.ts';
import type { CertificateMaterial } from '../interfaces/tls-certificates.ts';
import type { SdnPluginNetwork } from '../interfaces/sdn-plugin.ts';
import type { RuntimeKind, UpgradeRecord } from '../juju/juju.ts';

/** The inputs by name and type. `inputs.ts` says where each comes from and which hooks can have changed it. */
export interface Inputs {
  readonly 'config.allow-privileged': string;
  readonly 'config.channel': string;
  readonly 'config.default-backend-image': string;
  readonly 'config.cuda_repo': string;
  readonly 'config.docker-ce-package': string;
  readonly 'config.docker-logins': string;
  readonly 'config.docker-opts': string;
  readonly 'config.docker_runtime': string;
  readonly 'config.docker_runtime_key_fingerprint': string;
  readonly 'config.docker_runtime_key_url': string;
  readonly 'config.docker_runtime_package': string;
  readonly 'config.docker_runtime_repo': string;
  readonly 'config.drain-before-runtime-change': boolean;
  readonly 'config.drain-before-upgrade': boolean;
  readonly 'config.enable-cgroups': boolean;
  readonly 'config.http_proxy': string;
  readonly 'config.https_proxy': string;
  readonly 'config.ingress': boolean;
  readonly 'config.kubelet-extra-args': string;
  readonly 'config.labels': string;
  readonly 'config.nginx-image': string;
  readonly 'config.no_proxy': string;
  readonly 'config.nvidia-container-runtime-package': string;
  readonly 'config.nvidia-docker-package': string;
  readonly 'config.nvidia-driver-package': string;
  readonly 'config.proxy-extra-args': string;
  readonly 'config.require-manual-upgrade': boolean;
  readonly 'config.snap_proxy': string;
  readonly 'config.snap_proxy_url': string;
  readonly 'relation.certificates': Presence;
  readonly 'relation.cni': Presence;
  readonly 'relation.dockerhost': Presence;
  readonly 'relation.kube-api-endpoint': Presence;
  readonly 'relation.kube-control': Presence;
  readonly 'relation.sdn-plugin': Presence;
  readonly 'certificates.material': Received<CertificateMaterial>;
  readonly 'cni.cidr': Received<string>;
  readonly 'kube-api.servers': Received<readonly string[]>;
  readonly 'kube-api.server': string | null;
  readonly 'kube-control.credentials': Received<ClusterCredentials>;
  readonly 'kube-control.dns': Received<ClusterDns>;
  readonly 'sdn-plugin.network': Received<SdnPluginNetwork>;
  readonly 'resource.cni': Resource | null;
  readonly 'resource.kubectl': Resource | null;
  readonly 'resource.kubelet': Resource | null;
  readonly 'resource.kube-proxy': Resource | null;
  readonly 'host.addresses': HostAddresses;
  readonly 'host.architecture': string;
  readonly 'host.container': string | null;
  /** Of the driver that is loaded; null without one. */
  readonly 'host.cuda': InstalledCuda | null;
  readonly 'host.docker': boolean;
  /** kubelet, the installed one or the one that will be, runs pods through dockerd. */
  readonly 'host.dockershim': boolean;
  readonly 'host.kubelet-version': InstalledKubelet | null;
  /** The kernel that runs. */
  readonly 'host.kernel': RunningKernel;
  readonly 'host.name': string;
  readonly 'host.nvidia': NvidiaHardware;
  readonly 'host.release': OsRelease;
  readonly 'host.snaps': Readonly<Record<SnapName, string | null>>;
  /** What this charm has installed as container runtime; null before it has, and where that went wrong half-way. */
  readonly 'machine.runtime': RuntimeKind | null;
  /** The proxies that the model sets for charms. */
  readonly 'model.proxies': Proxies;
  /** Null where Juju does not tell. */
  readonly 'model.uuid': string | null;
  /** The units of this application when it is time to look for Nodes of others; null in between, and not asked for then. */
  readonly 'juju.units': ApplicationUnits | null;
  /** Pods that are left on the node of a unit that an operator has paused. */
  readonly 'machine.pods-left': readonly string[];
  /** This charm has cordoned the node, for a change that is not over. */
  readonly 'machine.cordoned': boolean;
  /** What has been decided of a change of the snaps that is not made yet. */
  readonly 'machine.upgrade': UpgradeRecord | null;
  readonly 'drift.cni': Drift;
  readonly 'drift.containerd': Drift;
  readonly 'drift.docker': Drift;
  readonly 'drift.grub': Drift;
  readonly 'drift.ingress': Drift;
  readonly 'drift.kubeconfigs': Drift;
  readonly 'drift.kubelet-api': Drift;
  readonly 'drift.logins': Drift;
  /** The list of installed packages, and the apt sources: whatever installs, removes or holds a package changes it. */
  readonly 'drift.packages': Drift;
  readonly 'drift.runtime-class': Drift;
  readonly 'drift.snapd': Drift;
  readonly 'drift.supervision': Drift;
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

/** NVIDIA's hardware and driver, as the kernel shows them. */
export interface NvidiaHardware {
  /** Graphics cards on the PCI bus, in a container those of its host. */
  readonly gpus: number;
  /** Version of the loaded kernel module, for example `535.104.05`; null when none is loaded. */
  readonly driver: string | null;
}

/** What the kernel that runs was started with. */
export interface RunningKernel {
  /** Those of the arguments that `enable-cgroups` is about. */
  readonly arguments: readonly string[];
  /** Differs after every start of the machine; null where the kernel does not tell. */
  readonly bootId: string | null;
}

/** What the leader knows of its application. */
export interface ApplicationUnits {
  readonly isLeader: boolean;
  /** Those that there are or will be, this one among them; none where this unit does not lead, or Juju does not tell. */
  readonly units: readonly string[];
}

/** The proxies that the model sets for its charms; each is empty where it sets none. */
export interface Proxies {
  readonly http: string;
  readonly https: string;
  /** What is reached without a proxy. */
  readonly none: string;
}

export interface InstalledCuda {
  /** Driver, size and time of the program that was asked. */
  readonly asked: string;
  /** The highest CUDA version that the driver supports, for example `12.2`; null where it does not say. */
  readonly version: string | null;
}

export type SnapName = 'kubectl' | 'kubelet' | 'kube-proxy';

/** For each path that a handler writes: size, time and mode as found, or `missing`. */
export type Drift = Readonly<Record<string, string>>;
