import path from 'node:path';
import type { Cluster, World } from '../contract.ts';

/** Lets programs that somebody else wrote reach a cluster. */
export type ServeCluster = (cluster: Cluster) => Promise<{
  /** `socks5://127.0.0.1:40123` */
  readonly proxy: string;
  readonly close: () => Promise<void>;
}>;

/**
 * What the machines of a model share, with the kubectl that somebody has asked for and the way by which it reaches the
 * cluster; `close` ends that.
 */
export async function openWorld(
  serveCluster: ServeCluster,
  { kubectl, isReadOnly = false }: { readonly kubectl?: string; readonly isReadOnly?: boolean },
  cluster: Cluster,
  now: () => number,
): Promise<{ readonly world: World; readonly close: () => Promise<void> }> {
  if (kubectl === undefined || isReadOnly) return { world: { cluster, now }, close: async () => undefined };
  const { proxy, close } = await serveCluster(cluster);
  return { world: { cluster, now, kubectl: { program: path.resolve(kubectl), proxy } }, close };
}
