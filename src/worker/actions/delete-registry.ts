import type { ActionResults } from '../../juju/juju.ts';
import { pullSecret, registryMark } from '../../workload/registry/objects.ts';
import type { ActionPorts } from './action.ts';
import { removeObjects, seeObjects } from './cluster-objects.ts';
import { needCluster, orRefused } from './cluster-refusal.ts';
import { setPullSecret } from './pull-secret.ts';
import { forgetManifestOf2018 } from './registry-file-of-2018.ts';
import { registryOwn } from './registry-own.ts';

/**
 * Nothing is left of a registry that this charm has made; what somebody else has under its names stays.
 *
 * The service account forgets the login first: pods would name a Secret that is gone.
 *
 * @throws ActionFailed
 */
export async function deleteRegistry({ machine }: ActionPorts): Promise<ActionResults> {
  await needCluster({ machine }, failed);
  const seen = await orRefused(
    'Looking at the cluster',
    () => failed,
    () => seeObjects(machine, Object.values(registryOwn), registryMark),
  );
  const refsOf = (...states: readonly string[]) =>
    seen.filter(({ is }) => states.includes(is)).map(({ own }) => own.ref);
  const [ours, others] = [refsOf('ours', 'leaving'), refsOf('somebody-elses')];
  const isLoginOfOthers = others.includes(registryOwn.access.ref);
  if (!isLoginOfOthers) {
    await orRefused(
      'Taking the login from the service account; nothing was deleted',
      () => ({ ...failed, 'serviceaccount-patch': 'failure' }),
      () => setPullSecret(machine, pullSecret, { isWanted: false }),
    );
  }
  const patched = isLoginOfOthers ? {} : { 'serviceaccount-patch': 'success' };
  await orRefused(
    `Deleting ${ours.join(', ')}`,
    () => ({ ...failed, ...patched }),
    () => removeObjects(machine, ours),
  );
  await forgetManifestOf2018(machine);
  return {
    'registry-delete': 'success',
    ...patched,
    ...(ours.length === 0 ? {} : { deleted: ours.join(', ') }),
    ...(others.length === 0 ? {} : { 'left-to-others': others.join(', ') }),
    ...imagesAfter(ours),
    response: { msg: ours.length === 0 ? 'There was no registry.' : 'The registry is gone.' },
  };
}

function imagesAfter(ours: readonly string[]): ActionResults {
  if (ours.includes(registryOwn.claim.ref)) return { images: `gone with ${registryOwn.claim.ref}` };
  if (ours.length === 0) return {};
  return { images: 'left in /srv/registry of the nodes that ran the pod' };
}

const failed = { 'registry-delete': 'failure' } as const;
