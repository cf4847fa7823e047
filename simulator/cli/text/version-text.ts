import type { JujuFeatures } from '../../model/juju-features.ts';

/** What `juju version` prints of this Juju. */
export function versionText({ version }: JujuFeatures): string {
  return `${version}-ubuntu-amd64`;
}
