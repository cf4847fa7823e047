import { blocked, waiting } from '../../engine/engine.ts';
import type { Outcome } from '../../engine/engine.ts';
import { setSchedulable } from './cordon.ts';
import { drain } from './drain.ts';
import type { DrainFailure } from './drain.ts';
import { hasKubeconfig } from '../kubectl.ts';
import { askNode } from './node-state.ts';
import { describePod, firstOf, podsToMove } from './pods-left.ts';
import type { WorkerPorts } from '../ports.ts';

/** What moving pods needs of the ports. */
export type DrainPorts = Pick<WorkerPorts, 'machine' | 'record' | 'warn'>;

/** A change of the machine for which its pods have to go. */
export interface DrainReason {
  /** As it begins a sentence: `Replacing docker.io by docker-ce`. */
  readonly why: string;
  /** What an operator types to have the change made under the pods. */
  readonly otherwise: string;
  readonly about: 'runtime' | 'upgrade';
}

/**
 * No pod that can run elsewhere is left on this node, and none comes; null then, and also where there is no cluster to
 * ask: the node never registered, there are no credentials, or the API server does not answer.
 *
 * Else the outcome says what keeps the pods here; nothing has been forced. That this charm cordoned the node is recorded
 * before it does; a node that an operator had cordoned by himself is left in his hands. One that is paused stays cordoned
 * for both: whoever of the two ends last returns it. A hook drains for a minute at most, the next one goes on.
 */
export async function drainNode(ports: DrainPorts, reason: DrainReason): Promise<Outcome<never, never> | null> {
  const { machine, record } = ports;
  const { node, paused } = record.now();
  if (node === null || !(await hasKubeconfig(machine, 'administrator'))) return null;
  const answer = await askNode(machine, 'administrator', node);
  if (answer.kind === 'not-found') return null;
  if (answer.kind === 'unreachable' || answer.kind === 'no-kubectl') {
    ports.warn(`the API server does not answer, so node ${node} is not drained: ${reason.why}`);
    return null;
  }
  if (answer.kind !== 'found') {
    return waiting(`Waiting for the API server to tell about node ${node} (${answer.words})`, { about: 'command' });
  }
  const { isCordoned } = answer.node;
  if (!isCordoned || paused) await record.record((was) => ({ ...was, cordoned: true }));
  const failure =
    (isCordoned ? null : await setSchedulable(machine, 'cordon', node)) ??
    (await drain(machine, node, { timeoutSeconds: 60, ...mercy }));
  return failure === null ? null : undrained(ports, { node, ...reason }, failure);
}

/** Pods come to the node again, if it was this charm that cordoned it, and no operator has paused it meanwhile. */
export async function uncordonNode(ports: DrainPorts): Promise<Outcome<never, never> | null> {
  const { node, cordoned, paused } = ports.record.now();
  if (!cordoned) return null;
  if (!paused && node !== null && (await hasKubeconfig(ports.machine, 'administrator'))) {
    const failure = await setSchedulable(ports.machine, 'uncordon', node);
    // A node that has been deleted registers anew, and is not cordoned then.
    if (failure !== null && failure.kind !== 'not-found') {
      return waiting(`Waiting for the API server to let pods come to node ${node} again (${failure.words})`, {
        about: 'command',
      });
    }
  }
  await ports.record.record((was) => ({ ...was, cordoned: false }));
  return null;
}

async function undrained(
  { machine }: DrainPorts,
  { node, why, otherwise, about }: DrainReason & { readonly node: string },
  { kind, words }: DrainFailure,
): Promise<Outcome<never, never>> {
  if (kind === 'slow' || kind === 'unreachable') {
    const left = kind === 'slow' ? ((await podsToMove(machine, node)) ?? []) : [];
    const names = left.map((pod) => describePod(pod, mercy));
    const what = names.length === 0 ? `pods to leave node ${node}` : `pods to leave node ${node} (${firstOf(names)})`;
    return waiting(`Waiting for ${what}: ${why} (${words})`, { about: 'command' });
  }
  return blocked(
    `${why}: node ${node} cannot be drained, and nothing was replaced: ${words}`,
    `delete or move the pods, or ${otherwise}`,
    { about },
  );
}

/** What a pod keeps in an emptyDir is scratch to Kubernetes; a pod that nobody would start elsewhere is not. */
const mercy = { localData: true, force: false };
