import { changeBag } from '../model/relations.ts';
import type { HookContext } from './hook-context.ts';
import type { Juju } from './juju.ts';

/**
 * Everything that the hook or action wrote is in the model, or nothing of it: one transaction.
 *
 * @returns why the controller refuses it, null when it does not
 */
export function applyWrites({ model }: Juju, context: HookContext): string | null {
  const { unit, bagChanges, appBagChanges, opened, closed } = context;
  for (const [id, changes] of bagChanges) {
    const relation = model.relations[id];
    if (relation !== undefined) changeBag((relation.bags[unit.name] ??= { data: {}, version: 0 }), changes);
  }
  for (const [id, changes] of appBagChanges) {
    const relation = model.relations[id];
    if (relation !== undefined) changeBag((relation.appBags[unit.application] ??= { data: {}, version: 0 }), changes);
  }
  unit.ports = sortPorts([...new Set([...unit.ports.filter((port) => !closed.has(port)), ...opened])]);
  return null;
}

/** As `opened-ports` lists them: icmp, tcp, udp, and by number within. */
export function sortPorts(ports: readonly string[]): string[] {
  const key = (port: string) => {
    const [, from = '0', to = from, protocol = ''] = /^(\d+)(?:-(\d+))?\/(.+)$/u.exec(port) ?? [];
    return [protocol, from.padStart(5, '0'), to.padStart(5, '0')].join(' ');
  };
  return [...ports].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
