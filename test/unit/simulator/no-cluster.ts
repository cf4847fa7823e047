import type { Cluster } from '../../../simulator/contract.ts';

/** A cluster that nobody can reach. */
export const noCluster: Cluster = {
  grantToken: () => undefined,
  serveAt: () => undefined,
  stopServingAt: () => undefined,
  setVersion: () => undefined,
  request: () => ({ status: 503, body: null }),
  snapshot: () => null,
  trouble: null,
  changeCount: 0,
};
