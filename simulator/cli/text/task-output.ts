import type { Seen, Task } from '../../model/model.ts';
import { returnCodeOf } from './task-data.ts';
import { sortedDeep, sortedKeys, yamlText } from './yaml-text.ts';

type SeenTask = Seen<Task>;

/** What `juju run` and `juju exec` print of tasks in Juju 3 and later: of one its output, of several a map. */
export function tasksText(tasks: readonly SeenTask[]): string {
  const [first] = tasks;
  if (first === undefined) return '';
  if (tasks.length === 1) return `${failureLine(first)}${outputOf(first)}\n`;
  const shown = tasks.map((task) => {
    const { id, status, message } = task;
    return [task.unit, { id, ...(message === '' ? {} : { message }), output: outputOf(task), status }] as const;
  });
  return yamlText(sortedKeys(Object.fromEntries(shown)));
}

/** The tasks whose process ended with another code than 0, as Juju complains at the end; null when there are none. */
export function failedTasksText(tasks: readonly SeenTask[]): string | null {
  const failed = tasks.flatMap((task) => {
    const code = returnCodeOf(task);
    return code === null || code === 0 ? [] : [` - id "${task.id}" with return code ${code}`];
  });
  if (failed.length === 0) return null;
  const plural = failed.length > 1 ? 's' : '';
  return `the following task${plural} failed:\n${failed.join('\n')}\n\nuse 'juju show-task' to inspect the failure${plural}`;
}

function failureLine({ id, status, message }: SeenTask): string {
  return status === 'failed' ? `Action id ${id} failed: ${message}\n` : '';
}

/** Results as YAML, then what the process wrote. */
function outputOf({ results }: SeenTask): string {
  const own = Object.entries(results).filter(([key]) => !agentKeys.includes(key));
  const text = own.length === 0 ? '' : yamlText(sortedDeep(Object.fromEntries(own)));
  const said = ['stdout', 'stderr'].flatMap((key) => {
    const value = results[key];
    return typeof value === 'string' && value !== '' ? [value.replace(/^\n+|\n+$/gu, '')] : [];
  });
  return [...(text === '' ? [] : [text]), ...said].join('\n');
}

const agentKeys = ['return-code', 'stdout', 'stderr', 'stdout-encoding', 'stderr-encoding'];
