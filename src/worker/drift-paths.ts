/** The files of this machine that the charm writes, by the handler that keeps each group as it should be. */
export const driftPaths = {
  cni: ['/opt/cni/bin/loopback'],
  docker: ['/etc/default/docker', '/etc/systemd/system/docker.service.d/50-kubernetes-worker.conf'],
  ingress: ['/root/cdk/addons/default-http-backend.yaml', '/root/cdk/addons/ingress-daemon-set.yaml'],
  kubeconfigs: ['/home/ubuntu/.kube/config', '/root/.kube/config', '/root/cdk/kubeconfig', '/root/cdk/kubeproxyconfig'],
  tls: (app: string) => [
    '/root/cdk/ca.crt',
    '/root/cdk/server.crt',
    '/root/cdk/server.key',
    `/usr/local/share/ca-certificates/${app}.crt`,
  ],
} as const;
