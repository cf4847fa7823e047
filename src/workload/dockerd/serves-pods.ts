import { parseKubernetesVersion } from '../kubernetes-version.ts';

/**
 * True where kubelet runs pods through dockerd: before Kubernetes 1.24, which dropped dockershim.
 *
 * Without a kubelet the channel tells which one will come; one that names no version stands for the oldest.
 */
export function servesPods(kubelet: string | null, channel: string): boolean {
  const installed = kubelet === null ? null : parseKubernetesVersion(kubelet);
  if (installed !== null) return installed.major === 1 && installed.minor < 24;
  const [, major, minor] = /^(\d+)\.(\d+)(?:\/|$)/u.exec(channel.trim()) ?? [];
  return major === undefined || (Number(major) === 1 && Number(minor) < 24);
}
