import { resourceName } from './kinds.ts';
import type { Target } from './kinds.ts';

export interface User {
  readonly user: string;
  readonly groups: readonly string[];
}

export type Verb = 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete';

/**
 * Why the API refuses this, in its words; null when the user may.
 *
 * Members of `system:masters` may do everything, a node may read, keep its own Node and evict, others may read.
 */
export function refusal(who: User, verb: Verb, target: Target, bodyName: string | undefined): string | null {
  if (who.groups.includes('system:masters')) return null;
  const isKnown = who.user.startsWith(nodePrefix) || who.user.startsWith('system:');
  if (isKnown && (verb === 'get' || verb === 'list')) return null;
  if (who.user.startsWith(nodePrefix) && isOwnNode(who.user, verb, target, bodyName)) return null;
  if (who.user.startsWith(nodePrefix) && isEviction(verb, target)) return null;
  const resource = resourceName(target.apiVersion, target.kind);
  const shown = target.subresource === null ? resource : `${resource}/${target.subresource}`;
  const where = target.namespace === null ? 'at the cluster scope' : `in the namespace "${target.namespace}"`;
  const name = target.name ?? (verb === 'create' ? bodyName : undefined);
  const what = name === undefined ? resource : `${resource} "${name}"`;
  return `${what} is forbidden: User "${who.user}" cannot ${verb} ${shown} ${where}`;
}

/** True of an eviction. Whose pods a node may evict is looked at later, as by NodeRestriction. */
export function isEviction(verb: Verb, target: Target): boolean {
  return verb === 'create' && target.kind.kind === 'Pod' && target.subresource === 'eviction';
}

/** The node whose kubelet the user is; null for others. */
export function nodeOf({ user }: User): string | null {
  return user.startsWith(nodePrefix) ? user.slice(nodePrefix.length) : null;
}

function isOwnNode(user: string, verb: Verb, target: Target, bodyName: string | undefined): boolean {
  if (target.kind.kind !== 'Node' || verb === 'delete') return false;
  return (target.name ?? bodyName) === user.slice(nodePrefix.length);
}

const nodePrefix = 'system:node:';
