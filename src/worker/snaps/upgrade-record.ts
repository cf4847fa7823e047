import type { MachineFile, UpgradeRecord } from '../../juju/juju.ts';

type Recording = { readonly record: MachineFile };

/** An operator allows the change of the snaps that the options and resources ask for, whatever was refused before. */
export function permitUpgrade({ record }: Recording, permit: NonNullable<UpgradeRecord['permit']>): Promise<void> {
  return change({ record }, (was) => ({ ...was, target: null, permit, refused: null }));
}

/** The permission is for this change and no other; null where there is none. */
export async function permitFor({ record }: Recording, target: string): Promise<UpgradeRecord['permit']> {
  const { upgrade } = record.now();
  if (upgrade === null || upgrade.permit === null) return null;
  if (upgrade.target === null) await change({ record }, (was) => ({ ...was, target }));
  else if (upgrade.target !== target) await change({ record }, (was) => ({ ...was, permit: null }));
  return record.now().upgrade?.permit ?? null;
}

/** The change is not to be made, for this reason where there is one; an operator may allow it anew. */
export function refuseUpgrade({ record }: Recording, target: string, refused: UpgradeRecord['refused']): Promise<void> {
  return change({ record }, (was) => ({ ...was, target, permit: null, refused }));
}

/** Nothing is allowed any more; what is to be changed is not known. */
export async function withdrawPermit({ record }: Recording): Promise<void> {
  const { upgrade } = record.now();
  if (upgrade !== null && upgrade.permit !== null) await change({ record }, (was) => ({ ...was, permit: null }));
}

/** From here on the node is cordoned for the change. */
export function noteDrain({ record }: Recording, target: string): Promise<void> {
  return change({ record }, (was) => ({ ...was, target, drained: true }));
}

/**
 * The node may come back, if it was cordoned for the change: then `node.drained` is given back. So it is where a hook was
 * killed after this was recorded and before the flag was; not while a container runtime is being replaced, which ends with
 * the same flag.
 */
export async function endDrain({ record }: Recording): Promise<readonly 'node.drained'[]> {
  const { upgrade, cordoned, runtime } = record.now();
  if (upgrade?.drained === true) await change({ record }, (was) => ({ ...was, drained: false }));
  else if (!cordoned || runtime === null) return [];
  return ['node.drained'];
}

/** Nothing is left to be done or decided. */
export async function endUpgrade({ record }: Recording): Promise<void> {
  if (record.now().upgrade !== null) await record.record((was) => ({ ...was, upgrade: null }));
}

function change({ record }: Recording, to: (was: UpgradeRecord) => UpgradeRecord): Promise<void> {
  return record.record((was) => ({ ...was, upgrade: to(was.upgrade ?? none) }));
}

const none: UpgradeRecord = { target: null, permit: null, refused: null, drained: false };
