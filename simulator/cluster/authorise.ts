import { groupOf, resourceName } from './kinds.ts';
import { textAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import type { Target } from './target.ts';

export interface User {
  readonly user: string;
  readonly groups: readonly string[];
}

export type Verb = 'create' | 'delete' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** What somebody wants to do. */
export interface Attempt {
  readonly verb: Verb;
  readonly target: Target;
  /** The object that is there, or else the one that is to be created. */
  readonly object: KubernetesObject | undefined;
  readonly minor: number;
}

/**
 * Why the API refuses this, in its words; null when the user may.
 *
 * Members of `system:masters` may do everything; a node may read, keep its own Node and Lease, report events, keep the
 * pods that run on it, and evict; others whose names begin with `system:` may read. There are no roles: those that are
 * stored grant nothing.
 */
export function refusal(who: User, attempt: Attempt): string | null {
  if (who.groups.includes('system:masters')) return null;
  if (who.user.startsWith('system:') && ['get', 'list', 'watch'].includes(attempt.verb)) return null;
  const node = nodeOf(who);
  if (node !== null && mayKubelet(node, attempt)) return null;
  return words(who, attempt);
}

/** True of an eviction. Whose pods a node may evict is looked at later, as by NodeRestriction. */
export function isEviction(verb: Verb, target: Target): boolean {
  return verb === 'create' && target.kind.kind === 'Pod' && target.subresource === 'eviction';
}

/** The node whose kubelet the user is; null for others. */
export function nodeOf({ user }: User): string | null {
  return user.startsWith(nodePrefix) ? user.slice(nodePrefix.length) : null;
}

/** Source: https://kubernetes.io/docs/reference/access-authn-authz/node/ and NodeRestriction of the admission controllers */
function mayKubelet(node: string, { verb, target, object }: Attempt): boolean {
  const name = target.name ?? object?.metadata.name;
  switch (target.kind.kind) {
    case 'Node':
      return verb !== 'delete' && name === node;
    case 'Lease':
      return target.namespace === 'kube-node-lease' && name === node;
    case 'Event':
      return verb !== 'delete';
    case 'Pod': {
      if (isEviction(verb, target)) return true;
      const isHere = textAt(object, 'spec', 'nodeName') === node;
      if (verb === 'create') return isHere && object?.metadata.annotations?.[mirror] !== undefined;
      return isHere && (verb === 'delete' || target.subresource === 'status');
    }
    default:
      return false;
  }
}

function words(who: User, { verb, target, object, minor }: Attempt): string {
  const resource = resourceName(target.apiVersion, target.kind);
  const { subresource, namespace, kind } = target;
  const name = target.name ?? (verb === 'create' ? object?.metadata.name : undefined);
  const what = name === undefined ? resource : `${resource} "${name}"`;
  const where = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const below = subresource === null ? '' : `/${subresource}`;
  const asked =
    minor < 12
      ? `${resource}${below}`
      : `resource "${kind.plural}${below}" in API group "${groupOf(target.apiVersion)}"`;
  return `${what} is forbidden: User "${who.user}" cannot ${verb} ${asked} ${where}`;
}

const nodePrefix = 'system:node:';
const mirror = 'kubernetes.io/config.mirror';
