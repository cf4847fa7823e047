import { changeBag } from '../model/relations.ts';
import type { HookContext } from './hook-context.ts';
import type { Juju } from './juju.ts';
import { openPorts } from './port-view.ts';

/**
 * Everything that the hook or action wrote is in the model, or nothing of it: one transaction.
 *
 * @returns why the controller refuses it, null when it does not
 */
export function applyWrites({ model }: Juju, context: HookContext): string | null {
  const { unit, bagChanges, appBagChanges } = context;
  for (const [id, changes] of bagChanges) {
    const relation = model.relations[id];
    if (relation !== undefined) changeBag((relation.bags[unit.name] ??= { data: {}, version: 0 }), changes);
  }
  for (const [id, changes] of appBagChanges) {
    const relation = model.relations[id];
    if (relation !== undefined) changeBag((relation.appBags[unit.application] ??= { data: {}, version: 0 }), changes);
  }
  unit.ports = [...openPorts(context).all];
  return null;
}
