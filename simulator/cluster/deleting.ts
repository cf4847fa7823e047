import type { ClusterResponse } from '../contract.ts';
import type { Asked } from './asked.ts';
import { at, textAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import { conflict, details, failure, notFound, success } from './status.ts';
import type { Store } from './store.ts';

/**
 * The object has gone at once, whatever grace its pods ask for and whatever finalizers it has; what it owns goes with it,
 * unless the client wants orphans.
 */
export function remove({ target, store, body, query }: Asked): ClusterResponse {
  const name = target.name ?? '';
  const found = store.find(target.kind.kind, target.namespace, name);
  if (found === undefined) return notFound(target, name);
  if (found.kind === 'Namespace' && lasting.includes(name)) {
    const words = `namespaces "${name}" is forbidden: this namespace may not be deleted`;
    return failure(403, 'Forbidden', words, details(target, name));
  }
  for (const [member, words] of [
    ['uid', 'UID'],
    ['resourceVersion', 'ResourceVersion'],
  ] as const) {
    const [wanted, is] = [textAt(body, 'preconditions', member), found.metadata[member] ?? ''];
    if (wanted !== '' && wanted !== is) {
      const why = `Precondition failed: ${words} in precondition: ${wanted}, ${words} in object meta: ${is}`;
      return conflict(target, name, why);
    }
  }
  const policy = textAt(body, 'propagationPolicy') || (query.get('propagationPolicy') ?? '');
  if (policy === 'Orphan' || at(body, 'orphanDependents') === true) releaseDependents(store, found);
  removeWithContents(store, found);
  return success({ ...details(target, name), uid: found.metadata.uid });
}

/** The object has gone, and with a namespace what is in it, with a node the pods that ran on it, with a service its Endpoints. */
function removeWithContents(store: Store, object: KubernetesObject): void {
  store.remove(object);
  const { name = '', namespace } = object.metadata;
  if (object.kind === 'Service') {
    const endpoints = store.find('Endpoints', namespace, name);
    if (endpoints !== undefined) store.remove(endpoints);
  }
  if (object.kind === 'Namespace') {
    for (const each of store.all()) if (each.metadata.namespace === name) store.remove(each);
  }
  if (object.kind === 'Node') {
    for (const pod of store.list('Pod')) if (textAt(pod, 'spec', 'nodeName') === name) store.remove(pod);
  }
}

function releaseDependents(store: Store, owner: KubernetesObject): void {
  for (const object of store.all()) {
    const owners = object.metadata.ownerReferences ?? [];
    const left = owners.filter(({ uid }) => uid !== owner.metadata.uid);
    if (left.length < owners.length) {
      store.update(object, { ...object, metadata: { ...object.metadata, ownerReferences: left } });
    }
  }
}

const lasting = ['default', 'kube-public', 'kube-system'];
