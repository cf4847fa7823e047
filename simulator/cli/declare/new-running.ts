import type { Command } from 'commander';
import { run } from '../commands/run.ts';
import { cancelTasks, operations, showOperation, showTask } from '../commands/tasks.ts';
import { declare } from '../text/command-text.ts';
import { parseDuration } from '../duration.ts';
import type { CommandLine } from '../family.ts';
import { formatParser } from '../text/formats.ts';
import { collectList } from '../key-values.ts';
import { beginAction, beginExec, parameterDetails, withTargets } from './what-to-run.ts';
import type { ActionFlags, TargetFlags } from './what-to-run.ts';

/** The commands of Juju 3 and later: `run` for actions, `exec` for shell commands. */
export function addNewRunning(program: Command, line: CommandLine): void {
  addRun(program, line);
  addExec(program, line);
  addShow(program, line);
}

const yaml = formatParser(['json', 'yaml'] as const);
const plain = formatParser(['json', 'plain', 'yaml'] as const);

function addRun(program: Command, { world, place, exit }: CommandLine): void {
  declare(program, 'run [words...]', {
    summary: 'Run an action on units.',
    details: `${parameterDetails}\nThe exit code is 1 when a process of it ended with another code than 0.`,
    examples: [
      'run etcd/0 health',
      'run etcd/leader backup outfile.size=10G --format yaml',
      'run etcd/0 backup --background',
    ],
  })
    .usage('[options] <unit> [<unit> ...] <action> [key.key.key...=value]')
    .option('--wait <time>', 'Accepted: it is waited for as long as something runs', (text) =>
      parseDuration(text, '--wait'),
    )
    .option('--background', 'Do not show what becomes of it')
    .option('--params <file>', 'A YAML file with parameters')
    .option('--string-args', 'Values are strings, not YAML')
    .option('--format <format>', 'json, plain or yaml', plain, 'plain')
    .option('--color', 'Accepted: nothing is coloured')
    .option('--utc', 'Accepted: times are in UTC')
    .action(async (words: readonly string[], flags: ActionFlags & { readonly format: 'json' | 'plain' | 'yaml' }) =>
      exit(
        await run(world, place(), {
          begin: beginAction(words, flags, world.cwd),
          isBackground: flags.background === true,
          format: flags.format,
        }),
      ),
    );
}

function addExec(program: Command, { world, place, exit }: CommandLine): void {
  withTargets(
    declare(program, 'exec <command...>', {
      summary: 'Run a shell command on units.',
      details:
        'In a hook context: hook tools answer. The exit code is 1 when the command ended with another code than 0.',
      examples: ['exec --unit etcd/0 -- is-leader', 'exec --application etcd -- hostname -f'],
      missing: 'no commands specified',
    }),
  )
    .option('--wait <time>', 'Accepted: it is waited for as long as something runs', (text) =>
      parseDuration(text, '--wait'),
    )
    .option('--background', 'Do not show what becomes of it')
    .option('--parallel <is-parallel>', 'Accepted: units of one machine take turns')
    .option('--format <format>', 'json, plain or yaml', plain, 'plain')
    .action(
      async (
        words: readonly string[],
        flags: TargetFlags & { readonly background?: boolean; readonly format: 'json' | 'plain' | 'yaml' },
      ) =>
        exit(
          await run(world, place(), {
            begin: beginExec(words, flags),
            isBackground: flags.background === true,
            format: flags.format,
          }),
        ),
    );
}

interface YamlFlag {
  readonly format: 'json' | 'yaml';
}

function addShow(program: Command, { world, place }: CommandLine): void {
  declare(program, 'operations', {
    summary: 'List the operations: what was run, on how many units, and how it went.',
    examples: ['operations', 'operations --actions backup --status failed'],
  })
    .alias('list-operations')
    .option('--actions <actions>', 'Only of these, with commas between', collectList, [])
    .option('--status <statuses>', 'Only those, with commas between', collectList, [])
    .option('--units <units>', 'Only on these, with commas between', collectList, [])
    .option('--format <format>', 'json, plain or yaml', plain, 'plain')
    .action((flags: Parameters<typeof operations>[2] & { readonly format: 'json' | 'plain' | 'yaml' }) =>
      operations(world, place(), flags, flags.format),
    );
  declare(program, 'show-operation <operation-id>', {
    summary: 'Show an operation and its tasks.',
    examples: ['show-operation 1'],
    missing: 'no operation ID specified',
  })
    .option('--format <format>', 'json or yaml', yaml, 'yaml')
    .action((id: string, { format }: YamlFlag) => showOperation(world, place(), id, format));
  declare(program, 'show-task <task-id>', {
    summary: 'Show what became of a task.',
    examples: ['show-task 2', 'show-task 2 --format yaml'],
    missing: 'no task ID specified',
  })
    .option('--wait <time>', 'Accepted: nothing runs between commands', (text) => parseDuration(text, '--wait'))
    .option('--format <format>', 'json, plain or yaml', plain, 'plain')
    .action((id: string, { format }: { readonly format: 'json' | 'plain' | 'yaml' }) =>
      showTask(world, place(), id, format),
    );
  declare(program, 'cancel-task <task-id...>', {
    summary: 'Cancel tasks that have not run, and kill those that run.',
    examples: ['cancel-task 2'],
    missing: 'no task IDs specified',
  })
    .option('--format <format>', 'json or yaml', yaml, 'yaml')
    .action((ids: readonly string[], { format }: YamlFlag) => cancelTasks(world, place(), ids, format));
}
