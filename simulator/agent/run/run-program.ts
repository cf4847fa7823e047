import type { Machine } from '../../contract.ts';
import type { Unit } from '../../model/model.ts';
import { hookEnvironment } from './environment.ts';
import type { HookContext } from '../hook-context.ts';
import { agentFolder, pathOnMachine } from '../juju.ts';
import type { Juju } from '../juju.ts';
import { startProcess } from './process.ts';
import type { HookProcess, ProcessEnd } from './process.ts';
import { taskEnded, taskStarted } from './running-tasks.ts';

/** A hook on its way, for those who answer its processes. */
export interface RunningHook {
  readonly context: HookContext;
  process: HookProcess | null;
}

/** How processes of hooks reach the simulator. */
export interface Wiring {
  /** Stubs are in place; the folders that belong on PATH. */
  pathOf(unit: Unit): Promise<readonly string[]>;
  /** Calls of the unit's tools and of its machine's programs belong to this hook until `finished`. */
  started(running: RunningHook): void;
  finished(running: RunningHook): void;
}

/** What became of a hook or an action. */
export interface Outcome {
  readonly kind: 'failed' | 'skipped' | 'succeeded' | 'terminated';
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** How the hook was run. */
  readonly via: string;
  /** Why it could not be run at all. */
  readonly problem?: string;
}

export interface ProcessOutcome extends Outcome {
  /** What it wrote, byte by byte; null when there was no process. */
  readonly bytes: { readonly stdout: Buffer; readonly stderr: Buffer } | null;
}

export interface CharmProgram {
  /** The program, where it has to be looked for in the folders of PATH. */
  readonly file: (path: readonly string[]) => string;
  readonly argv: readonly string[];
  readonly via: string;
  /** Null for a command of `juju exec`. */
  readonly dispatchPath: string | null;
}

/** The program has run in the unit's charm folder, with the tools of this context; nothing is committed. */
export async function runProgram(
  juju: Juju,
  wiring: Wiring,
  context: HookContext,
  { file, argv, via, dispatchPath }: CharmProgram,
): Promise<ProcessOutcome> {
  const { unit, task } = context;
  const machine = juju.machine(unit.machine);
  const path = await wiring.pathOf(unit);
  const env = hookEnvironment(juju, context, { machine, path, dispatchPath });
  const running: RunningHook = { context, process: null };
  wiring.started(running);
  const process = startOn(machine, { file: file(path), argv, cwd: `${agentFolder(machine, unit.name)}/charm`, env });
  running.process = process;
  if (task !== null) taskStarted(juju, task.task, process);
  const end = await process.ended;
  if (task !== null) taskEnded(juju, task.task);
  wiring.finished(running);
  return outcomeOf(end, via);
}

interface Start {
  readonly file: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/** A process of the machine: on a real one, paths are as they are there. */
function startOn(machine: Machine, { file, argv, cwd, env }: Start): HookProcess {
  const { real } = machine;
  if (real === undefined) return startProcess(file, { argv, cwd, env });
  const [program = '', ...first] = real.enter;
  const there = [file, ...argv].map((each) => pathOnMachine(machine, each));
  const inside = ['/usr/bin/env', `--chdir=${pathOnMachine(machine, cwd)}`, ...there];
  return startProcess(program, { argv: [...first, ...inside], cwd: '/', env, isPrefixed: true });
}

function outcomeOf({ exitCode, signal, stdout, stderr, problem }: ProcessEnd, via: string): ProcessOutcome {
  if (problem !== null) {
    return { kind: 'failed', exitCode, signal, stdout: '', stderr: `${problem}\n`, via, problem, bytes: null };
  }
  const isTerminated = signal === 'SIGKILL' || signal === 'SIGTERM';
  const kind = exitCode === 0 ? 'succeeded' : isTerminated ? 'terminated' : 'failed';
  const text = { stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
  return { kind, exitCode, signal, ...text, via, bytes: { stdout, stderr } };
}
