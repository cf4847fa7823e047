import { err, ok } from '../../host/host.ts';
import type { Result } from '../../host/host.ts';
import type { KubeObject } from '../kube-object.ts';
import { bytesOf } from '../quantity.ts';
import type { StorageWanted } from './parameters.ts';

/** Where the images are. */
export interface RegistryStorage {
  /** The claim that is applied for it; null for a folder of the node. */
  readonly claim: KubeObject | null;
  /** The volume of the pod, without its name. */
  readonly volume: Readonly<Record<string, unknown>>;
  /** For the operator. */
  readonly words: string;
}

/** A claim that is there. */
export interface ClaimFound {
  readonly storageClass: string | null;
  readonly size: string;
}

/**
 * Where the images are to be: what was asked for, or where they are. A claim once made stays until the registry is
 * deleted, also when the next call does not repeat its parameters: without it the images would be out of sight.
 *
 * Kubernetes moves no claim to another class, and makes none smaller.
 */
export function registryStorage(
  wanted: StorageWanted,
  found: ClaimFound | null,
  labels: Readonly<Record<string, string>>,
): Result<RegistryStorage, { readonly parameter: 'storage-class' | 'size'; readonly problem: string }> {
  if (wanted.storageClass === null && wanted.size === null && found === null) return ok(hostFolder);
  const storageClass = wanted.storageClass ?? found?.storageClass ?? null;
  const size = wanted.size ?? found?.size ?? usualSize;
  if (found !== null && storageClass !== found.storageClass) {
    const problem = `the images are on the class ${found.storageClass ?? 'that the cluster had as default'}; ${deleteFirst}`;
    return err({ parameter: 'storage-class', problem });
  }
  const [is, will] = [bytesOf(found?.size ?? '0'), bytesOf(size)];
  if (is !== null && will !== null && will < is) {
    return err({ parameter: 'size', problem: `the images have ${found?.size ?? ''} already; ${deleteFirst}` });
  }
  const claim: KubeObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claimName, labels },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: size } },
      ...(storageClass === null ? {} : { storageClassName: storageClass }),
    },
  };
  return ok({
    claim,
    volume: { persistentVolumeClaim: { claimName } },
    words: `persistentvolumeclaim ${claimName}, ${size}, ${storageClass === null ? 'default class' : `class ${storageClass}`}`,
  });
}

export const claimName = 'kube-registry-images';

const hostFolder: RegistryStorage = {
  claim: null,
  volume: { hostPath: { path: '/srv/registry', type: 'DirectoryOrCreate' } },
  words: '/srv/registry of the node that runs the pod',
};
const usualSize = '20Gi';
const deleteFirst = 'delete the registry first (delete=true), and its images with it';
