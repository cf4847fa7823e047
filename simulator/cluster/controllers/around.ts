import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../objects.ts';
import type { Store } from '../store.ts';

/** What a controller sees. */
export interface Around {
  readonly store: Store;
  /** Of the server's version. */
  readonly minor: number;
}

/** The objects of a kind that this one controls. */
export function controlledBy(store: Store, kind: string, owner: KubernetesObject): readonly KubernetesObject[] {
  return store.list(kind, owner.metadata.namespace).filter((each) => controllerOf(each)?.uid === owner.metadata.uid);
}

/** The owner that looks after an object, as its references say. */
export function controllerOf({ metadata }: KubernetesObject) {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

/** The reference by which an object says who looks after it. */
export function referenceTo({ apiVersion, kind, metadata }: KubernetesObject) {
  const { name = '', uid = '' } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/**
 * A name for something new of this owner, the same for the same history, so that the same model has the same names. It is
 * not one that was there before: who waits for a pod to go would wait for ever.
 */
export function freshName({ store }: Around, { metadata }: KubernetesObject): string {
  return `${metadata.name ?? ''}-${digest(`${metadata.uid ?? ''} ${store.version()}`, 5)}`;
}

/** The first digits of a text's digest. */
export function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** The object has this status; a condition keeps its times while its status is the same. */
export function setStatus({ store }: Around, object: KubernetesObject, status: object): void {
  store.update(object, { ...object, status });
}
