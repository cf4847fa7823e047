import type { Cluster } from '../../simulator/contract.ts';

/** The text of an answer without what is not alike from one call to the next, and the reason for each. */
export function likeOthers(text: string, root: string): string {
  const plain = withoutPodNames(text)
    .replaceAll(root, 'ROOT')
    // Log lines that kubectl from 1.24 on writes for each try to find out what the API has.
    .replace(/^[EIW]\d{4} [\d:.]+ +\d+ .*\n/gmu, '')
    // A proxy says otherwise what it comes to when nobody listens.
    .replace(
      /socks connect tcp \S+->(\S+): unknown error connection refused/gu,
      'dial tcp $1: connect: connection refused',
    )
    // Which of two timers of Go ends first.
    .replace('net/http: request canceled (Client.Timeout exceeded while awaiting headers)', 'context deadline exceeded')
    // Before 1.24 kubectl does not say why.
    .replace(/^(The request is invalid): .*$/mu, '$1')
    // Numbers of changes, and what is made of them.
    .replace(/("(?:uid|resourceVersion)": )"[^"]+"/gu, '$1"X"')
    .replace(/((?:uid|resourceVersion): )\S+$/gmu, '$1X');
  // Pods are evicted side by side: their lines come in any order.
  return plain.includes('evict') ? plain.split('\n').sort().join('\n') : plain;
}

/** All objects, without what says when and in which order they were made. */
export function objectsOf(cluster: Cluster): readonly string[] {
  const { objects } = cluster.snapshot() as { readonly objects: Readonly<Record<string, unknown>> };
  const texts = Object.values(objects).map((object) =>
    JSON.stringify(object, (key, value: unknown) => (unlike.includes(key) ? undefined : value), 1),
  );
  return texts.map(withoutPodNames).sort();
}

/** Pods are named after the number of changes at which they were made. */
function withoutPodNames(text: string): string {
  return text.replace(/\b(web|agent)-(?:[0-9a-z]{8,10}-)?[0-9a-z]{5}\b/gu, '$1-POD');
}

const unlike = ['creationTimestamp', 'managedFields', 'resourceVersion', 'uid', 'startTime', 'lastTransitionTime'];
