import path from 'node:path';
import type { Cluster, World } from '../contract.ts';
import type { Parts, SimulationOptions } from './open-simulation.ts';

/**
 * What the machines of a model share, with the kubectl that somebody has asked for and the way by which it reaches the
 * cluster; `close` ends that.
 */
export async function openWorld(
  { serveCluster }: Parts,
  { kubectl, isReadOnly = false }: SimulationOptions,
  cluster: Cluster,
  now: () => number,
): Promise<{ readonly world: World; readonly close: () => Promise<void> }> {
  if (kubectl === undefined || isReadOnly) return { world: { cluster, now }, close: async () => undefined };
  const { proxy, close } = await serveCluster(cluster);
  return { world: { cluster, now, kubectl: { program: path.resolve(kubectl), proxy } }, close };
}
