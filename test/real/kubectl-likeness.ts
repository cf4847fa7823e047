import type { Cluster } from '../../simulator/contract.ts';

/** The text of an answer without what is not alike from one call to the next, and the reason for each. */
export function likeOthers(text: string, root: string): string {
  const plain = text
    .replaceAll(root, 'ROOT')
    // Log lines that kubectl from 1.24 on writes for each try to find out what the API has.
    .replace(/^[EIW]\d{4} [\d:.]+ +\d+ .*\n/gmu, '')
    // Pods are named after the time and the number of changes at which they were made.
    .replace(/\b(web|agent)-(?:[0-9a-z]{8,10}-)?[0-9a-z]{5}\b/gu, '$1-POD')
    .replace(/("?(?:uid|resourceVersion)"?: )"[^"]+"/gu, '$1"X"')
    .replace(/(uid: )[0-9a-f-]+$/gmu, '$1X');
  // Pods are evicted side by side: their lines come in any order.
  return plain.includes('evict') ? plain.split('\n').sort().join('\n') : plain;
}

/** All objects, without what says when and in which order they were made. */
export function objectsOf(cluster: Cluster): readonly unknown[] {
  const { objects } = cluster.snapshot() as { readonly objects: Readonly<Record<string, unknown>> };
  const text = JSON.stringify(Object.values(objects), (key, value: unknown) =>
    ['creationTimestamp', 'managedFields', 'resourceVersion', 'uid', 'startTime', 'lastTransitionTime'].includes(key)
      ? undefined
      : value,
  );
  const all = JSON.parse(likeOthers(text, '')) as unknown[];
  return all.map((each) => JSON.stringify(each)).sort();
}
