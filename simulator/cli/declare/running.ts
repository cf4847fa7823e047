import type { Command } from 'commander';
import { actions } from '../commands/actions.ts';
import { declare } from '../text/command-text.ts';
import type { CommandLine } from '../family.ts';
import { formatParser } from '../text/formats.ts';
import { addNewRunning } from './new-running.ts';
import { addOldRunning } from './old-running.ts';

/** The commands that run actions and shell commands: other ones in Juju 2.9 than later. */
export function addRunning(program: Command, line: CommandLine): void {
  addActions(program, line);
  if (line.features.hasRunAction) addOldRunning(program, line);
  else addNewRunning(program, line);
}

function addActions(program: Command, { world, place }: CommandLine): void {
  declare(program, 'actions <application>', {
    summary: 'List the actions of an application.',
    examples: ['actions kubernetes-worker', 'actions kubernetes-worker --schema'],
    missing: 'no application name specified',
  })
    .alias('list-actions')
    .option('--schema', 'Show the schemas of their parameters')
    .option(
      '--format <format>',
      'json, tabular or yaml',
      formatParser(['default', 'json', 'tabular', 'yaml'] as const),
      'default',
    )
    .action(
      (
        application: string,
        { schema, format }: { readonly schema?: boolean; readonly format: 'default' | 'json' | 'tabular' | 'yaml' },
      ) => actions(world, place(), { application, hasSchema: schema === true, format }),
    );
}
