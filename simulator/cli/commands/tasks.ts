import { formatted } from '../text/formats.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Model, Seen, Task } from '../../model/model.ts';
import { naturalOrder } from '../../model/natural-order.ts';
import { tableLines } from '../text/table.ts';
import { oldTaskData, operationData, operationStatus, taskData } from '../text/task-data.ts';
import { tasksText } from '../text/task-output.ts';
import { clockText, dateText, utcText } from '../text/time-text.ts';
import { withModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { changeModel } from './change-model.ts';

type SeenModel = Seen<Model>;
type SeenTask = Seen<Task>;

/** The operations are printed as a table, or those with such tasks. */
export async function operations(
  world: CliWorld,
  place: ModelPlace,
  filter: {
    readonly actions: readonly string[];
    readonly status: readonly string[];
    readonly units: readonly string[];
  },
  format: 'json' | 'plain' | 'yaml',
): Promise<void> {
  await withModel(world, place, ({ model }) => {
    const found = Object.values(model.operations)
      .map((operation) => ({ operation, tasks: operation.tasks.flatMap((id) => model.tasks[id] ?? []) }))
      .filter(
        ({ tasks }) =>
          tasks.some(({ name }) => filter.actions.length === 0 || filter.actions.includes(name)) &&
          tasks.some(({ unit }) => filter.units.length === 0 || filter.units.includes(unit)) &&
          (filter.status.length === 0 || filter.status.includes(operationStatus(tasks))),
      )
      .sort((a, b) => naturalOrder(a.operation.id, b.operation.id));
    if (format !== 'plain') {
      const shown = found.map(({ operation, tasks }) => [operation.id, operationData(operation, tasks)] as const);
      world.stdout(formatted(Object.fromEntries(shown), format));
      return;
    }
    if (found.length === 0) {
      world.stderr('no matching operations\n');
      return;
    }
    const rows = found.map(({ operation, tasks }) => [
      operation.id,
      operationStatus(tasks),
      momentText(first(tasks.map(({ startedAt }) => startedAt))),
      momentText(last(tasks.map(({ completedAt }) => completedAt))),
      operation.tasks.join(','),
      operation.summary,
    ]);
    const headings = ['ID', 'Status', 'Started', 'Finished', 'Task IDs', 'Summary'];
    world.stdout(`${tableLines({ headings, rows }).join('\n')}\n`);
  });
}

/** The operation is printed. @throws JujuRefused when there is none */
export async function showOperation(
  world: CliWorld,
  place: ModelPlace,
  id: string,
  format: 'json' | 'yaml',
): Promise<void> {
  await withModel(world, place, ({ model }) => {
    const operation = model.operations[id];
    if (operation === undefined) throw new JujuRefused(`operation "${id}" not found`);
    const tasks = operation.tasks.flatMap((task) => model.tasks[task] ?? []);
    world.stdout(formatted(operationData(operation, tasks), format));
  });
}

/** The task is printed. @throws JujuRefused when there is none */
export async function showTask(
  world: CliWorld,
  place: ModelPlace,
  id: string,
  format: 'json' | 'plain' | 'yaml',
): Promise<void> {
  await withModel(world, place, ({ model }) => {
    const task = taskOf(model, id, 'task');
    world.stdout(format === 'plain' ? tasksText([task]) : formatted(taskData(task), format));
  });
}

/** What became of the action is printed as Juju 2.9 does. @throws JujuRefused when there is none */
export async function showActionOutput(
  world: CliWorld,
  place: ModelPlace,
  id: string,
  format: 'json' | 'yaml',
): Promise<void> {
  await withModel(world, place, ({ model }) =>
    world.stdout(formatted(oldTaskData(taskOf(model, id, 'action')), format)),
  );
}

/** The status of one action, or of all, is printed as Juju 2.9 does. */
export async function showActionStatus(
  world: CliWorld,
  place: ModelPlace,
  id: string | null,
  format: 'json' | 'yaml',
): Promise<void> {
  await withModel(world, place, ({ model }) => {
    const found = id === null ? Object.values(model.tasks) : [taskOf(model, id, 'action')];
    world.stdout(formatted({ actions: found.filter(({ kind }) => kind === 'action').map(statusData) }, format));
  });
}

/** The tasks are cancelled, or killed. */
export async function cancelTasks(
  world: CliWorld,
  place: ModelPlace,
  ids: readonly string[],
  format: 'json' | 'yaml',
): Promise<void> {
  await changeModel(world, place, (simulation) => {
    for (const id of ids) {
      taskOf(simulation.model, id, 'task');
      simulation.cancelTask(id);
    }
    world.stdout(
      formatted(
        ids.map((id) => statusData(taskOf(simulation.model, id, 'task'))),
        format,
      ),
    );
  });
}

function taskOf(model: SeenModel, id: string, word: 'action' | 'task'): SeenTask {
  const found = model.tasks[id];
  if (found === undefined) throw new JujuRefused(`${word} "${id}" not found`);
  return found;
}

function statusData({ id, name, status, unit, completedAt }: SeenTask): Record<string, string> {
  return {
    action: name,
    'completed at': completedAt === null ? 'n/a' : utcText(completedAt).slice(0, 'YYYY-MM-DD HH:MM:SS'.length),
    id,
    status,
    unit,
  };
}

function first(times: readonly (number | null)[]): number | null {
  return times.find((time) => time !== null) ?? null;
}

function last(times: readonly (number | null)[]): number | null {
  return times.includes(null) ? null : (times.at(-1) ?? null);
}

function momentText(time: number | null): string {
  return time === null ? '' : `${dateText(time)}T${clockText(time)}`;
}
