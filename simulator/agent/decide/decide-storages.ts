import type { HookInfo, Model, StorageInstance, Unit } from '../../model/model.ts';

/** The storage hook that is due on the unit, or null. */
export function storageHook(model: Model, unit: Unit): HookInfo | null {
  for (const storage of storagesOf(model, unit)) {
    const isLeaving = storage.life !== 'alive' || unit.life !== 'alive';
    if (isLeaving && storage.isAttached) return about(storage, 'detaching');
    if (!isLeaving && storage.isProvisioned && !storage.isAttached) return about(storage, 'attached');
  }
  return null;
}

/** Whether install may run: all storage of the unit is attached. */
export function areStoragesReady(model: Model, unit: Unit): boolean {
  return storagesOf(model, unit).every(({ isAttached }) => isAttached);
}

function storagesOf(model: Model, unit: Unit): StorageInstance[] {
  return Object.values(model.storages).filter((storage) => storage.unit === unit.name);
}

function about({ id, name }: StorageInstance, kind: 'attached' | 'detaching'): HookInfo {
  return { name: `${name}-storage-${kind}`, relation: null, storage: id, isRequested: false };
}
