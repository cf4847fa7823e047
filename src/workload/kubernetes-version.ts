import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';

export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The version in `kubelet --version` (`Kubernetes v1.10.2`), or in its bare form; null if there is none. */
export function parseKubernetesVersion(text: string): KubernetesVersion | null {
  const [, major, minor, patch] = /(?:^|\sv?|^v)(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?!\d)/u.exec(text.trim()) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return null;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** How many minor versions the first is ahead of the second; negative where it is behind. */
export function minorsApart(one: KubernetesVersion, other: KubernetesVersion): number {
  return (one.major - other.major) * 1000 + (one.minor - other.minor);
}

/** The same version if this charm knows how to configure it, else a sentence that names the ones it knows. */
export function supportedKubernetes(version: KubernetesVersion): Result<KubernetesVersion, string> {
  const { major, minor, patch } = version;
  if (supported.includes(`${major}.${minor}`)) return ok(version);
  return err(
    `Kubernetes ${major}.${minor}.${patch} is not supported by this charm; supported: ${supported.join(', ')}`,
  );
}

const supported: readonly string[] = ['1.10'];
