import type { Machine } from '../../host/host.ts';

/** The manifest that the charm of 2018 wrote is gone: everybody on the machine could read the key in it. */
export async function forgetManifestOf2018({ files }: Pick<Machine, 'files'>): Promise<void> {
  await files.remove('/root/cdk/addons/registry.yaml');
}
