import { CommandFailed } from '../host/host.ts';
import type { Machine } from '../host/host.ts';
import { hasKubeconfig, kubectl } from './kubectl.ts';

/**
 * kubelet and kube-proxy are stopped and the node is deleted from the cluster, as far as that is possible.
 *
 * The services go first, or kubelet would register the node again. Nothing here fails the hook: a unit that is being
 * removed must not be held up, so what did not work is a warning.
 */
export async function stopWorker(given: {
  readonly machine: Machine;
  /** The name under which the node registered; null when it never did. */
  readonly node: string | null;
  readonly warn: (text: string) => void;
}): Promise<void> {
  const { machine, warn } = given;
  const installed = await tolerant(warn, 'looking for kubelet', async () => {
    const names = ['kubelet', 'kube-proxy'] as const;
    const found: string[] = [];
    for (const name of names) if ((await machine.snap.revision(name)) !== null) found.push(`snap.${name}.daemon`);
    return found;
  });
  if (installed !== null && installed.length > 0) {
    await tolerant(warn, 'stopping kubelet and kube-proxy', () => machine.systemd.stop(installed));
  }
  await tolerant(warn, 'deleting the node', async () => {
    if (!(await hasKubeconfig(machine, 'administrator'))) return;
    const node = given.node ?? (await machine.hostName()).toLowerCase();
    await kubectl(machine, 'administrator', ['delete', 'node', node, '--ignore-not-found']);
  });
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
