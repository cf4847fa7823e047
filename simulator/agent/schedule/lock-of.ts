import type { Task } from '../../model/model.ts';

/**
 * The lock that has to be free while this runs on the machine; whoever has the same one waits.
 *
 * `machine 0` for hooks (`task` is null), commands and actions, `machine 0 group NAME` for actions of an execution
 * group, null for parallel ones: these run beside everything, except beside their own unit's other work.
 */
export function lockOf(machine: string, task: Pick<Task, 'executionGroup' | 'isParallel'> | null): string | null {
  if (task !== null && task.executionGroup !== '') return `machine ${machine} group ${task.executionGroup}`;
  return task?.isParallel === true ? null : `machine ${machine}`;
}
