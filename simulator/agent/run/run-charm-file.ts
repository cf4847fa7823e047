import type { HookFile } from '../files/charm-files.ts';
import type { HookContext } from '../hook-context.ts';
import type { Juju } from '../juju.ts';
import { runProgram } from './run-program.ts';
import type { ProcessOutcome, Wiring } from './run-program.ts';

export type { Outcome, RunningHook, Wiring } from './run-program.ts';

/** The charm's file has run as a process on the unit's machine, with the tools of this context; nothing is committed. */
export async function runCharmFile(
  juju: Juju,
  wiring: Wiring,
  context: HookContext,
  file: HookFile,
  dispatchPath: string,
): Promise<ProcessOutcome> {
  const nothing = { exitCode: null, signal: null, stdout: '', stderr: '', bytes: null };
  if (file.kind === 'missing') return { kind: 'skipped', ...nothing, exitCode: 0, via: '' };
  if (file.kind === 'unusable') {
    const { problem, via } = file;
    return { kind: 'failed', ...nothing, stderr: `${problem}\n`, via, problem };
  }
  return runProgram(juju, wiring, context, { file: () => file.file, argv: [], via: file.via, dispatchPath });
}
