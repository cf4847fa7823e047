import { setTimeout as pause } from 'node:timers/promises';
import type { ApiRequest, Cluster, ClusterResponse } from '../contract.ts';
import { JujuRefused } from '../model/model.ts';
import { startClock } from '../store/clock.ts';
import { readKept } from '../store/journal.ts';
import { openStore } from '../store/store.ts';
import { folderState } from '../store/watch-folder.ts';
import { liveCluster } from './live-cluster.ts';
import type { ServedApi } from './serve.ts';

export interface KeptClusterOptions {
  /** Of the model. */
  readonly folder: string;
  readonly createCluster: (saved: unknown, now: () => number) => Cluster;
  /** How long a change waits for another process that changes the model. */
  readonly patienceMs?: number;
}

/**
 * The cluster of a model that is kept in a folder, which other processes change as well.
 *
 * What is asked is answered from the folder as it was last saved. A change locks the model for as long as it takes to
 * make and save it, so that a hook finds it, and waits while a command holds the model.
 */
export function keptCluster({ folder, createCluster, patienceMs = 60_000 }: KeptClusterOptions): ServedApi {
  const hostSeconds = () => Date.now() / 1000;
  let known: { readonly state: string; readonly cluster: Cluster } | null = null;
  const look = (): Cluster | null => {
    const state = folderState(folder);
    if (known?.state === state) return known.cluster;
    const kept = readKept(folder);
    known =
      kept === null ? null : { state, cluster: createCluster(kept.cluster, startClock(kept.model, hostSeconds).now) };
    return known?.cluster ?? null;
  };
  const change = (request: ApiRequest): ClusterResponse => {
    const store = openStore(folder, { juju: '2.9', clockSeconds: hostSeconds() }, () => undefined);
    try {
      const cluster = createCluster(store.cluster, startClock(store.model, hostSeconds).now);
      const before = cluster.changeCount;
      const answer = cluster.answer(request);
      if (cluster.changeCount !== before) store.save({ snapshot: cluster.snapshot() });
      return answer;
    } finally {
      store.close();
    }
  };
  const changeInTime = async (request: ApiRequest): Promise<ClusterResponse> => {
    for (const giveUpAt = Date.now() + patienceMs; ; await pause(tryAgainMs)) {
      // There is nothing to change where the model is gone, and opening it would make another one.
      if (look() === null) return unavailable('there is no model any more');
      try {
        return change(request);
      } catch (error) {
        if (!(error instanceof JujuRefused)) throw error;
        if (Date.now() >= giveUpAt) return unavailable(error.message);
      }
    }
  };
  return {
    endpointAt: (host, port) => {
      const cluster = look();
      return cluster === null ? null : liveCluster(cluster).endpointAt(host, port);
    },
    delayMs: () => {
      const cluster = look();
      return cluster === null ? 0 : liveCluster(cluster).delayMs();
    },
    ask: (request) => {
      if (request.method !== 'GET') return changeInTime(request);
      return look()?.answer(request) ?? unavailable('there is no model any more');
    },
  };
}

const tryAgainMs = 50;

function unavailable(message: string): ClusterResponse {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'ServiceUnavailable' };
  return { status: 503, body: { ...status, message, code: 503 } };
}
