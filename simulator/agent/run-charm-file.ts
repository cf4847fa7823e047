import type { Unit } from '../model/model.ts';
import type { HookFile } from './charm-files.ts';
import { hookEnvironment } from './environment.ts';
import type { HookContext } from './hook-context.ts';
import { agentFolder } from './juju.ts';
import type { Juju } from './juju.ts';
import { startProcess } from './process.ts';
import type { HookProcess } from './process.ts';

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
  /** How the hook was run, or why it could not be. */
  readonly via: string;
}

/** The charm's file has run as a process on the unit's machine, with the tools of this context; nothing is committed. */
export async function runCharmFile(
  juju: Juju,
  wiring: Wiring,
  context: HookContext,
  file: HookFile,
  dispatchPath: string,
): Promise<Outcome> {
  const nothing = { exitCode: null, signal: null, stdout: '', stderr: '' };
  if (file.kind === 'missing') return { kind: 'skipped', ...nothing, exitCode: 0, via: '' };
  if (file.kind === 'unusable') return { kind: 'failed', ...nothing, stderr: `${file.problem}\n`, via: file.problem };
  const { unit } = context;
  const machine = juju.machine(unit.machine);
  const path = await wiring.pathOf(unit);
  const env = hookEnvironment(juju, context, { machine, path, dispatchPath });
  const running: RunningHook = { context, process: null };
  wiring.started(running);
  running.process = startProcess(file.file, { cwd: `${agentFolder(machine, unit.name)}/charm`, env });
  const { problem, ...end } = await running.process.ended;
  wiring.finished(running);
  if (problem !== null) return { kind: 'failed', ...end, stderr: `${problem}\n`, via: problem };
  const isTerminated = end.signal === 'SIGKILL' || end.signal === 'SIGTERM';
  const kind = end.exitCode === 0 ? 'succeeded' : isTerminated ? 'terminated' : 'failed';
  return { kind, ...end, via: file.via };
}
