import type { Operation, Seen, Task } from '../../model/model.ts';
import type { Simulation } from '../../simulation.ts';
import { unitTag } from '../../model/model.ts';
import { settle } from '../with-simulation.ts';
import { clockText } from '../text/time-text.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The tasks of an operation, as they are at this moment. */
export function tasksOf({ model }: Simulation, operation: string): Seen<Task>[] {
  return (model.operations[operation]?.tasks ?? []).flatMap((id) => {
    const task = model.tasks[id];
    return task === undefined ? [] : [task];
  });
}

/** True when nothing will change about the task any more. */
export function isOver({ status }: Seen<Task>): boolean {
  return status !== 'pending' && status !== 'running' && status !== 'aborting';
}

/** Juju's lines about an operation that was begun are on standard error. */
export function sayRunning(world: CliWorld, simulation: Simulation, operation: Seen<Operation>['id']): void {
  const tasks = tasksOf(simulation, operation);
  const lines = tasks.map(({ id, unit }) => `  - task ${id} on ${unitTag(unit)}\n`);
  world.stderr(
    `Running operation ${operation} with ${tasks.length} task${tasks.length === 1 ? '' : 's'}\n${lines.join('')}\n`,
  );
}

/** The hooks and tasks that are due have run, with what actions log on standard error. */
export async function runThem(
  world: CliWorld,
  place: ModelPlace,
  simulation: Simulation,
  operation: string,
): Promise<void> {
  const before = tasksOf(simulation, operation);
  for (const { id } of before) world.stderr(`Waiting for task ${id}...\n`);
  if (place.isSettling) await settle(world, simulation);
  const said = tasksOf(simulation, operation).flatMap(({ log }) => log);
  for (const { time, message } of said) world.stderr(`${clockText(time)} ${message}\n`);
  if (said.length > 0) world.stderr('\n');
}
