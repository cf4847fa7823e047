import type { Command } from 'commander';
import { oldRun, runAction } from '../commands/run-action.ts';
import { cancelTasks, showActionOutput, showActionStatus } from '../commands/tasks.ts';
import { declare } from '../text/command-text.ts';
import { parseDuration } from '../duration.ts';
import type { CommandLine } from '../family.ts';
import { formatParser } from '../text/formats.ts';
import { beginAction, beginExec, parameterDetails, withTargets } from './what-to-run.ts';
import type { ActionFlags, TargetFlags } from './what-to-run.ts';

/** The commands of Juju 2.9: `run-action` for actions, `run` for shell commands. */
export function addOldRunning(program: Command, line: CommandLine): void {
  addOldRunAction(program, line);
  addOldRun(program, line);
  addOldShow(program, line);
}

const yaml = formatParser(['json', 'yaml'] as const);

function addOldRunAction(program: Command, { world, place }: CommandLine): void {
  declare(program, 'run-action [words...]', {
    summary: 'Queue an action on units.',
    details: `${parameterDetails}\nWith --wait it shows what became of it; the exit code is 0 even when the action failed.`,
    examples: ['run-action etcd/0 health --wait', 'run-action etcd/0 etcd/1 backup outfile.size=10G --string-args'],
  })
    .usage('[options] <unit> [<unit> ...] <action> [key.key.key...=value]')
    .option('--wait [time]', 'Show what became of it; as --wait or --wait=30s')
    .option('--params <file>', 'A YAML file with parameters')
    .option('--string-args', 'Values are strings, not YAML')
    .option('--format <format>', 'json or yaml', yaml, 'yaml')
    .action((words: readonly string[], flags: ActionFlags & { readonly format: 'json' | 'yaml' }) => {
      if (typeof flags.wait === 'string' && flags.wait !== '') parseDuration(flags.wait, '--wait');
      return runAction(world, place(), {
        begin: beginAction(words, flags, world.cwd),
        isWaiting: flags.wait !== undefined,
        format: flags.format,
      });
    });
}

function addOldRun(program: Command, { world, place, exit }: CommandLine): void {
  withTargets(
    declare(program, 'run <command...>', {
      summary: 'Run a shell command on units.',
      details: 'In a hook context: hook tools answer. The exit code is the command’s own when it runs on one unit.',
      examples: ['run --unit etcd/0 "is-leader"', 'run --application etcd -- hostname -f'],
      missing: 'no commands specified',
    }),
  )
    .option('--timeout <time>', 'Accepted: it is waited for as long as something runs', (text) =>
      parseDuration(text, '--timeout'),
    )
    .option('--format <format>', 'json or yaml', yaml)
    .action(async (words: readonly string[], flags: TargetFlags & { readonly format?: 'json' | 'yaml' }) =>
      exit(await oldRun(world, place(), { begin: beginExec(words, flags), format: flags.format ?? null })),
    );
}

interface YamlFlag {
  readonly format: 'json' | 'yaml';
}

function addOldShow(program: Command, { world, place }: CommandLine): void {
  declare(program, 'show-action-output <action-id>', {
    summary: 'Show what became of an action.',
    examples: ['show-action-output 12'],
    missing: 'no action ID specified',
  })
    .option('--wait [time]', 'Accepted: nothing runs between commands')
    .option('--format <format>', 'json or yaml', yaml, 'yaml')
    .action((id: string, { format }: YamlFlag) => showActionOutput(world, place(), id, format));
  declare(program, 'show-action-status [action-id]', {
    summary: 'Show the status of one action, or of all.',
    examples: ['show-action-status', 'show-action-status 12'],
  })
    .option('--format <format>', 'json or yaml', yaml, 'yaml')
    .action((id: string | undefined, { format }: YamlFlag) => showActionStatus(world, place(), id ?? null, format));
  declare(program, 'cancel-action <action-id...>', {
    summary: 'Cancel actions that have not run.',
    examples: ['cancel-action 12'],
    missing: 'no actions specified',
  })
    .option('--format <format>', 'json or yaml', yaml, 'yaml')
    .action((ids: readonly string[], { format }: YamlFlag) => cancelTasks(world, place(), ids, format));
}
