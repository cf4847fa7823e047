import { needsContainerd } from '../containerd-config.ts';
import { parseKubernetesVersion } from '../kubernetes-version.ts';

/**
 * True where kubelet runs pods through dockerd: before Kubernetes 1.24, which dropped dockershim.
 *
 * Without a kubelet the channel tells which one will come; one that names no version stands for the oldest.
 */
export function servesPods(kubelet: string | null, channel: string): boolean {
  const installed = kubelet === null ? null : parseKubernetesVersion(kubelet);
  if (installed !== null) return !needsContainerd(installed);
  const [, major, minor] = /^(\d+)\.(\d+)(?:\/|$)/u.exec(channel.trim()) ?? [];
  return major === undefined || !needsContainerd({ major: Number(major), minor: Number(minor) });
}
