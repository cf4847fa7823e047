import type { Job } from './decide.ts';

/** What a job holds while it runs, so that no other one that holds the same runs beside it; null for nothing. */
export function lockOf(machine: string, job: Job): string | null {
  if (job.kind === 'hook') return machine;
  if (job.task.executionGroup !== '') return `${machine} ${job.task.executionGroup}`;
  return job.task.isParallel ? null : machine;
}
