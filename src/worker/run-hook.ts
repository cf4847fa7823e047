import { loadMachineFile } from '../juju/juju.ts';
import type { HookEvent } from '../juju/juju.ts';
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
 * @throws what a handler or a hook tool throws; then nothing is committed and Juju runs the hook again
 */
export async function runHook(run: HookRun): Promise<void> {
  const { hook, jujuFiles, warn } = run;
  if (hook.name === 'stop') return stop(run);
  const record = await loadMachineFile(jujuFiles, stateFolder(hook), run);
  if (record.warning !== null) warn(record.warning);
  await reconcile({ ...run, caller: hook, hook: hook.name, record, mayReboot: true });
}

async function stop({ hook, machine, jujuFiles, warn, randomKey }: HookRun): Promise<void> {
  let node: string | null = null;
  try {
    node = (await loadMachineFile(jujuFiles, stateFolder(hook), { randomKey })).now().node;
  } catch (error) {
    warn(`machine.json cannot be used: ${String(error)}`);
  }
  await stopWorker({ machine, node, warn });
}
