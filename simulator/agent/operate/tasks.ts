import { applicationOf, JujuRefused, leaderOf, unitOf, unitTag } from '../../model/model.ts';
import type { Model, Task, Unit } from '../../model/model.ts';
import { actionSchema, parametersProblem, withDefaults } from '../../charm/action-parameters.ts';
import type { Juju } from '../juju.ts';
import { killTask } from '../run/running-tasks.ts';

/** What an operator can ask of units beyond hooks. */
export interface TaskOperations {
  /**
   * The action is pending on these units (`etcd/leader` is one, too); the answer is the operation.
   *
   * @throws JujuRefused when one of them has no such action, or does not take the parameters: nothing is pending then,
   * and the number of the operation is used up
   */
  runAction(units: readonly string[], action: string, parameters: Readonly<Record<string, unknown>>): string;
  /** The shell command is pending on these units; the answer is the operation. */
  exec(units: readonly string[], command: string): string;
  /** A pending task is cancelled, a running one killed; one that is over stays as it is. */
  cancelTask(task: string): void;
}

/** Commands about actions on this model. */
export function createTaskOperations(juju: Juju): TaskOperations {
  return {
    runAction: (units, action, parameters) =>
      enqueue(juju, units, action, (unit) => newAction(juju, unit, action, parameters)),
    exec: (units, command) => {
      const name = juju.features.hasRunAction ? 'juju-run' : 'juju-exec';
      return enqueue(juju, units, name, () => ({ kind: 'exec', name, command, ...serial, parameters: { command } }));
    },
    cancelTask: (id) => cancelTask(juju, id),
  };
}

type NewTask = Pick<Task, 'command' | 'executionGroup' | 'isParallel' | 'kind' | 'name' | 'parameters'>;

const serial = { isParallel: false, executionGroup: '' } as const;

function enqueue(juju: Juju, names: readonly string[], name: string, make: (unit: Unit) => NewTask): string {
  const { model } = juju;
  const operation = nextId(model);
  const found = names.map((unit) => unitNamed(model, unit));
  const made = found.map((unit) => ({ unit: unit.name, ...make(unit) }));
  const enqueuedAt = juju.now();
  const tasks = made.map((task) => {
    const id = nextId(model);
    model.tasks[id] = {
      id,
      operation,
      ...task,
      status: 'pending',
      message: '',
      results: {},
      log: [],
      enqueuedAt,
      startedAt: null,
      completedAt: null,
    };
    return id;
  });
  const summary = `${name} run on ${found.map((unit) => unitTag(unit.name)).join(',')}`;
  model.operations[operation] = { id: operation, summary, tasks, enqueuedAt };
  return operation;
}

function nextId(model: Model): string {
  const id = model.nextTask;
  model.nextTask += 1;
  return String(id);
}

function unitNamed(model: Model, name: string): Unit {
  const application = /^(.+)\/leader$/u.exec(name)?.[1];
  if (application === undefined) return unitOf(model, name);
  const leader = leaderOf(model, applicationOf(model, application).name);
  if (leader === null) throw new JujuRefused(`could not determine leader for "${application}"`);
  return unitOf(model, leader);
}

function newAction(juju: Juju, unit: Unit, action: string, parameters: NewTask['parameters']): NewTask {
  const { actions = {} } = juju.charmOf(applicationOf(juju.model, unit.application)).metadata;
  const definition = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (definition === undefined) throw new JujuRefused(`action "${action}" not defined on unit "${unit.name}"`);
  const problem = parametersProblem(definition, parameters, juju.features);
  if (problem !== null) throw new JujuRefused(problem);
  return {
    kind: 'action',
    name: action,
    command: null,
    isParallel: definition.isParallel,
    executionGroup: definition.executionGroup,
    parameters: withDefaults(actionSchema(definition, juju.features), parameters),
  };
}

function cancelTask(juju: Juju, id: string): void {
  const task = juju.model.tasks[id];
  if (task === undefined) throw new JujuRefused(`action "${id}" not found`);
  if (task.status === 'pending') {
    task.status = 'cancelled';
    task.completedAt = juju.now();
  }
  if (task.status === 'running') {
    task.status = 'aborting';
    killTask(juju, task);
  }
}
