import { at, numberAt, recordAt, recordsAt, textAt } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';
import { ageText, durationText } from './age.ts';
import { age, column, count, name, pairsText, wide } from './column.ts';
import type { Column } from './column.ts';

const containers = wide('Containers', (object) => containersOf(object, 'name'));
const images = wide('Images', (object) => containersOf(object, 'image'));
const selector = wide('Selector', (object) => {
  const found = recordAt(object, 'spec', 'selector');
  return pairsText('matchLabels' in found ? recordAt(found, 'matchLabels') : found);
});
const of =
  (done: readonly string[], wanted: readonly string[], otherwise = 0) =>
  (object: KubernetesObject) =>
    `${numberAt(object, ...done)}/${Number(at(object, ...wanted) ?? otherwise)}`;
const ready = column('Ready', of(['status', 'readyReplicas'], ['spec', 'replicas'], 1));

const replicas: readonly Column[] = [
  name,
  count('Desired', 'spec', 'replicas'),
  count('Current', 'status', 'replicas'),
  count('Ready', 'status', 'readyReplicas'),
  age,
  containers,
  images,
  selector,
];

/** The columns of what makes pods. */
export const workloadColumns: Readonly<Record<string, readonly Column[]>> = {
  CronJob: [
    name,
    column('Schedule', (object) => textAt(object, 'spec', 'schedule')),
    column('Suspend', (object) => (at(object, 'spec', 'suspend') === true ? 'True' : 'False')),
    column('Active', (object) => recordsAt(object, 'status', 'active').length),
    column('Last Schedule', (object, now) => {
      const last = at(object, 'status', 'lastScheduleTime');
      return last === undefined ? '<none>' : ageText(last, now);
    }),
    age,
  ],
  DaemonSet: [
    name,
    count('Desired', 'status', 'desiredNumberScheduled'),
    count('Current', 'status', 'currentNumberScheduled'),
    count('Ready', 'status', 'numberReady'),
    count('Up-to-date', 'status', 'updatedNumberScheduled'),
    count('Available', 'status', 'numberAvailable'),
    column('Node Selector', (object) => pairsText(recordAt(object, 'spec', 'template', 'spec', 'nodeSelector'))),
    age,
    containers,
    images,
    selector,
  ],
  Deployment: [
    name,
    ready,
    count('Up-to-date', 'status', 'updatedReplicas'),
    count('Available', 'status', 'availableReplicas'),
    age,
    containers,
    images,
    selector,
  ],
  Job: [
    name,
    column('Status', (object) => (isComplete(object) ? 'Complete' : 'Running')),
    column('Completions', of(['status', 'succeeded'], ['spec', 'completions'], 1)),
    column('Duration', jobDuration),
    age,
    containers,
    images,
    selector,
  ],
  ReplicaSet: replicas,
  ReplicationController: replicas,
  StatefulSet: [name, ready, age, containers, images],
};

function containersOf(object: KubernetesObject, member: string): string {
  return recordsAt(object, 'spec', 'template', 'spec', 'containers')
    .map((container) => textAt(container, member))
    .join(',');
}

function isComplete(object: KubernetesObject): boolean {
  return recordsAt(object, 'status', 'conditions').some((each) => each['type'] === 'Complete');
}

function jobDuration(object: KubernetesObject, now: number): string {
  const start = Date.parse(textAt(object, 'status', 'startTime'));
  if (Number.isNaN(start)) return '';
  const end = Date.parse(textAt(object, 'status', 'completionTime'));
  return durationText(Math.floor((Number.isNaN(end) ? now : end / 1000) - start / 1000));
}
