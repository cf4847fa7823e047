import { at, numberAt, recordsAt, textAt } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';
import { age, column, field, name, wide } from './column.ts';
import type { Column } from './column.ts';

/** The columns of pods. */
export const podColumns: readonly Column[] = [
  name,
  column('Ready', (pod) => {
    const ready = recordsAt(pod, 'status', 'containerStatuses').filter((each) => each['ready'] === true);
    return `${ready.length}/${recordsAt(pod, 'spec', 'containers').length}`;
  }),
  column('Status', podStatus),
  column('Restarts', (pod) => {
    const counts = recordsAt(pod, 'status', 'containerStatuses').map((each) => numberAt(each, 'restartCount'));
    return counts.reduce((sum, each) => sum + each, 0);
  }),
  age,
  { ...field('IP', ['status', 'podIP']), isWide: true },
  { ...field('Node', ['spec', 'nodeName']), isWide: true },
  { ...field('Nominated Node', ['status', 'nominatedNodeName']), isWide: true },
  wide('Readiness Gates', () => '<none>'),
];

function podStatus(pod: KubernetesObject): string {
  const [first] = recordsAt(pod, 'status', 'containerStatuses');
  const waiting = textAt(first, 'state', 'waiting', 'reason') || textAt(first, 'state', 'terminated', 'reason');
  if (at(pod, 'metadata', 'deletionTimestamp') !== undefined) return 'Terminating';
  return waiting || textAt(pod, 'status', 'reason') || textAt(pod, 'status', 'phase') || 'Unknown';
}
