import * as z from 'zod/mini';
import { secret } from '../../host/host.ts';
import type { ActionResults } from '../../juju/juju.ts';
import type { KubeObject } from '../../workload/kube-object.ts';
import { checkRegistryParameters } from '../../workload/registry/check-parameters.ts';
import { pullSecret, registryMark, registryObjects } from '../../workload/registry/objects.ts';
import type { ParameterInvalid, RegistryParameters, RegistryWanted } from '../../workload/registry/parameters.ts';
import { registryStorage } from '../../workload/registry/storage.ts';
import type { ClaimFound, RegistryStorage } from '../../workload/registry/storage.ts';
import { kubectlVersions } from '../kubectl.ts';
import type { ActionPorts } from './action.ts';
import { ActionFailed } from './action-failed.ts';
import { applyObjects, doneBefore, isAmong, refuseOthers, removeObjects, seeObjects } from './cluster-objects.ts';
import type { Seen } from './cluster-objects.ts';
import { needCluster, orRefused } from './cluster-refusal.ts';
import { setPullSecret } from './pull-secret.ts';
import { forgetManifestOf2018 } from './registry-file-of-2018.ts';
import { registryOwn } from './registry-own.ts';

/**
 * The registry is there as it was described, and pods of the service account `default` may pull from it.
 *
 * Everything that can be found out before is found out before anything changes; what fails later says what had been done
 * until then, and the same call goes on from there.
 *
 * @throws ActionFailed
 */
export async function createRegistry(given: RegistryParameters, { machine }: ActionPorts): Promise<ActionResults> {
  const checked = await checkRegistryParameters(given, machine.now());
  if (!checked.ok) throw refused(checked.error);
  const wanted = checked.value;
  await needCluster({ machine }, failed);
  const [server, seen] = await orRefused(
    'Looking at the cluster',
    () => failed,
    async () => [(await kubectlVersions(machine)).server, await seeObjects(machine, own, registryMark)] as const,
  );
  if (server === null) throw new ActionFailed('the Kubernetes API does not tell its version', failed);
  const storage = registryStorage(wanted.storage, claimIn(seen), registryMark);
  if (!storage.ok) throw new ActionFailed(`${storage.error.parameter}: ${storage.error.problem}`, failed);
  const objects = registryObjects(wanted, storage.value, server);
  refuseOthers(seen, objects, failed);

  const made = await orRefused(
    'Making the registry',
    (error) => ({ ...failed, ...doneBefore(error) }),
    () => applyObjects(machine, objects, hiddenOf(objects)),
  );
  const extraRefs = seen
    .filter(({ own: { kind, name }, is }) => is === 'ours' && !isAmong(objects, kind, name) && !keeps(kind))
    .map((each) => each.own.ref);
  await orRefused(
    `Deleting ${extraRefs.join(', ')}, which this registry does not have`,
    () => ({ ...failed, ...made }),
    () => removeObjects(machine, extraRefs),
  );
  await orRefused(
    'The registry is there, but telling the service account of its login failed',
    () => ({ ...created, 'serviceaccount-patch': 'failure', ...made }),
    () => setPullSecret(machine, pullSecret, { isWanted: true }),
  );
  await forgetManifestOf2018(machine);
  return {
    ...created,
    'serviceaccount-patch': 'success',
    ...made,
    ...(extraRefs.length === 0 ? {} : { deleted: extraRefs.join(', ') }),
    ...facts(wanted, storage.value),
    ...imagesLeft(seen, storage.value),
  };
}

const own = Object.values(registryOwn);
const failed = { 'registry-create': 'failure' } as const;
const created = { 'registry-create': 'success' } as const;

/** The keys are those of 2018. */
function refused(problems: readonly ParameterInvalid[]): ActionFailed {
  const keys = [...new Set(problems.map(({ parameter }) => parameter))];
  const results = keys.map((key): [string, string] => {
    const words = problems.filter(({ parameter }) => parameter === key).map(wordsOf);
    return [`registry-create-parameter-${key}`, `failure, ${words.join('; ')}`];
  });
  return new ActionFailed(`${problems.map(inMessage).join('; ')}. Nothing was changed`, Object.fromEntries(results));
}

function wordsOf({ problem, accepted, isMissing }: ParameterInvalid): string {
  return isMissing ? problem : `${problem}; accepted: ${accepted}`;
}

function inMessage(invalid: ParameterInvalid): string {
  return invalid.isMissing ? wordsOf(invalid) : `${invalid.parameter}: ${wordsOf(invalid)}`;
}

/** The claim of images that is there and ours. */
function claimIn(seen: readonly Seen[]): ClaimFound | null {
  const claim = seen.find(({ own: { kind }, is }) => kind === 'PersistentVolumeClaim' && is === 'ours');
  const decoded = claimSchema.safeParse(claim?.object);
  if (!decoded.success) return null;
  const { storageClassName, resources } = decoded.data.spec;
  return { storageClass: storageClassName ?? null, size: resources.requests.storage };
}

/** Images are deleted by nothing but `delete=true`. */
function keeps(kind: string): boolean {
  return kind === 'PersistentVolumeClaim';
}

/** What kubectl must not repeat when it fails. */
function hiddenOf(objects: readonly KubeObject[]) {
  return objects.flatMap(({ kind, data }) =>
    kind === 'Secret' && typeof data === 'object' && data !== null
      ? Object.values(data).map((value) => secret(String(value)))
      : [],
  );
}

function facts({ domain, hasIngress, certificate }: RegistryWanted, storage: RegistryStorage): ActionResults {
  return {
    domain,
    storage: storage.words,
    'certificate-days-left': certificate.daysLeft,
    ...(certificate.hasCommonNameOnly
      ? {
          warning: `tlscert has ${domain} as Common Name only: Docker 20.10 and later asks for a subject alternative name`,
        }
      : {}),
    response: {
      msg: hasIngress
        ? `docker login ${domain}, once the name leads to a node with an ingress controller.`
        : `The registry is at the service kube-registry, port 5000, without TLS: ingress=true adds it.`,
    },
  };
}

/** Images of a registry that had none of this storage. */
function imagesLeft(seen: readonly Seen[], { claim }: RegistryStorage): ActionResults {
  const hadClaim = claimIn(seen) !== null;
  const wasThere = seen.some(({ own: each, is }) => is === 'ours' && podMakers.includes(each.kind));
  if (claim === null || hadClaim || !wasThere) return {};
  return { images: 'pushed until now are left in /srv/registry of the nodes that ran the pod: push them again' };
}

const podMakers: readonly string[] = [registryOwn.deployment.kind, registryOwn.controllerOf2018.kind];
const claimSchema = z.object({
  spec: z.object({
    storageClassName: z.optional(z.nullable(z.string())),
    resources: z.object({ requests: z.object({ storage: z.string() }) }),
  }),
});
