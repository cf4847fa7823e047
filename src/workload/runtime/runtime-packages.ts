import type { PackageSpec } from '../package-spec.ts';
import type { RuntimeKind } from './runtime-kind.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { NvidiaOffer } from './runtime-table.ts';

/**
 * The packages of a runtime, in the words of apt.
 *
 * A pinned package takes along what must have its version: apt would choose the newest of those, and then find that
 * they do not go together.
 *
 * Source: https://docs.docker.com/engine/install/ubuntu/ (one version for docker-ce and docker-ce-cli)
 * Source: https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html (one version for
 *   the four packages of the toolkit)
 */
export function runtimePackages(
  kind: RuntimeKind,
  { pins, custom }: RuntimeOptions,
  nvidia: NvidiaOffer | null,
): readonly PackageSpec[] {
  switch (kind) {
    case 'apt':
      return [{ name: 'docker.io', version: null }];
    case 'upstream':
      return engine(pins.dockerCe);
    case 'nvidia':
      return [...engine(pins.dockerCe), ...integration(pins, nvidia)];
    case 'custom':
      return custom?.packages ?? [];
  }
}

/** Names of the packages that must have the version of this one. */
export function followers(name: string, version: string): readonly string[] {
  if (name === 'docker-ce') return isWhole(version) ? [] : ['docker-ce-cli'];
  if (name !== 'nvidia-container-toolkit') return [];
  const [major = 0, minor = 0] = version.split('.').map(Number);
  // The toolkit was split in two with 1.11.
  const isSplit = major > 1 || (major === 1 && minor >= 11);
  const parts = ['libnvidia-container-tools', 'libnvidia-container1'];
  return isSplit ? ['nvidia-container-toolkit-base', ...parts] : parts;
}

function engine(pin: PackageSpec | null): readonly PackageSpec[] {
  const version = pin?.version ?? null;
  const own = { name: 'docker-ce', version };
  if (version !== null && isWhole(version)) return [own];
  return [own, { name: 'docker-ce-cli', version }, { name: 'containerd.io', version: null }];
}

function integration(pins: RuntimeOptions['pins'], offer: NvidiaOffer | null): readonly PackageSpec[] {
  const { nvidiaDocker, nvidiaRuntime } = pins;
  const explicit = [nvidiaDocker, nvidiaRuntime].filter((spec) => spec !== null);
  if (offer?.integration === 'nvidia-docker2') {
    return nvidiaDocker === null ? [{ name: 'nvidia-docker2', version: null }, ...explicit] : explicit;
  }
  if (nvidiaRuntime?.name !== 'nvidia-container-toolkit') {
    return [{ name: 'nvidia-container-toolkit', version: null }, ...explicit];
  }
  const { version } = nvidiaRuntime;
  if (version === null) return explicit;
  return [...explicit, ...followers(nvidiaRuntime.name, version).map((name) => ({ name, version }))];
}

/** Before 18.09, whose versions begin with an epoch of 5, docker-ce had everything in it. */
function isWhole(version: string): boolean {
  return Number(/^(\d+):/u.exec(version)?.[1] ?? 0) < 5;
}
