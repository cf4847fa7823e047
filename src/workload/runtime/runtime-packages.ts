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

function engine(pin: PackageSpec | null): readonly PackageSpec[] {
  const version = pin?.version ?? null;
  const all = [
    { name: 'docker-ce', version },
    { name: 'docker-ce-cli', version },
    { name: 'containerd.io', version: null },
  ];
  // Before 18.09, whose versions begin with an epoch of 5, docker-ce had everything in it.
  return version !== null && epochOf(version) < 5 ? all.slice(0, 1) : all;
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
  const [major = 0, minor = 0] = version.split('.').map(Number);
  // The toolkit was split in two with 1.11.
  const isSplit = major > 1 || (major === 1 && minor >= 11);
  const parts = [
    ...(isSplit ? ['nvidia-container-toolkit-base'] : []),
    'libnvidia-container-tools',
    'libnvidia-container1',
  ];
  return [...explicit, ...parts.map((name) => ({ name, version }))];
}

function epochOf(version: string): number {
  return Number(/^(\d+):/u.exec(version)?.[1] ?? 0);
}
