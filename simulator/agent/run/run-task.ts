import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ActionDefinition } from '../../contract.ts';
import { parametersProblem } from '../../charm/action-parameters.ts';
import { readActions } from '../../charm/action-schema.ts';
import { parseGoYaml } from '../../charm/go-yaml.ts';
import { applicationOf, JujuRefused, unitTag } from '../../model/model.ts';
import type { Task, Unit } from '../../model/model.ts';
import { selectHookFile } from '../files/charm-files.ts';
import { commitWrites } from './commit-writes.ts';
import { openContext } from '../hook-context.ts';
import type { HookContext } from '../hook-context.ts';
import { agentFolder } from '../juju.ts';
import type { Juju } from '../juju.ts';
import { logOutput } from './log-output.ts';
import { rebootMachine } from '../operate/reboot.ts';
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
 * Where the agent has started anew in the meantime, the task has ended before, and what comes of it is lost.
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
  if (refusal !== null) {
    finish(juju, task, refusedEnd(refusal));
    leave(juju, unit, before);
    return null;
  }
  const { context, outcome, durationMs } = await runProcess(juju, wiring, unit, task);
  const isInterrupted = unit.runningTask !== task.id;
  const committed = isInterrupted ? false : conclude(juju, context, task, outcome);
  if (!isInterrupted) leave(juju, unit, before);
  if (context.reboot === 'now' || (context.reboot === 'after' && committed)) rebootMachine(juju, unit.machine);
  if (outcome.kind === 'skipped') return null;
  const { exitCode, signal, stdout, stderr } = outcome;
  const about = { kind: task.kind, task: task.id, unit: unit.name, hook: task.name };
  const { startedAt, startedAtMs, calls } = context;
  return { ...about, exitCode, signal, startedAt, startedAtMs, durationMs, calls, stdout, stderr, committed };
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

interface Run {
  readonly context: HookContext;
  readonly outcome: ProcessOutcome;
  readonly durationMs: number;
}

async function runProcess(juju: Juju, wiring: Wiring, unit: Unit, task: Task): Promise<Run> {
  const name = task.kind === 'action' ? task.name : 'run-commands';
  const context = openContext(juju, unit, { name, relation: null, isRequested: false }, task);
  const charm = charmFolder(juju, unit);
  const startMs = performance.now();
  const running =
    task.kind === 'action'
      ? runCharmFile(juju, wiring, context, selectHookFile(charm, name, 'actions'), `actions/${name}`)
      : runCommand(juju, wiring, context, task.command ?? '');
  const outcome = await running;
  context.isOver = true;
  return { context, outcome, durationMs: Math.round(performance.now() - startMs) };
}

/** The answer is whether what it wrote is true. */
function conclude(juju: Juju, context: HookContext, task: Task, outcome: ProcessOutcome): boolean {
  const { unit } = context;
  const refusal = outcome.kind === 'succeeded' ? commitWrites(juju, context) : null;
  if (task.kind === 'action') logOutput(juju, { unit: unit.name, name: task.name }, outcome);
  if (refusal !== null) {
    const line = { entity: unitTag(unit.name), module: 'juju.worker.uniter.operation' };
    juju.log({ ...line, level: 'ERROR', message: `cannot apply changes: ${refusal}` });
  }
  const { results = {}, failure = null } = context.task ?? {};
  const { features } = juju;
  const isAborted = task.status === 'aborting';
  finish(juju, task, endOfTask({ unit: unit.name, outcome, results, failure, refusal, isAborted, features }));
  return outcome.kind === 'succeeded' && refusal === null;
}

/** The agent does what it did before. */
function leave(juju: Juju, unit: Unit, before: Unit['agentStatus']): void {
  unit.runningTask = null;
  if (unit.agentStatus.status !== 'executing') return;
  const isInError = before.status === 'error' && (unit.failed !== null || unit.upgradeFailure !== null);
  unit.agentStatus = isInError ? before : { status: 'idle', message: '', since: juju.now() };
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
