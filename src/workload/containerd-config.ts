import type { KubernetesVersion } from './kubernetes-version.ts';

/** True where kubelet speaks to containerd: dockershim ended with Kubernetes 1.23. */
export function needsContainerd({ major, minor }: Pick<KubernetesVersion, 'major' | 'minor'>): boolean {
  return major > 1 || (major === 1 && minor >= 24);
}

/** Where containerd listens, as kubelet wants to be told. */
export const containerdEndpoint = 'unix:///run/containerd/containerd.sock';

/** The image that holds a pod's namespaces; kubelet and containerd are told the same one. */
export const sandboxImage = 'registry.k8s.io/pause:3.9';

/** The runtime that a RuntimeClass names to give pods NVIDIA's cards, and the program behind it. */
export const nvidiaRuntime = { name: 'nvidia', program: '/usr/bin/nvidia-container-runtime' } as const;

/**
 * The bytes of /etc/containerd/config.toml: containerd serves kubelet, and its containers' cgroups are systemd's.
 *
 * Form 2, which containerd 1.3 to 2.x read; 2.x translates it. Pods get runc unless they ask for NVIDIA's runtime,
 * which is there with `hasNvidia`.
 *
 * Source: https://github.com/containerd/containerd/blob/main/docs/cri/config.md
 */
export function renderContainerdConfig({ hasNvidia }: { readonly hasNvidia: boolean }): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  const runtime = (name: string, options: readonly string[]) => [
    '',
    `[${cri}.containerd.runtimes.${name}]`,
    '  runtime_type = "io.containerd.runc.v2"',
    '',
    `[${cri}.containerd.runtimes.${name}.options]`,
    ...options.map((option) => `  ${option}`),
    '  SystemdCgroup = true',
  ];
  const lines = [
    firstLine,
    '# Do not edit it: changes are overwritten. A file without the line above is left as it is.',
    'version = 2',
    // Docker's package disables the plugin that serves kubelet.
    'disabled_plugins = []',
    '',
    `[${cri}]`,
    `  sandbox_image = "${sandboxImage}"`,
    '',
    `[${cri}.cni]`,
    `  bin_dir = "${cniFolders.programs}"`,
    `  conf_dir = "${cniFolders.configuration}"`,
    '',
    `[${cri}.containerd]`,
    '  default_runtime_name = "runc"',
    ...runtime('runc', []),
    ...(hasNvidia ? runtime(nvidiaRuntime.name, [`BinaryName = "${nvidiaRuntime.program}"`]) : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** True for the bytes of a file that this charm wrote, in this version or another. */
export function isRenderedByCharm(content: string): boolean {
  return content.startsWith(`${firstLine}\n`);
}

/** Where the charm's CNI plugins are, and where the network's subordinate writes how to use them. */
export const cniFolders = { programs: '/opt/cni/bin', configuration: '/etc/cni/net.d' } as const;

const firstLine = '# This file is written by the Juju charm kubernetes-worker.';
