import type { StorageDefinition } from '../contract.ts';
import type { Model, Seen } from './model.ts';

/** Why the controller does not give the unit that many more of these storages, null when it does. */
export function refuseStorage(
  model: Seen<Model>,
  unit: string,
  adds: ReadonlyMap<string, number>,
  storages: Readonly<Record<string, StorageDefinition>>,
): string | null {
  for (const [name, count] of adds) {
    const definition = Object.hasOwn(storages, name) ? storages[name] : undefined;
    if (definition === undefined) return `adding storage ${name} for unit ${unit}: charm storage "${name}" not found`;
    const there = Object.values(model.storages).filter(
      (each) => each.unit === unit && each.name === name && each.life === 'alive',
    ).length;
    const { maximum } = definition;
    if (maximum !== null && there + count > maximum) {
      const limit = `at most ${maximum} instances supported, ${there + count} specified`;
      return `adding storage ${name} for unit ${unit}: charm storage "${name}": ${limit}`;
    }
  }
  return null;
}
