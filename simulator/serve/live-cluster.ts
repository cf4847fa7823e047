import type { Cluster } from '../contract.ts';
import type { ServedApi } from './served-api.ts';

/** The cluster of a simulation that is open, for those who reach it over sockets. */
export function liveCluster(cluster: Cluster): ServedApi {
  return {
    endpointAt: (host, port) => {
      if (cluster.trouble?.kind === 'gone') return null;
      return cluster.endpoints.find((each) => each.host.toLowerCase() === host && each.port === port) ?? null;
    },
    ask: (request) => cluster.answer(request),
    watch: (request, listener) => cluster.watch(request, listener),
    delayMs: () => (cluster.trouble?.kind === 'slow' ? cluster.trouble.delayMs : 0),
  };
}
