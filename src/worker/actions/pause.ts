import * as z from 'zod/mini';
import type { ActionResults } from '../../juju/juju.ts';
import { setSchedulable } from '../node/cordon.ts';
import { drain } from '../node/drain.ts';
import type { DrainFailure } from '../node/drain.ts';
import { askNode } from '../node/node-state.ts';
import { describePod, firstOf, podsToMove } from '../node/pods-left.ts';
import type { DrainMercy, PodLeft } from '../node/pods-left.ts';
import type { ActionPorts } from './action.ts';
import { ActionFailed } from './action-failed.ts';
import { defineAction } from './define-action.ts';
import { nodeOfUnit } from './node-of-unit.ts';

/**
 * The node is cordoned and drained, and the unit says that it is paused until it is resumed, whatever hooks run.
 *
 * It fails and changes nothing where the node cannot be cordoned; where pods cannot be moved it fails and names them, and
 * the unit is paused all the same. Run again, it goes on with what is left.
 */
export const pause = defineAction({
  name: 'pause',
  parameters: z.strictObject({
    'delete-local-data': z._default(z.boolean(), false),
    force: z._default(z.boolean(), false),
    timeout: z._default(z.int().check(z.gte(1), z.lte(3600)), 300),
    'grace-period': z._default(z.int().check(z.gte(-1), z.lte(3600)), -1),
  }),
  run: async (given, ports) => {
    const { machine, record } = ports;
    const { name: node, state } = await nodeOfUnit(ports);
    if (state === null) throw new ActionFailed(`the cluster has no node ${node}`, { node });
    await cordon(ports, node, state.isCordoned);

    const mercy = { localData: given['delete-local-data'], force: given.force };
    const before = await podsToMove(machine, node);
    await ports.tell(`Node ${node} takes no new pods; draining it for at most ${given.timeout} seconds`);
    const failure = await drain(machine, node, {
      ...mercy,
      timeoutSeconds: given.timeout,
      gracePeriodSeconds: given['grace-period'],
    });
    const left = await podsToMove(machine, node);
    const podsLeft = left?.map((pod) => describePod(pod, mercy)) ?? [];
    await record.record((was) => ({ ...was, podsLeft }));
    await ports.settle();

    const results: ActionResults = { node, cordoned: true, ...evicted(before, left), ...remaining(left, podsLeft) };
    if (failure === null || left?.length === 0) return results;
    throw new ActionFailed(undrained({ node, failure, left: left ?? [], podsLeft, mercy }, given.timeout), results);
  },
});

/**
 * The unit is paused on record, and then cordoned.
 *
 * @throws ActionFailed when the API refuses; then, unless it was paused before, it is not, if that can be told
 */
async function cordon({ machine, record }: ActionPorts, node: string, isCordoned: boolean): Promise<void> {
  const wasPaused = record.now().paused;
  await record.record((was) => ({ ...was, paused: true }));
  if (isCordoned) return;
  const failure = await setSchedulable(machine, 'cordon', node);
  if (failure === null) return;
  const { words } = failure;
  const answer = await askNode(machine, 'administrator', node);
  if (answer.kind === 'found' && answer.node.isCordoned) return;
  if (answer.kind !== 'found' && answer.kind !== 'not-found') {
    throw new ActionFailed(
      `nobody knows whether node ${node} is cordoned (${words}); the unit counts as paused: run pause again, or resume`,
      { node },
    );
  }
  if (!wasPaused) await record.record((was) => ({ ...was, paused: false }));
  const state = wasPaused ? 'the unit stays paused' : 'nothing was changed';
  throw new ActionFailed(`node ${node} cannot be cordoned, ${state}: ${words}`, { node, cordoned: false });
}

/** How many pods went, and which. An API that stopped answering tells neither. */
function evicted(before: readonly PodLeft[] | null, left: readonly PodLeft[] | null): ActionResults {
  if (before === null || left === null) return {};
  const there = new Set(left.map(({ name, uid }) => `${name} ${uid}`));
  const gone = before.filter(({ name, uid }) => !there.has(`${name} ${uid}`)).map(({ name }) => name);
  return { evicted: gone.length, ...(gone.length > 0 ? { 'evicted-pods': firstOf(gone, shownCount) } : {}) };
}

function remaining(left: readonly PodLeft[] | null, podsLeft: readonly string[]): ActionResults {
  if (left === null) return {};
  return { remaining: left.length, ...(left.length > 0 ? { 'remaining-pods': firstOf(podsLeft, shownCount) } : {}) };
}

interface Undrained {
  readonly node: string;
  readonly failure: DrainFailure;
  readonly left: readonly PodLeft[];
  readonly podsLeft: readonly string[];
  readonly mercy: DrainMercy;
}

function undrained({ node, failure, left, podsLeft, mercy }: Undrained, timeoutSeconds: number): string {
  const bare = !mercy.force && left.some(({ lacksController }) => lacksController);
  const local = !mercy.localData && left.some(({ hasLocalData }) => hasLocalData);
  const advice = [
    ...(bare ? ['force=true deletes pods without a controller for good'] : []),
    ...(local ? ['delete-local-data=true gives up the data in pods'] : []),
    'run pause again, or resume',
  ];
  const why = failure.kind === 'slow' ? `after ${timeoutSeconds} s` : `(${failure.words})`;
  const pods = podsLeft.length === 0 ? '' : `; left: ${firstOf(podsLeft, shownCount)}`;
  return `node ${node} is cordoned and not drained ${why}${pods}; ${advice.join('; ')}`;
}

/** As many as are read at a glance. */
const shownCount = 20;
