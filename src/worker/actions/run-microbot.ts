import * as z from 'zod/mini';
import { CommandFailed } from '../../host/host.ts';
import type { ActionResults } from '../../juju/juju.ts';
import { hostNameProblem } from '../../workload/host-name.ts';
import { microbotHost, microbotMark, microbotObjects } from '../../workload/microbot.ts';
import { kubectlVersions } from '../kubectl.ts';
import type { ActionPorts } from './action.ts';
import { ActionFailed } from './action-failed.ts';
import { applyObjects, doneBefore, refuseOthers, removeObjects, seeObjects } from './cluster-objects.ts';
import type { OwnObject } from './cluster-objects.ts';
import { needCluster, orRefused, refusal } from './cluster-refusal.ts';
import { backendOf2018, labels } from './of-2018.ts';

interface MicrobotParameters {
  readonly replicas: number;
  /** Empty for one that needs no DNS of the operator's. */
  readonly domain: string;
}

/**
 * Microbot answers at the address in the result.
 *
 * @throws ActionFailed
 */
export async function createMicrobot(given: MicrobotParameters, ports: ActionPorts): Promise<ActionResults> {
  const { machine, tools } = ports;
  const problem = given.domain === '' ? null : hostNameProblem(given.domain);
  if (problem !== null) {
    const words = `domain: ${problem}; accepted: a name such as microbot.example.com. Nothing was changed`;
    throw new ActionFailed(words, notCreated);
  }
  await needCluster(ports, notCreated);
  const host = given.domain === '' ? await hostOf(tools) : given.domain;
  const architecture = await machine.architecture();
  const [server, seen] = await orRefused(
    'Looking at the cluster',
    () => notCreated,
    async () => [(await kubectlVersions(machine)).server, await seeObjects(machine, own, microbotMark)] as const,
  );
  if (server === null) throw new ActionFailed('the Kubernetes API does not tell its version', notCreated);
  const objects = microbotObjects({ replicas: given.replicas, architecture, host, server });
  refuseOthers(seen, objects, notCreated);
  const made = await orRefused(
    'Making microbot',
    (error) => ({ ...notCreated, ...doneBefore(error) }),
    () => applyObjects(machine, objects),
  );
  return { address: host, ...made, response: { msg: `http://${host}/` } };
}

/**
 * Nothing of microbot is left; what somebody else has under its names stays. Each object is tried, whatever became of
 * those before.
 *
 * @throws ActionFailed
 */
export async function deleteMicrobot(ports: ActionPorts): Promise<ActionResults> {
  const { machine } = ports;
  await needCluster(ports, allLeft);
  const seen = await orRefused(
    'Looking at the cluster',
    () => allLeft,
    () => seeObjects(machine, own, microbotMark),
  );
  const ours = seen.filter(({ is }) => is === 'ours' || is === 'leaving').map((each) => each.own.ref);
  const others = seen.filter(({ is }) => is === 'somebody-elses').map((each) => each.own.ref);
  const failures: [string, string][] = [];
  for (const ref of ours) {
    try {
      await removeObjects(machine, [ref]);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      failures.push([ref, refusal(error)]);
    }
  }
  if (failures.length > 0) {
    const results = failures.flatMap(([ref]) =>
      failureKeys.filter(([each]) => each === ref).map(([, ...pair]) => pair),
    );
    const words = failures.map(([ref, why]) => `${ref}: ${why}`);
    throw new ActionFailed(`Deleting ${words.join('; ')}`, Object.fromEntries(results));
  }
  return {
    ...(ours.length === 0 ? {} : { deleted: ours.join(', ') }),
    ...(others.length === 0 ? {} : { 'left-to-others': others.join(', ') }),
    response: { msg: ours.length === 0 ? 'There was no microbot.' : 'Microbot is gone.' },
  };
}

async function hostOf(tools: ActionPorts['tools']): Promise<string> {
  const address = await tools.address('public-address');
  const host = address === null ? '' : microbotHost(address);
  if (hostNameProblem(host) === null) return host;
  throw new ActionFailed('this unit has no public address that a name could lead to: give one with domain', notCreated);
}

const app = { app: z.literal('microbot') };
const labelled = labels({ app: 'microbot' });
const podOf2018 = z.object({
  containers: z.tuple([z.object({ image: z.string().check(z.startsWith('cdkbot/microbot-')) })]),
});

/** In the order in which they are deleted. */
const own: readonly OwnObject[] = [
  {
    ref: 'svc/microbot',
    kind: 'Service',
    name: 'microbot',
    of2018: z.intersection(labelled, z.object({ spec: z.object({ selector: z.strictObject(app) }) })),
  },
  {
    ref: 'deployment/microbot',
    kind: 'Deployment',
    name: 'microbot',
    of2018: z.intersection(labelled, z.object({ spec: z.object({ template: z.object({ spec: podOf2018 }) }) })),
  },
  { ref: 'ing/microbot-ingress', kind: 'Ingress', name: 'microbot-ingress', of2018: backendOf2018('microbot') },
];

/** The keys and words are those of 2018. */
const notCreated = { 'microbot-create': 'Failed microbot creation.' } as const;
const failureKeys = [
  ['ing/microbot-ingress', 'microbot-ing', 'Failed removal of microbot ingress resource.'],
  ['deployment/microbot', 'microbot-deployment', 'Failed removal of microbot deployment resource.'],
  ['svc/microbot', 'microbot-service', 'Failed removal of microbot service resource.'],
] as const;
const allLeft = Object.fromEntries(failureKeys.map(([, ...pair]) => pair));
