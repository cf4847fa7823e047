import { packageSpec } from '../package-spec.ts';
import { followers } from './runtime-packages.ts';

/**
 * Names of the packages that options pin to a version, `NAME=VERSION`, and of those that must have the same one.
 *
 * What an option that does not parse would mean is not asked here: whoever installs refuses it.
 */
export function pinnedPackages(options: readonly string[]): ReadonlySet<string> {
  const specs = options.flatMap((text) => text.split(/[\s,]+/u)).map(packageSpec);
  const pinned = specs.flatMap((spec) => {
    if (spec === null || spec.version === null) return [];
    // The client follows its engine, whatever brought it: a newer one beside a pinned engine is what no pin means.
    const beside = spec.name === 'docker-ce' ? ['docker-ce-cli', 'docker-ce-rootless-extras'] : [];
    return [spec.name, ...beside, ...followers(spec.name, spec.version)];
  });
  return new Set(pinned);
}
