import { at, isRecord, objectSchema, recordAt, textAt } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';
import { setStatus } from './around.ts';
import type { Around } from './around.ts';

/**
 * Every claim for which there is a volume, or a storage class that makes one, is bound at once; a volume whose claim has
 * gone is released, or gone too, as its reclaim policy says.
 */
export function bindClaims(around: Around): void {
  const { store } = around;
  for (const claim of store.list('PersistentVolumeClaim')) {
    if (textAt(claim, 'status', 'phase') === 'Bound') continue;
    const volume = existingVolume(around, claim) ?? provisioned(around, claim);
    if (volume === null) setStatus(around, claim, { phase: 'Pending' });
    else bind(around, claim, volume);
  }
  for (const volume of store.list('PersistentVolume')) keepVolume(around, volume);
}

function existingVolume({ store }: Around, claim: KubernetesObject): KubernetesObject | null {
  const wanted = textAt(claim, 'spec', 'volumeName');
  const found = store.list('PersistentVolume').find((volume) => {
    if (wanted !== '') return volume.metadata.name === wanted;
    return (
      textAt(volume, 'spec', 'claimRef', 'name') === '' &&
      textAt(volume, 'spec', 'storageClassName') === textAt(claim, 'spec', 'storageClassName') &&
      modesOf(claim).every((mode) => modesOf(volume).includes(mode)) &&
      bytes(textAt(volume, 'spec', 'capacity', 'storage')) >= bytes(requested(claim))
    );
  });
  return found ?? null;
}

function provisioned({ store }: Around, claim: KubernetesObject): KubernetesObject | null {
  const { namespace, name = '', uid = '' } = claim.metadata;
  const className = textAt(claim, 'spec', 'storageClassName');
  const storageClass = store.find('StorageClass', null, className);
  if (storageClass === undefined || textAt(storageClass, 'provisioner') === noProvisioner) return null;
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: `pvc-${uid}`,
      annotations: { 'pv.kubernetes.io/provisioned-by': textAt(storageClass, 'provisioner') },
    },
    spec: {
      accessModes: modesOf(claim),
      capacity: { storage: requested(claim) },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
      persistentVolumeReclaimPolicy: textAt(storageClass, 'reclaimPolicy') || 'Delete',
      storageClassName: className,
      volumeMode: 'Filesystem',
    },
  };
  return store.create(objectSchema.parse(volume));
}

function bind(around: Around, claim: KubernetesObject, volume: KubernetesObject): void {
  const { store } = around;
  const { namespace, name, uid } = claim.metadata;
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid };
  store.update(volume, { ...volume, spec: { ...recordAt(volume, 'spec'), claimRef }, status: { phase: 'Bound' } });
  const spec = { ...recordAt(claim, 'spec'), volumeName: volume.metadata.name };
  const status = { phase: 'Bound', accessModes: modesOf(claim), capacity: recordAt(volume, 'spec', 'capacity') };
  store.update(claim, { ...claim, spec, status });
}

function keepVolume(around: Around, volume: KubernetesObject): void {
  const { store } = around;
  const reference = at(volume, 'spec', 'claimRef');
  if (!isRecord(reference)) return setStatus(around, volume, { phase: 'Available' });
  const claim = store.find('PersistentVolumeClaim', textAt(reference, 'namespace'), textAt(reference, 'name'));
  const isBound =
    claim !== undefined && [undefined, claim.metadata.uid].includes(textAt(reference, 'uid') || undefined);
  if (isBound) return;
  if (textAt(reference, 'uid') === '') setStatus(around, volume, { phase: 'Available' });
  else if (textAt(volume, 'spec', 'persistentVolumeReclaimPolicy') === 'Delete') store.remove(volume);
  else setStatus(around, volume, { phase: 'Released' });
}

function modesOf(object: KubernetesObject): readonly unknown[] {
  const modes = at(object, 'spec', 'accessModes');
  return Array.isArray(modes) ? modes : [];
}

function requested(claim: KubernetesObject): string {
  return textAt(claim, 'spec', 'resources', 'requests', 'storage');
}

/** A quantity such as `20Gi` or `500M`. */
function bytes(quantity: string): number {
  const [, number = '0', unit = ''] = /^(\d+(?:\.\d+)?)([KMGTP]i?|k)?$/u.exec(quantity) ?? [];
  const power = ['', 'K', 'M', 'G', 'T', 'P'].indexOf(unit.charAt(0).toUpperCase());
  return Number(number) * (unit.endsWith('i') ? 1024 : 1000) ** Math.max(0, power);
}

const noProvisioner = 'kubernetes.io/no-provisioner';
