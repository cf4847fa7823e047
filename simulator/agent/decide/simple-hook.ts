import type { HookInfo } from '../../model/model.ts';

/** A hook that is about the unit alone. */
export function simple(name: string): HookInfo {
  return { name, relation: null, isRequested: false };
}
