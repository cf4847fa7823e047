import { jujuFeatures } from '../../model/juju-features.ts';
import { leaderOf } from '../../model/model.ts';
import type { Model, Task, Unit } from '../../model/model.ts';
import { failHook } from '../run/fail-hook.ts';

/**
 * What ran when the simulator went away is dealt with as Juju deals with a crashed agent: a hook has failed and is
 * retried, a task has failed for good.
 */
export function recoverInterrupted(model: Model, now: number): void {
  for (const unit of Object.values(model.units)) recoverUnit(model, unit, now);
  for (const task of Object.values(model.tasks)) {
    if (task.status === 'running' || task.status === 'aborting') endTask(task, now);
  }
}

/** The same for one unit, whose agent was killed. */
export function recoverUnit(model: Model, unit: Unit, now: number): void {
  const { running, runningTask } = unit;
  if (running !== null) {
    unit.running = null;
    failHook(model, unit, running, now);
  }
  if (runningTask === null) return;
  unit.runningTask = null;
  const task = model.tasks[runningTask];
  if (task?.status === 'running' || task?.status === 'aborting') endTask(task, now);
  if (unit.agentStatus.status === 'executing') unit.agentStatus = { status: 'idle', message: '', since: now };
}

/** The agent of the unit starts: one that does not lead has forgotten which leader settings it has shown to its charm. */
export function startAgent(model: Model, unit: Unit, now: number): void {
  recoverUnit(model, unit, now);
  if (unit.isAgentLost) unit.isAgentLost = false;
  const isFollower = unit.isInstalled && leaderOf(model, unit.application) !== unit.name;
  if (isFollower && jujuFeatures[model.juju].hasLeaderSettings) unit.leaderVersionSeen = null;
}

function endTask(task: Task, now: number): void {
  task.status = task.status === 'aborting' ? 'aborted' : 'failed';
  task.message = 'action terminated';
  task.completedAt = now;
}
