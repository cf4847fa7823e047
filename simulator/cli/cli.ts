/**
 * The `juju` commands over a model that is kept in a folder, in Juju's words.
 *
 * `program.ts` declares the commands, `commands/` does them, one file each; `world.ts` is what they touch outside the
 * model; `with-simulation.ts` opens, saves and closes it. Texts: `status-text.ts`, `unit-yaml.ts`, `config-yaml.ts`,
 * `log-lines.ts`, `progress.ts`, `account-text.ts`.
 *
 * Imports every room of the simulator by its front file. Start reading at `runCli`.
 */
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import type { CliWorld } from './world.ts';

/** The command was done, or said on standard error why not; the answer is the exit code: 1 refused, 2 wrong usage. */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  let exitCode = 0;
  const program = createProgram(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    world.stderr(`ERROR ${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof Error && isOurFault(error)) world.stderr(`${error.stack ?? ''}\n`);
    return 1;
  }
}

/** Not what somebody typed: where it comes from is worth knowing. */
function isOurFault(error: Error): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}
