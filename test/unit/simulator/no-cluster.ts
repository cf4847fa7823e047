import type { Cluster } from '../../../simulator/contract.ts';

/** A cluster that nobody can reach. */
export const noCluster: Cluster = {
  grantToken: () => undefined,
  serveAt: () => undefined,
  stopServingAt: () => undefined,
  endpoints: [],
  tokenOfGroup: () => null,
  setVersion: () => undefined,
  request: () => ({ status: 503, body: null }),
  watch: () => ({ status: 503, body: null }),
  answer: () => ({ status: 503, body: null }),
  snapshot: () => null,
  trouble: null,
  changeCount: 0,
};
