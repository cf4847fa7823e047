import type { AptSource } from '../apt-source.ts';
import type { CustomRuntime } from './runtime-options.ts';
import type { RuntimeKind } from './runtime-kind.ts';
import { dockerOffer, driverOffer, nvidiaOffer } from './runtime-table.ts';
import type { PackagePlatform } from './runtime-table.ts';

/**
 * All repositories that a machine gets for its runtime, and with `driver` that of NVIDIA's drivers too.
 *
 * Whoever provides sources takes away the others of ours, so that both who install runtimes and who install drivers
 * ask here.
 */
export function wantedSources(
  kind: RuntimeKind,
  given: { readonly platform: PackagePlatform; readonly custom: CustomRuntime | null; readonly driver: boolean },
): readonly AptSource[] {
  const { platform, custom } = given;
  const docker = present(dockerOffer(platform));
  switch (kind) {
    case 'apt':
      return [];
    case 'upstream':
      return docker;
    case 'nvidia':
      return [
        ...docker,
        ...(nvidiaOffer(platform)?.sources ?? []),
        ...(given.driver ? present(driverOffer(platform)) : []),
      ];
    case 'custom':
      return present(custom?.source ?? null);
  }
}

function present(source: AptSource | null): readonly AptSource[] {
  return source === null ? [] : [source];
}
