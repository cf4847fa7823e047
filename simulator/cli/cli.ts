/**
 * The `juju` commands over a model that is kept in a folder, in Juju's words and with Juju's look.
 *
 * `program.ts` puts the commands together, `declare/` names them with their options, a file for each family of them;
 * `commands/` does them, one file each; `world.ts` is what they touch outside the model; `with-simulation.ts` opens,
 * saves and closes it. `text/` is what the commands print; everything else here reads what was typed.
 *
 * Imports every room of the simulator by its front file. Start reading at `runCli`.
 */
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { UsageWrong } from './usage-wrong.ts';
import { withBareWait } from './text/bare-wait.ts';
import type { CliWorld } from './world.ts';

/** The command was done, or said on standard error why not; the answer is the exit code: 1 refused, 2 wrong usage. */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  let exitCode = 0;
  try {
    const program = createProgram(argv, world, (code) => {
      exitCode = code;
    });
    await program.parseAsync(withBareWait(argv), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return commanderCode(error, world);
    world.stderr(`ERROR ${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof Error && isOurFault(error)) world.stderr(`${error.stack ?? ''}\n`);
    return error instanceof UsageWrong ? 2 : 1;
  }
}

function commanderCode(error: CommanderError, world: CliWorld): number {
  if (error.exitCode === 0 || error.code === 'commander.help') return 0;
  world.stderr(`ERROR ${inJujusWords(error)}\n`);
  return 2;
}

function inJujusWords({ code, message }: CommanderError): string {
  const text = message.replace(/^error: /u, '');
  const named = /'(?:-\w, )?(-[^\s',]+)/u.exec(text)?.[1] ?? '';
  switch (code) {
    case 'commander.unknownOption':
      return `option provided but not defined: ${named}`;
    case 'commander.optionMissingArgument':
      return `option needs an argument: ${named}`;
    default:
      return text;
  }
}

/** Not what somebody typed: where it comes from is worth knowing. */
function isOurFault(error: Error): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}
