/** The files of this machine that the charm writes, by the handler that keeps each group as it should be. */
export const driftPaths = {
  cni: ['/opt/cni/bin/loopback'],
  containerd: ['/etc/containerd/config.toml'],
  docker: [
    '/etc/default/docker',
    '/etc/systemd/system/docker.service.d/50-kubernetes-worker.conf',
    '/etc/docker/daemon.json',
    // What the package and the operator say about the unit; the drop-in depends on it.
    '/lib/systemd/system/docker.service',
    '/usr/lib/systemd/system/docker.service',
    '/etc/systemd/system/docker.service',
    '/etc/systemd/system/docker.service.d',
    '/etc/systemd/system/docker.service.d/override.conf',
    '/run/systemd/system/docker.service.d',
  ],
  grub: ['/etc/default/grub', '/etc/default/grub.d/60-kubernetes-worker.cfg'],
  ingress: ['/root/cdk/addons/default-http-backend.yaml', '/root/cdk/addons/ingress-daemon-set.yaml'],
  kubeconfigs: ['/home/ubuntu/.kube/config', '/root/.kube/config', '/root/cdk/kubeconfig', '/root/cdk/kubeproxyconfig'],
  'kubelet-api': ['/root/cdk/addons/kubelet-api-access.yaml'],
  logins: ['/root/.docker/config.json', '/var/lib/kubelet/config.json'],
  packages: ['/var/lib/dpkg/status', '/etc/apt/sources.list.d', '/etc/apt/keyrings'],
  'runtime-class': ['/root/cdk/addons/nvidia-runtime-class.yaml'],
  snapd: ['/etc/systemd/system/snapd.service.d/snap_layer_proxy.conf'],
  // Named as today's charm names them, so that one stays when the other takes over.
  supervision: [
    '/etc/systemd/system/snap.kubelet.daemon.service.d/always-restart.conf',
    '/etc/systemd/system/snap.kube-proxy.daemon.service.d/always-restart.conf',
  ],
  tls: (app: string) => [
    '/root/cdk/ca.crt',
    '/root/cdk/server.crt',
    '/root/cdk/server.key',
    `/usr/local/share/ca-certificates/${app}.crt`,
  ],
} as const;
