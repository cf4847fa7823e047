import type { Task } from '../../model/model.ts';
import type { Juju } from '../juju.ts';
import type { HookProcess } from './process.ts';

const processes = new WeakMap<Juju, Map<string, HookProcess>>();

/** The task can be killed from here on; one that was cancelled before is killed at once. */
export function taskStarted(juju: Juju, task: Task, process: HookProcess): void {
  const ofJuju = processes.get(juju) ?? new Map<string, HookProcess>();
  processes.set(juju, ofJuju);
  ofJuju.set(task.id, process);
  if (task.status === 'aborting') process.killAlone();
}

/** The task's process is over. */
export function taskEnded(juju: Juju, task: Task): void {
  processes.get(juju)?.delete(task.id);
}

/** The task's process, if it has one in this simulator, gets SIGKILL. */
export function killTask(juju: Juju, task: Task): void {
  processes.get(juju)?.get(task.id)?.killAlone();
}
