/**
 * Names of the packages that options pin to a version, `NAME=VERSION`.
 *
 * What an option that does not parse would mean is not asked here: whoever installs refuses it.
 */
export function pinnedPackages(options: readonly string[]): ReadonlySet<string> {
  const pinned = options
    .flatMap((text) => text.split(/[\s,]+/u))
    .flatMap((spec) => /^([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9]+)?=.+$/u.exec(spec)?.[1] ?? []);
  // The client follows its engine: a newer one beside a pinned engine is what no pin means.
  const followers = pinned.includes('docker-ce') ? ['docker-ce-cli', 'docker-ce-rootless-extras'] : [];
  return new Set([...pinned, ...followers]);
}
