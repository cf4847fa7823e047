import type { StorageDefinition } from '../contract.ts';
import { JujuRefused } from './model.ts';
import type { Model, StorageInstance, Unit } from './model.ts';

/** The unit has one more instance of the storage, not yet attached; the answer is its id, for example `data/0`. */
export function createStorage(model: Model, unit: string, name: string, definition: StorageDefinition): string {
  const number = model.nextStorage ?? 0;
  model.nextStorage = number + 1;
  const id = `${name}/${number}`;
  model.storages[id] = {
    id,
    name,
    unit,
    kind: definition.type,
    location: locationOf(id, definition),
    life: 'alive',
    isProvisioned: model.isStorageHeld !== true,
    isAttached: false,
  };
  return id;
}

/** The unit has as many instances of each storage as its charm wants at least. */
export function createStorages(model: Model, unit: Pick<Unit, 'application' | 'name'>): void {
  for (const [name, definition] of Object.entries(model.applications[unit.application]?.storages ?? {})) {
    const there = Object.values(model.storages).filter((each) => each.unit === unit.name && each.name === name);
    for (let count = there.length; count < definition.minimum; count += 1)
      createStorage(model, unit.name, name, definition);
  }
}

/** @throws JujuRefused when there is no such storage */
export function storageOf(model: Model, id: string): StorageInstance {
  const found = model.storages[id];
  if (found === undefined) throw new JujuRefused(`storage "${id}" not found`);
  return found;
}

/** A storage of which a unit can have several has a folder for each below the charm's mount point. */
function locationOf(id: string, { type, location, maximum }: StorageDefinition): string {
  if (type === 'block') return `/dev/disk/by-id/juju-${id.replace('/', '-')}`;
  if (location === null) return `/var/lib/juju/storage/${id}`;
  return maximum === 1 ? location : `${location}/${id}`;
}
