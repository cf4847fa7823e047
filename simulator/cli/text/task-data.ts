import { unitTag } from '../../model/model.ts';
import type { Operation, Seen, Task } from '../../model/model.ts';
import { utcText } from './time-text.ts';
import { sortedDeep, sortedKeys } from './yaml-text.ts';

type SeenTask = Seen<Task>;

/** A task as `--format yaml` shows it in Juju 3 and later. */
export function taskData(task: SeenTask): unknown {
  return sortedDeep({ ...commonData(task), results: task.results, unit: task.unit });
}

/** A task as Juju 2.9 shows it: the return code only where it is not 0. */
export function oldTaskData(task: SeenTask): unknown {
  const { Code: code, ...results } = task.results;
  const returnCode = Number(code ?? 0);
  const shown = { ...results, ...(returnCode === 0 ? {} : { ReturnCode: returnCode }) };
  return sortedDeep({
    ...commonData(task),
    UnitId: task.unit,
    ...(Object.keys(shown).length === 0 ? {} : { results: shown }),
  });
}

/** Tasks by their units' tags, as `run-action --wait` shows them. */
export function oldTasksData(tasks: readonly SeenTask[]): Record<string, unknown> {
  return sortedKeys(Object.fromEntries(tasks.map((task) => [unitTag(task.unit), oldTaskData(task)])));
}

/** What `show-operation` shows. */
export function operationData(operation: Seen<Operation>, tasks: readonly SeenTask[]): Record<string, unknown> {
  const [first] = tasks;
  return {
    summary: operation.summary,
    status: operationStatus(tasks),
    ...(first?.kind === 'action' ? { action: { name: first.name, parameters: first.parameters } } : {}),
    timing: timingOf({
      enqueuedAt: operation.enqueuedAt,
      startedAt: first?.startedAt ?? null,
      completedAt: tasks.every(({ completedAt }) => completedAt !== null) ? (tasks.at(-1)?.completedAt ?? null) : null,
    }),
    tasks: Object.fromEntries(
      tasks.map((task) => {
        const { id: _id, ...shown } = commonData(task);
        return [
          task.id,
          {
            host: task.unit,
            ...shown,
            ...(Object.keys(task.results).length === 0 ? {} : { results: sortedDeep(task.results) }),
          },
        ];
      }),
    ),
  };
}

/** The most telling status of the tasks of an operation. */
export function operationStatus(tasks: readonly SeenTask[]): string {
  const order = ['running', 'aborting', 'pending', 'failed', 'aborted', 'cancelled', 'completed'];
  return order.find((status) => tasks.some((task) => task.status === status)) ?? 'pending';
}

/** The process's exit code; null when it did not run. */
export function returnCodeOf({ results }: SeenTask): number | null {
  const code = results['return-code'] ?? results['Code'];
  return code === undefined ? null : Number(code);
}

function commonData(task: SeenTask): Record<string, unknown> & { readonly id: string } {
  return {
    id: task.id,
    ...(task.log.length === 0 ? {} : { log: task.log.map(({ time, message }) => `${utcText(time)} ${message}`) }),
    ...(task.message === '' ? {} : { message: task.message }),
    status: task.status,
    timing: timingOf(task),
  };
}

function timingOf(times: {
  readonly enqueuedAt: number;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
}): Record<string, string> {
  return {
    ...(times.completedAt === null ? {} : { completed: utcText(times.completedAt) }),
    enqueued: utcText(times.enqueuedAt),
    ...(times.startedAt === null ? {} : { started: utcText(times.startedAt) }),
  };
}
