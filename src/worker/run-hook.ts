import { loadMachineFile } from '../juju/juju.ts';
import type { HookEvent } from '../juju/juju.ts';
import { leaveCluster } from './node/leave-cluster.ts';
import { reconcile } from './reconcile.ts';
import { stopWorker } from './stop.ts';
import { stateFolder } from './worker-run.ts';
import type { WorkerRun } from './worker-run.ts';

export interface HookRun extends WorkerRun {
  readonly hook: HookEvent;
}

/**
 * One hook from end to end.
 *
 * A unit leaves from the first relation-departed on that names itself as the unit that departs: in `stop` the relations
 * are gone, and with them the network of the pods.
 *
 * @throws what a handler or a hook tool throws; then nothing is committed and Juju runs the hook again
 */
export async function runHook(run: HookRun): Promise<void> {
  const { hook, machine, jujuFiles, warn } = run;
  if (hook.name === 'stop') return stopWorker(run);
  const record = await loadMachineFile(jujuFiles, stateFolder(hook), run);
  if (record.warning !== null) warn(record.warning);
  if (hook.relation?.departingUnit === hook.unit) await leaveCluster({ machine, record, warn });
  await reconcile({ ...run, caller: hook, hook: hook.name, record, mayReboot: true });
}
