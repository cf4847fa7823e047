import { formatted } from '../text/formats.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Seen, Task } from '../../model/model.ts';
import type { Simulation } from '../../simulation.ts';
import { taskData } from '../text/task-data.ts';
import { failedTasksText, tasksText } from '../text/task-output.ts';
import { withSimulation, settle } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { isOver, runThem, sayRunning, tasksOf } from './run-tasks.ts';

export interface RunRequest {
  /** Begins the operation; the answer is its id. */
  readonly begin: (simulation: Simulation) => string;
  readonly isBackground: boolean;
  readonly format: 'json' | 'plain' | 'yaml';
}

/**
 * An operation was begun, and what became of its tasks is printed: `run` and `exec` of Juju 3 and later.
 *
 * @throws JujuRefused when a task's process failed, or a task is not over
 */
export async function run(world: CliWorld, place: ModelPlace, request: RunRequest): Promise<number> {
  return withSimulation(world, place, {}, async (simulation) => {
    const next = simulation.model.nextTask;
    const operation = begin(world, simulation, request, next);
    if (operation === null) return 1;
    if (request.isBackground || !place.isSettling) {
      sayScheduled(world, simulation, operation);
      if (place.isSettling) await settle(world, simulation);
      return 0;
    }
    sayRunning(world, simulation, operation);
    await runThem(world, place, simulation, operation);
    const tasks = tasksOf(simulation, operation);
    const open = tasks.filter((task) => !isOver(task));
    if (open.length > 0)
      throw new JujuRefused(`timed out waiting for results from: ${open.map(({ unit }) => `unit ${unit}`).join(', ')}`);
    world.stdout(shown(tasks, request.format));
    const failed = failedTasksText(tasks);
    if (failed === null) return 0;
    world.stderr(`ERROR ${failed}\n`);
    return 1;
  });
}

function begin(world: CliWorld, simulation: Simulation, request: RunRequest, next: number): string | null {
  try {
    return request.begin(simulation);
  } catch (error) {
    if (!(error instanceof JujuRefused)) throw error;
    world.stderr(`Operation ${next} failed to schedule any tasks:\n${error.message}\n`);
    return null;
  }
}

function sayScheduled(world: CliWorld, simulation: Simulation, operation: string): void {
  const tasks = tasksOf(simulation, operation);
  const [first] = tasks;
  if (tasks.length === 1 && first !== undefined) {
    world.stderr(
      `Scheduled operation ${operation} with task ${first.id}\n` +
        `Check operation status with 'juju show-operation ${operation}'\n` +
        `Check task status with 'juju show-task ${first.id}'\n`,
    );
    return;
  }
  world.stderr(
    `Scheduled operation ${operation} with ${tasks.length} tasks\n` +
      tasks.map(({ id, unit }) => `  - task ${id} on unit-${unit.replace('/', '-')}\n`).join('') +
      `Check operation status with 'juju show-operation ${operation}'\n` +
      `Check task status with 'juju show-task <id>'\n`,
  );
}

function shown(tasks: readonly Seen<Task>[], format: RunRequest['format']): string {
  if (format === 'plain') return tasksText(tasks);
  return formatted(Object.fromEntries(tasks.map((task) => [task.unit, taskData(task)])), format);
}
