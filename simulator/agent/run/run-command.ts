import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { HookContext } from '../hook-context.ts';
import { agentFolder } from '../juju.ts';
import type { Juju } from '../juju.ts';
import { runProgram } from './run-program.ts';
import type { ProcessOutcome, Wiring } from './run-program.ts';

/** The shell command has run in the unit's charm folder as `juju exec` runs it: by the machine's bash, from a file. */
export async function runCommand(
  juju: Juju,
  wiring: Wiring,
  context: HookContext,
  command: string,
): Promise<ProcessOutcome> {
  const folder = agentFolder(juju.machine(context.unit.machine), context.unit.name);
  const script = path.join(folder, `run-commands-${context.task?.task.id ?? '0'}.sh`);
  mkdirSync(path.join(folder, 'charm'), { recursive: true });
  writeFileSync(script, `${command}\n`);
  try {
    return await runProgram(juju, wiring, context, { file: bashOf, argv: [script], via: 'bash', dispatchPath: null });
  } finally {
    rmSync(script, { force: true });
  }
}

/** On a real machine no folder of PATH is one of ours. */
function bashOf(folders: readonly string[]): string {
  return folders.map((folder) => path.join(folder, 'bash')).find((file) => existsSync(file)) ?? '/bin/bash';
}
