import { numberAt, textAt, timeText } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';
import { controlledBy, freshName, setStatus } from './around.ts';
import type { Around } from './around.ts';
import { conditionsOf } from './conditions.ts';
import { podOf } from './pods.ts';

/** Every job has had as many pods as it wants to succeed. Jobs of cron jobs are not made. */
export function keepJobs(around: Around): void {
  const { store } = around;
  for (const job of store.list('Job')) {
    const wanted = numberAt(job, 'spec', 'completions');
    if (textAt(job, 'status', 'completionTime') !== '') continue;
    for (let missing = wanted - controlledBy(store, 'Pod', job).length; missing > 0; missing -= 1) {
      store.create(podOf(job, freshName(around, job)));
    }
    report(around, job, wanted);
  }
}

function report(around: Around, job: KubernetesObject, wanted: number): void {
  const { store } = around;
  const pods = controlledBy(store, 'Pod', job);
  const succeeded = pods.filter((pod) => textAt(pod, 'status', 'phase') === 'Succeeded').length;
  const active = pods.length - succeeded;
  const now = store.now();
  const isDone = succeeded >= wanted;
  setStatus(around, job, {
    startTime: textAt(job, 'status', 'startTime') || timeText(now),
    ...(active === 0 ? {} : { active }),
    ...(succeeded === 0 ? {} : { succeeded }),
    ...(isDone
      ? { completionTime: timeText(now), conditions: conditionsOf(job, [{ type: 'Complete', isTrue: true }], now) }
      : {}),
  });
}
