import { CommandFailed } from '../host/host.ts';
import type { Machine } from '../host/host.ts';
import { loadMachineFile, loadState } from '../juju/juju.ts';
import type { HookEvent, MachineFile } from '../juju/juju.ts';
import { hasKubeconfig, kubectl } from './kubectl.ts';
import { leaveCluster } from './node/leave-cluster.ts';
import { askOwnNode } from './node/node-state.ts';
import { stateFolder } from './worker-run.ts';
import type { WorkerRun } from './worker-run.ts';

/**
 * The node is drained, if no hook before has done it; kubelet and kube-proxy are stopped, the node is deleted from the
 * cluster and the ports that this charm opened are closed, as far as that is possible.
 *
 * The services go before the node, or kubelet would register it again. Nothing here fails the hook: a unit that is being
 * removed must not be held up, so what did not work is a warning.
 */
export async function stopWorker(run: WorkerRun & { readonly hook: HookEvent }): Promise<void> {
  const { hook, machine, jujuFiles, tools, warn } = run;
  const folder = stateFolder(hook);
  const record = await tolerant(warn, 'reading machine.json', () => loadMachineFile(jujuFiles, folder, run));
  if (record !== null) await tolerant(warn, 'draining the node', () => leaveCluster({ machine, record, warn }));
  await stopServices({ machine, warn });
  await tolerant(warn, 'deleting the node', () => deleteNode({ machine, record, warn }));
  await tolerant(warn, 'closing ports', async () => {
    const { publication } = (await loadState(jujuFiles, folder)).state;
    for (const port of new Set([...publication.ports, ...publication.closing]))
      await tolerant(warn, `closing port ${port}`, () => tools.closePort(port));
  });
}

interface Stopping {
  readonly machine: Machine;
  readonly warn: (text: string) => void;
}

async function stopServices({ machine, warn }: Stopping): Promise<void> {
  const installed = await tolerant(warn, 'looking for kubelet', async () => {
    const names = ['kubelet', 'kube-proxy'] as const;
    const found: string[] = [];
    for (const name of names) if ((await machine.snap.revision(name)) !== null) found.push(`snap.${name}.daemon`);
    return found;
  });
  if (installed !== null && installed.length > 0) {
    await tolerant(warn, 'stopping kubelet and kube-proxy', () => machine.systemd.stop(installed));
  }
}

/** Under the name under which it joined; where nobody remembers, under its host's, if this machine is what joined. */
async function deleteNode({
  machine,
  record,
  warn,
}: Stopping & { readonly record: MachineFile | null }): Promise<void> {
  const joined = record?.now().node ?? null;
  if (!(await hasKubeconfig(machine, 'administrator'))) return;
  const remove = (name: string) => kubectl(machine, 'administrator', ['delete', 'node', name, '--ignore-not-found']);
  if (joined !== null) return void (await remove(joined));
  const { name, answer } = await askOwnNode({ machine, record: { now: () => ({ node: null }) } });
  if (answer.kind === 'found') await remove(name);
  else if (answer.kind === 'foreign') warn(`node ${name} is not of this machine, and is left alone`);
  else if ('words' in answer && answer.kind !== 'not-found') warn(`while deleting the node: ${answer.words}`);
}

async function tolerant<T>(warn: (text: string) => void, what: string, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    const detail = error instanceof CommandFailed ? error.message : String(error);
    warn(`while ${what}: ${detail}`);
    return null;
  }
}
