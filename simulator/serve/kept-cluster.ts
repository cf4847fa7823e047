import { setTimeout as pause } from 'node:timers/promises';
import type { ClusterWithApi } from '../cluster/cluster.ts';
import type { ApiRequest, ClusterResponse } from '../contract.ts';
import { JujuRefused } from '../model/model.ts';
import { startClock } from '../store/clock.ts';
import { readKept } from '../store/journal.ts';
import type { Kept } from '../store/journal.ts';
import { openStore } from '../store/store.ts';
import { folderState, watchFolder } from '../store/watch-folder.ts';
import { liveCluster } from './live-cluster.ts';
import type { ServedApi } from './served-api.ts';

export interface KeptClusterOptions {
  /** Of the model. */
  readonly folder: string;
  readonly createCluster: (saved: unknown, now: () => number) => ClusterWithApi;
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
  let now = hostSeconds;
  const cluster = createCluster(null, () => now());
  const served = liveCluster(cluster);
  let known: string | null = null;
  const adopt = ({ model, cluster: saved }: Pick<Kept, 'cluster' | 'model'>) => {
    ({ now } = startClock(model, hostSeconds));
    cluster.adopt(saved);
  };
  /** The cluster is as the folder has it; false where there is no model. */
  const look = (): boolean => {
    const state = folderState(folder);
    if (state === known) return true;
    const kept = readKept(folder);
    known = kept === null ? null : state;
    if (kept === null) cluster.adopt(null);
    else adopt(kept);
    return kept !== null;
  };
  const change = (request: ApiRequest): ClusterResponse => {
    const store = openStore(folder, { juju: '2.9', clockSeconds: hostSeconds() }, () => undefined);
    try {
      adopt(store);
      const before = cluster.changeCount;
      const answer = cluster.answer(request);
      if (cluster.changeCount !== before) store.save({ snapshot: cluster.snapshot() });
      known = folderState(folder);
      return answer;
    } finally {
      store.close();
    }
  };
  const changeInTime = async (request: ApiRequest): Promise<ClusterResponse> => {
    for (const giveUpAt = Date.now() + patienceMs; ; await pause(tryAgainMs)) {
      // There is nothing to change where the model is gone, and opening it would make another one.
      if (!look()) return noModel();
      try {
        return change(request);
      } catch (error) {
        if (!(error instanceof JujuRefused)) throw error;
        if (Date.now() >= giveUpAt) return unavailable(error.message);
      }
    }
  };
  const others = watchFolder(folder, lookAgainMs);
  return {
    endpointAt: (host, port) => (look() ? served.endpointAt(host, port) : null),
    delayMs: () => (look() ? served.delayMs() : 0),
    ask: (request) => {
      if (request.method !== 'GET') return changeInTime(request);
      return look() ? cluster.answer(request) : noModel();
    },
    watch: (request, listener) => {
      if (!look()) return noModel();
      const watch = cluster.watch(request, listener);
      if ('status' in watch) return watch;
      const rest = others.add(look);
      return {
        initial: watch.initial,
        close: () => {
          rest();
          watch.close();
        },
      };
    },
  };
}

const tryAgainMs = 50;
const lookAgainMs = 300;

const noModel = () => unavailable('there is no model any more');

function unavailable(message: string): ClusterResponse {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'ServiceUnavailable' };
  return { status: 503, body: { ...status, message, code: 503 } };
}
