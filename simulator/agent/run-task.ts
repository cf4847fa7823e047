import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ActionDefinition } from '../contract.ts';
import { parametersProblem } from '../model/action-parameters.ts';
import { readActions } from '../model/action-schema.ts';
import { parseGoYaml } from '../model/go-yaml.ts';
import { applicationOf, JujuRefused, unitTag } from '../model/model.ts';
import type { Task, Unit } from '../model/model.ts';
import { applyWrites } from './apply-writes.ts';
import { selectHookFile } from './charm-files.ts';
import { openContext } from './hook-context.ts';
import type { HookContext } from './hook-context.ts';
import { agentFolder } from './juju.ts';
import type { Juju } from './juju.ts';
import { logOutput } from './log-output.ts';
import { runCharmFile } from './run-charm-file.ts';
import { runCommand } from './run-command.ts';
import type { HookRecord } from './run-hook.ts';
import type { ProcessOutcome, Wiring } from './run-program.ts';
import { endOfTask, refusedEnd } from './task-end.ts';
import type { TaskEnd } from './task-end.ts';

/** One action or command that was run. */
export interface TaskRecord extends HookRecord {
  readonly kind: 'action' | 'exec';
  /** The task's number. */
  readonly task: string;
}

/**
 * The task is over: its end, its results and what it wrote are in the model, and the agent does what it did before.
 *
 * A unit is never in error because of a task. In the record `hook` is the action's name, or `juju-exec`.
 *
 * @returns null when nothing was run: the charm on the machine does not have the action, or not with these parameters
 */
export async function runTask(juju: Juju, wiring: Wiring, unit: Unit, task: Task): Promise<TaskRecord | null> {
  const before = { ...unit.agentStatus };
  task.status = 'running';
  task.startedAt = juju.now();
  unit.runningTask = task.id;
  unit.agentStatus = { status: 'executing', message: `running action ${task.name}`, since: juju.now() };
  const refusal = task.kind === 'action' ? actionProblem(juju, unit, task) : null;
  const record = refusal === null ? await runAndCommit(juju, wiring, unit, task) : null;
  if (refusal !== null) finish(juju, task, refusedEnd(refusal));
  unit.runningTask = null;
  if (unit.agentStatus.status === 'executing') {
    const isInError = before.status === 'error' && (unit.failed !== null || unit.upgradeFailure !== null);
    unit.agentStatus = isInError ? before : { status: 'idle', message: '', since: juju.now() };
  }
  return record;
}

/** What the agent finds when it looks into the charm's folder on the machine. */
function actionProblem(juju: Juju, unit: Unit, task: Task): string | null {
  if (juju.charmOf(applicationOf(juju.model, unit.application)).kind === 'stand-in') {
    return `action not implemented on unit "${unit.name}"`;
  }
  const cannot = (problem: string) => `cannot run "${task.name}" action: ${problem}`;
  try {
    const actions = actionsOnDisk(charmFolder(juju, unit));
    const definition = Object.hasOwn(actions, task.name) ? actions[task.name] : undefined;
    if (definition === undefined) return cannot('not defined');
    const problem = parametersProblem(definition, task.parameters, juju.features);
    return problem === null ? null : cannot(problem);
  } catch (error) {
    if (error instanceof JujuRefused) return cannot(error.message);
    throw error;
  }
}

function actionsOnDisk(charm: string): Readonly<Record<string, ActionDefinition>> {
  const file = path.join(charm, 'actions.yaml');
  return existsSync(file) ? readActions(parseGoYaml(readFileSync(file, 'utf8'), 'actions', { mapAsMap: true })) : {};
}

async function runAndCommit(juju: Juju, wiring: Wiring, unit: Unit, task: Task): Promise<TaskRecord | null> {
  const name = task.kind === 'action' ? task.name : 'run-commands';
  const context = openContext(juju, unit, { name, relation: null, isRequested: false }, task);
  const startMs = performance.now();
  const outcome = await runProcess(juju, wiring, context, task);
  context.isOver = true;
  const refusal = outcome.kind === 'succeeded' ? applyWrites(juju, context) : null;
  if (task.kind === 'action') logOutput(juju, { unit: unit.name, name: task.name }, outcome);
  if (refusal !== null) {
    const line = { entity: unitTag(unit.name), module: 'juju.worker.uniter.operation' };
    juju.log({ ...line, level: 'ERROR', message: `cannot apply changes: ${refusal}` });
  }
  const { results = {}, failure = null } = context.task ?? {};
  const { features } = juju;
  const isAborted = task.status === 'aborting';
  finish(juju, task, endOfTask({ unit: unit.name, outcome, results, failure, refusal, isAborted, features }));
  if (outcome.kind === 'skipped') return null;
  return {
    kind: task.kind,
    task: task.id,
    unit: unit.name,
    hook: task.name,
    exitCode: outcome.exitCode,
    signal: outcome.signal,
    durationMs: Math.round(performance.now() - startMs),
    calls: context.calls,
    stdout: outcome.stdout,
    stderr: outcome.stderr,
    committed: outcome.kind === 'succeeded' && refusal === null,
  };
}

function runProcess(juju: Juju, wiring: Wiring, context: HookContext, task: Task): Promise<ProcessOutcome> {
  const charm = charmFolder(juju, context.unit);
  if (task.kind === 'action') {
    const file = selectHookFile(charm, task.name, 'actions');
    return runCharmFile(juju, wiring, context, file, `actions/${task.name}`);
  }
  mkdirSync(charm, { recursive: true });
  return runCommand(juju, wiring, context, task.command ?? '');
}

function charmFolder(juju: Juju, unit: Unit): string {
  return path.join(agentFolder(juju.machine(unit.machine), unit.name), 'charm');
}

function finish(juju: Juju, task: Task, { status, message, results }: TaskEnd): void {
  task.status = status;
  task.message = message;
  task.results = results;
  task.completedAt = juju.now();
}
