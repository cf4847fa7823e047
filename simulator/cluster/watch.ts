import type { ClusterResponse, Watch, WatchEvent } from '../contract.ts';
import type { KubernetesObject } from './objects.ts';
import { failure } from './status.ts';
import type { Change, Store } from './store.ts';

/** What a watch is about. */
export interface Watched {
  readonly matches: (object: KubernetesObject) => boolean;
  /** The object as the client wants it. */
  readonly show: (object: KubernetesObject) => object;
  readonly query: URLSearchParams;
  readonly kind: string;
  readonly apiVersion: string;
}

/** Tells those who watch of every change. What has happened is kept in memory only, and not for ever. */
export interface Watches {
  readonly record: (change: Change) => void;
  readonly open: (watched: Watched, listener: (event: WatchEvent) => void) => Watch | ClusterResponse;
}

export function createWatches(store: () => Store): Watches {
  const history: Change[] = [];
  const listeners = new Set<(change: Change) => void>();
  let oldest: number | null = null;
  return {
    record: (change) => {
      oldest ??= change.version - 1;
      history.push(change);
      if (history.length > longest) oldest = history.shift()?.version ?? oldest;
      for (const listener of listeners) listener(change);
    },
    open: (watched, listener) => {
      const version = watched.query.get('resourceVersion') ?? '';
      const known = oldest ?? store().version();
      if (version !== '' && version !== '0' && Number(version) < known) return expired(version, known);
      const initial =
        version === '' || version === '0'
          ? existing(store(), watched)
          : history.filter((change) => change.version > Number(version)).flatMap((change) => eventsOf(change, watched));
      const onChange = (change: Change) => {
        for (const event of eventsOf(change, watched)) listener(event);
      };
      listeners.add(onChange);
      return { initial, close: () => void listeners.delete(onChange) };
    },
  };
}

/** All that is there; behind it a bookmark, for a client that wants to know where the beginning ends. */
function existing(store: Store, { matches, show, query, kind, apiVersion }: Watched): readonly WatchEvent[] {
  const added = store
    .list(kind)
    .filter(matches)
    .map((object): WatchEvent => ({ type: 'ADDED', object: show(object) }));
  if (query.get('sendInitialEvents') !== 'true') return added;
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  const metadata = { resourceVersion: String(store.version()), annotations };
  return [...added, { type: 'BOOKMARK', object: { kind, apiVersion, metadata } }];
}

/** An object that the selectors begin or cease to choose comes or goes, for the client. */
function eventsOf({ type, object, before }: Change, { matches, show }: Watched): readonly WatchEvent[] {
  const was = before !== null && matches(before);
  const is = type !== 'DELETED' && matches(object);
  if (was && is) return [{ type: 'MODIFIED', object: show(object) }];
  if (is) return [{ type: 'ADDED', object: show(object) }];
  return was ? [{ type: 'DELETED', object: show(object) }] : [];
}

function expired(version: string, oldest: number): ClusterResponse {
  return failure(410, 'Expired', `too old resource version: ${version} (${oldest})`);
}

const longest = 2000;
