import type { KubernetesObject } from '../objects.ts';
import { columnsOf } from './columns.ts';

interface TableOptions {
  readonly kind: string;
  /** `v1` or `v1beta1` of meta.k8s.io. */
  readonly version: string;
  readonly now: number;
  /** What each row has besides its cells, as the query `includeObject` says. */
  readonly includeObject: string | null;
  /** Of the list that is shown. */
  readonly resourceVersion?: string;
}

/** The objects as a Table, as kubectl shows them. */
export function tableOf(objects: readonly KubernetesObject[], options: TableOptions): object {
  const { kind, version, now, includeObject, resourceVersion } = options;
  const columns = columnsOf(kind);
  const apiVersion = `meta.k8s.io/${version}`;
  return {
    kind: 'Table',
    apiVersion,
    metadata: { resourceVersion: resourceVersion ?? objects[0]?.metadata.resourceVersion ?? '' },
    columnDefinitions: columns.map(({ name, isWide, type }) => ({
      name,
      type,
      format: name === 'Name' ? 'name' : '',
      description: name,
      priority: isWide ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, now)),
      ...(includeObject === 'None'
        ? {}
        : { object: includeObject === 'Object' ? object : metadataOf(object, version) }),
    })),
  };
}

/** Only the metadata of an object. */
export function metadataOf({ metadata }: KubernetesObject, version: string): object {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata };
}
