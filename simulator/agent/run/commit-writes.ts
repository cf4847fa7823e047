import type { Model } from '../../model/model.ts';
import { applyWrites } from './apply-writes.ts';
import type { HookContext } from '../hook-context.ts';
import type { Juju } from '../juju.ts';

/**
 * What the hook or task wrote is true and others can see it; or nothing of it is, and the answer says why the controller
 * refuses it.
 */
export function commitWrites(juju: Juju, context: HookContext): string | null {
  return takeFault(juju.model, context) ?? applyWrites(juju, context);
}

/** A refusal that somebody asked for, counted down. */
function takeFault({ commitFaults }: Model, { unit, hook }: HookContext): string | null {
  const at = commitFaults.findIndex(
    (fault) => fault.unit === unit.name && (fault.hook === undefined || fault.hook === hook.name),
  );
  const fault = commitFaults[at];
  if (fault === undefined) return null;
  // One that is to last for ever has -1.
  if (fault.times === 1) commitFaults.splice(at, 1);
  else if (fault.times > 1) fault.times -= 1;
  return fault.problem;
}
