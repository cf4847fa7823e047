/** What a flag takes: a truth value may stand without one. */
type FlagType = 'bool' | 'int' | 'text';

/** Why Kubernetes' flag parser refuses these arguments; null when it does not. */
export function flagProblem(
  program: 'kubelet' | 'kube-proxy',
  args: Readonly<Record<string, string>>,
  version = '1.10.0',
): string | null {
  const minor = Number(version.split('.')[1] ?? '10');
  const table = program === 'kubelet' ? kubeletFlags : kubeProxyFlags;
  for (const [flag, value] of Object.entries(args)) {
    const type = table.get(flag);
    const gone = program === 'kubelet' ? removed.find(({ flags }) => flags.includes(flag)) : undefined;
    if (type === undefined || (gone !== undefined && minor >= gone.minor)) return `unknown flag: --${flag}`;
    const reason = typeProblem(type, value);
    if (reason !== null) return `invalid argument "${value}" for "--${flag}" flag: ${reason}`;
  }
  return null;
}

function typeProblem(type: FlagType, value: string): string | null {
  if (type === 'bool' && !/^(?:1|0|t|f|true|false|TRUE|FALSE|True|False|T|F)$/u.test(value)) {
    return `strconv.ParseBool: parsing "${value}": invalid syntax`;
  }
  return type === 'int' && !/^-?\d+$/u.test(value) ? `strconv.ParseInt: parsing "${value}": invalid syntax` : null;
}

function table(bools: string, ints: string, texts: string): ReadonlyMap<string, FlagType> {
  const rows = (type: FlagType, names: string) => names.split(/\s+/u).map((name): [string, FlagType] => [name, type]);
  return new Map([...rows('bool', bools), ...rows('int', ints), ...rows('text', texts)]);
}

/*
 * Flags of Kubernetes 1.10, with those that were hidden as deprecated; 1.9 and 1.11 are taken to have the same.
 *
 * Source: https://kubernetes.io/docs/reference/command-line-tools-reference/ in March 2018
 */
const kubeletFlags = table(
  `allow-privileged alsologtostderr anonymous-auth authentication-token-webhook cgroups-per-qos containerized contention-profiling
  cpu-cfs-quota docker-disable-shared-pid docker-only docker-tls enable-controller-attach-detach enable-custom-metrics
  enable-debugging-handlers enable-load-reader enable-server exit-on-lock-contention experimental-allocatable-ignore-eviction
  experimental-check-node-capabilities-before-mount experimental-dockershim experimental-fail-swap-on
  experimental-kernel-memcg-notification fail-swap-on keep-terminated-pod-volumes log-cadvisor-usage logtostderr
  make-iptables-util-chains protect-kernel-defaults really-crash-for-testing register-node register-schedulable require-kubeconfig
  rotate-certificates rotate-server-certificates runonce serialize-image-pulls storage-driver-secure`,
  `application-metrics-count-limit cadvisor-port container-log-max-files event-burst event-qps eviction-max-pod-grace-period
  healthz-port image-gc-high-threshold image-gc-low-threshold iptables-drop-bit iptables-masquerade-bit kube-api-burst kube-api-qps
  max-open-files max-pods maximum-dead-containers maximum-dead-containers-per-container network-plugin-mtu oom-score-adj
  pods-per-core port read-only-port registry-burst registry-qps v`,
  `address authentication-token-webhook-cache-ttl authorization-mode authorization-webhook-cache-authorized-ttl
  authorization-webhook-cache-unauthorized-ttl azure-container-registry-config boot-id-file bootstrap-checkpoint-path
  bootstrap-kubeconfig cert-dir cgroup-driver cgroup-root chaos-chance client-ca-file cloud-config cloud-provider
  cloud-provider-gce-lb-src-cidrs cluster-dns cluster-domain cni-bin-dir cni-conf-dir config container-hints container-log-max-size
  container-runtime container-runtime-endpoint containerd cpu-manager-policy cpu-manager-reconcile-period docker docker-endpoint
  docker-env-metadata-whitelist docker-root docker-tls-ca docker-tls-cert docker-tls-key dynamic-config-dir enforce-node-allocatable
  event-storage-age-limit event-storage-event-limit eviction-hard eviction-minimum-reclaim eviction-pressure-transition-period
  eviction-soft eviction-soft-grace-period experimental-allowed-unsafe-sysctls experimental-bootstrap-kubeconfig
  experimental-dockershim-root-directory experimental-mounter-path experimental-qos-reserved feature-gates file-check-frequency
  global-housekeeping-interval google-json-key hairpin-mode healthz-bind-address host-ipc-sources host-network-sources
  host-pid-sources hostname-override housekeeping-interval http-check-frequency image-pull-progress-deadline image-service-endpoint
  kube-api-content-type kube-reserved kube-reserved-cgroup kubeconfig kubelet-cgroups lock-file log-backtrace-at log-dir
  log-flush-frequency machine-id-file manifest-url manifest-url-header master-service-namespace minimum-container-ttl-duration
  minimum-image-ttl-duration network-plugin node-ip node-labels node-status-update-frequency non-masquerade-cidr pod-cidr
  pod-infra-container-image pod-manifest-path provider-id register-with-taints resolv-conf rkt-api-endpoint rkt-path
  rkt-stage1-image root-dir runtime-cgroups runtime-request-timeout seccomp-profile-root stderrthreshold
  storage-driver-buffer-duration storage-driver-db storage-driver-host storage-driver-password storage-driver-table
  storage-driver-user streaming-connection-idle-timeout sync-frequency system-cgroups system-reserved system-reserved-cgroup
  tls-cert-file tls-cipher-suites tls-min-version tls-private-key-file version vmodule volume-plugin-dir volume-stats-agg-period`,
);
const kubeProxyFlags = table(
  'alsologtostderr cleanup cleanup-iptables cleanup-ipvs logtostderr masquerade-all profiling',
  `conntrack-max conntrack-max-per-core conntrack-min healthz-port iptables-masquerade-bit kube-api-burst oom-score-adj v`,
  `azure-container-registry-config bind-address cluster-cidr config config-sync-period conntrack-tcp-timeout-close-wait
  conntrack-tcp-timeout-established feature-gates google-json-key healthz-bind-address hostname-override iptables-min-sync-period
  iptables-sync-period ipvs-min-sync-period ipvs-scheduler ipvs-sync-period kube-api-content-type kube-api-qps kubeconfig
  log-backtrace-at log-dir log-flush-frequency master metrics-bind-address nodeport-addresses proxy-mode proxy-port-range
  resource-container stderrthreshold udp-timeout version vmodule write-config-to`,
);

/** Flags of kubelet that a release no longer has. Source: the change logs of Kubernetes 1.12 to 1.27 */
const removed: readonly { readonly minor: number; readonly flags: readonly string[] }[] = [
  {
    minor: 12,
    flags: ['cadvisor-port', 'docker-disable-shared-pid', 'google-json-key', 'manifest-url', 'require-kubeconfig'],
  },
  { minor: 15, flags: ['allow-privileged', 'containerized'] },
  {
    minor: 24,
    flags: [
      'cni-bin-dir',
      'cni-conf-dir',
      'docker-endpoint',
      'dynamic-config-dir',
      'experimental-dockershim',
      'experimental-dockershim-root-directory',
      'image-pull-progress-deadline',
      'network-plugin',
      'network-plugin-mtu',
      'non-masquerade-cidr',
    ],
  },
  { minor: 27, flags: ['container-runtime'] },
];
