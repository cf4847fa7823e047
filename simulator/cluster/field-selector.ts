import { at } from './objects.ts';
import type { KubernetesObject } from './objects.ts';

/**
 * The question that a `fieldSelector` of a query asks an object: `metadata.name=x,status.phase!=Failed`; or the field
 * that objects of this kind cannot be asked for.
 */
export function parseFieldSelector(
  kind: string,
  selector: string,
): { readonly matches: (object: KubernetesObject) => boolean } | { readonly unsupported: string } {
  const terms = selector.split(',').flatMap((term) => {
    const [, field, operator, value] = /^([^=!]+)(!=|==?)(.*)$/su.exec(term) ?? [];
    return field === undefined ? [] : [{ field, isEqual: operator !== '!=', value: value ?? '' }];
  });
  const known = [...ofAll, ...(ofKind[kind] ?? [])];
  const unknown = terms.find(({ field }) => !known.includes(field));
  if (unknown !== undefined) return { unsupported: unknown.field };
  return {
    matches: (object) => terms.every(({ field, isEqual, value }) => (textOf(object, field) === value) === isEqual),
  };
}

function textOf(object: KubernetesObject, field: string): string {
  const found = at(object, ...field.split('.'));
  // A node that says nothing is one that takes pods.
  if (found === undefined && field === 'spec.unschedulable') return 'false';
  return typeof found === 'boolean' || typeof found === 'number' || typeof found === 'string' ? String(found) : '';
}

const ofAll = ['metadata.name', 'metadata.namespace'];

/** Source: pkg/apis/core/v1/conversion.go and the strategies of the registries of Kubernetes. */
const ofKind: Readonly<Record<string, readonly string[]>> = {
  Event: [
    ...['apiVersion', 'fieldPath', 'kind', 'name', 'namespace', 'resourceVersion', 'uid'].map(
      (field) => `involvedObject.${field}`,
    ),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Job: ['status.successful'],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.nominatedNodeName',
    'status.phase',
    'status.podIP',
  ],
  ReplicaSet: ['status.replicas'],
  ReplicationController: ['status.replicas'],
  Secret: ['type'],
};
