import { kinds, versionsIn } from './kinds.ts';
import type { Kind } from './kinds.ts';

/** The collection or object that a path of the API names. */
export interface Target {
  readonly apiVersion: string;
  readonly kind: Kind;
  /** Null for objects of the whole cluster, and for a list over all namespaces. */
  readonly namespace: string | null;
  readonly name: string | null;
  readonly subresource: string | null;
}

/**
 * What a path names, for example `/apis/apps/v1beta2/namespaces/default/daemonsets/x`; null when a server of 1.`minor`
 * has no such thing.
 */
export function parseTarget(path: string, minor: number): Target | null {
  const parts = decoded(path);
  const isCore = parts?.[0] === 'api';
  if (parts === null || (!isCore && parts[0] !== 'apis')) return null;
  const apiVersion = isCore ? (parts[1] ?? '') : `${parts[1] ?? ''}/${parts[2] ?? ''}`;
  const rest = parts.slice(isCore ? 2 : 3);
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2 && !ofNamespaces.includes(rest[2] ?? '');
  const [plural, name = null, subresource = null, ...more] = isInNamespace ? rest.slice(2) : rest;
  const kind = kinds.find((each) => each.plural === plural && versionsIn(each, minor).includes(apiVersion));
  if (kind === undefined || more.length > 0) return null;
  const namespace = isInNamespace ? (rest[1] ?? null) : null;
  if (kind.isNamespaced ? namespace === null && name !== null : namespace !== null) return null;
  if (subresource !== null && !subresourcesOf(kind).includes(subresource)) return null;
  return { apiVersion, kind, namespace, name, subresource };
}

/** What there is below an object of this kind. */
export function subresourcesOf({ kind, hasStatus, hasScale }: Kind): readonly string[] {
  return [
    ...(hasStatus ? ['status'] : []),
    ...(hasScale ? ['scale'] : []),
    ...(kind === 'Pod' ? ['eviction', ...atKubelet] : []),
  ];
}

/** Answered by the kubelet of the pod's node, not by the API itself. */
export const atKubelet: readonly string[] = ['log', 'exec', 'attach', 'portforward'];

const ofNamespaces = ['status', 'finalize'];

function decoded(path: string): readonly string[] | null {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    // A stray percent sign names nothing.
    return null;
  }
}
