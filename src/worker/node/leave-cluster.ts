import type { Machine } from '../../host/host.ts';
import type { MachineFile } from '../../juju/juju.ts';
import { drain } from './drain.ts';
import { askOwnNode } from './node-state.ts';
import { describePod, firstOf, podsToMove } from './pods-left.ts';

/**
 * It is on record that the unit leaves, and the pods of its node have gone elsewhere, as far as they could in two minutes.
 *
 * Once: a second call does nothing, unless the first was killed. Pods are evicted, so budgets are heeded while there is
 * time; those without a controller and data in pods go with the machine. What is left and why is logged; nothing that the
 * API refuses holds up the removal.
 */
export async function leaveCluster(given: {
  readonly machine: Machine;
  readonly record: MachineFile;
  readonly warn: (text: string) => void;
}): Promise<void> {
  const { record } = given;
  if (!record.now().leaving) await record.record((was) => ({ ...was, leaving: true }));
  if (record.now().emptied) return;
  const podsLeft = await empty(given);
  await record.record((was) => ({ ...was, emptied: true, podsLeft }));
}

async function empty({ machine, record, warn }: Parameters<typeof leaveCluster>[0]): Promise<readonly string[]> {
  const { name, answer } = await askOwnNode({ machine, record }, { timeoutMs: askMs });
  if (answer.kind === 'no-cluster' || answer.kind === 'not-found') return [];
  if (answer.kind === 'foreign') {
    warn(`node ${name} is not of this machine, and is left alone`);
    return [];
  }
  if (answer.kind !== 'found') {
    warn(`node ${name} is not drained: ${answer.words}`);
    return [];
  }
  const failure = await drain(machine, name, { ...mercy, timeoutSeconds: 75, timeoutMs: 85_000 });
  if (failure === null) return [];
  const left = (await podsToMove(machine, name, { timeoutMs: listMs })) ?? [];
  const pods = left.map((pod) => describePod(pod, mercy));
  warn(`node ${name} is not drained: ${failure.words}${pods.length === 0 ? '' : `; left: ${firstOf(pods, 20)}`}`);
  return pods;
}

const mercy = { localData: true, force: true };
/** Together with the drain, and with the two lists that tell what is left, less than two minutes. */
const askMs = 15_000;
const listMs = 7_000;
