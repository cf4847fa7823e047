import type { Command } from 'commander';
import { completionScript, shells } from '../completion.ts';
import { completionWords } from '../completion-words.ts';
import { declare } from '../text/command-text.ts';
import type { CommandLine } from '../family.ts';
import { UsageWrong } from '../usage-wrong.ts';
import { versionText } from '../text/version-text.ts';

/** The commands that tell of the program itself. */
export function addTelling(program: Command, { world, features, place }: CommandLine): void {
  declare(program, 'help [command...]', {
    summary: 'Show what a command does, or all commands.',
    examples: ['help', 'help deploy', 'help simulate fail'],
  }).action((words: readonly string[]) => {
    let found: Command | undefined = program;
    for (const word of words) found = found?.commands.find((each) => [each.name(), ...each.aliases()].includes(word));
    if (found === undefined) throw new UsageWrong(`unknown command or topic for ${words.join(' ')}`);
    found.outputHelp();
  });
  declare(program, 'version', {
    summary: 'Print the version of Juju whose commands these are.',
    examples: ['version', '--juju 3.6 version'],
  }).action(() => world.stdout(`${versionText(features)}\n`));
  declare(program, 'completion <shell>', {
    summary: 'Print a script that completes commands, options and names in a shell.',
    details: `Shells are ${shells.join(', ')}. The script is of the commands that the model of the moment has.`,
    examples: ['completion bash > ~/.juju-simulator-completion', 'completion fish | source'],
    missing: 'no shell specified',
  }).action((name: string) => {
    const shell = shells.find((each) => each === name);
    if (shell === undefined) throw new UsageWrong(`invalid shell "${name}": it is one of ${shells.join(', ')}`);
    world.stdout(completionScript(program, shell, world.project));
  });
  program
    .command('__complete <kind>', { hidden: true })
    .description('names for a completion script')
    .action((kind: string) => {
      for (const word of completionWords(place(), kind)) world.stdout(`${word}\n`);
    });
}
