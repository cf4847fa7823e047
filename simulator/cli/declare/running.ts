import type { Command } from 'commander';
import { readParameters } from '../action-parameters.ts';
import { actions } from '../commands/actions.ts';
import { oldRun, runAction } from '../commands/run-action.ts';
import { run } from '../commands/run.ts';
import {
  cancelTasks,
  operations,
  showActionOutput,
  showActionStatus,
  showOperation,
  showTask,
} from '../commands/tasks.ts';
import { declare } from '../command-text.ts';
import { parseDuration } from '../duration.ts';
import type { CommandLine } from '../family.ts';
import { formatParser } from '../formats.ts';
import { collectList } from '../key-values.ts';
import { UsageWrong } from '../usage-wrong.ts';
import { unitsMeant } from '../units-meant.ts';
import type { Simulation } from '../../simulation.ts';

/** The commands that run actions and shell commands: other ones in Juju 2.9 than later. */
export function addRunning(program: Command, line: CommandLine): void {
  addActions(program, line);
  if (line.features.hasRunAction) {
    addOldRunAction(program, line);
    addOldRun(program, line);
    addOldShow(program, line);
  } else {
    addRun(program, line);
    addExec(program, line);
    addShow(program, line);
  }
}

const yaml = formatParser(['json', 'yaml'] as const);
const plain = formatParser(['json', 'plain', 'yaml'] as const);

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

interface ActionFlags {
  readonly wait?: number | string;
  readonly background?: boolean;
  readonly params?: string;
  readonly stringArgs?: boolean;
}

const parameterDetails =
  'Parameters are key=value; dots nest (a.b=v), and values are YAML: 10 is a number, true a truth value. A file of\n' +
  '--params is YAML too; what is typed wins over it. APPLICATION/leader is the unit that leads.';

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

/** @throws UsageWrong when unit or action are missing */
function beginAction(
  words: readonly string[],
  { params, stringArgs }: ActionFlags,
  cwd: string,
): (simulation: Simulation) => string {
  const count = words.findIndex((word) => !/^[a-z][a-z0-9-]*\/(?:\d+|leader)$/u.test(word));
  const units = count < 0 ? words : words.slice(0, count);
  if (units.length === 0) throw new UsageWrong('no unit specified');
  const [action, ...args] = words.slice(units.length);
  if (action === undefined) throw new UsageWrong('no action specified');
  if (!/^[a-z](?:[a-z0-9._-]*[a-z0-9])?$/u.test(action))
    throw new UsageWrong(`invalid unit or action name "${action}"`);
  const parameters = readParameters({ args, file: params ?? null, areStrings: stringArgs === true }, cwd);
  return (simulation) => simulation.runAction(units, action, parameters);
}

interface TargetFlags {
  readonly unit: readonly string[];
  readonly application: readonly string[];
  readonly machine: readonly string[];
  readonly all?: boolean;
}

function withTargets(command: Command): Command {
  return command
    .option('-u, --unit <units>', 'Units, with commas between', collectList, [])
    .option('-a, --application <applications>', 'All units of these, with commas between', collectList, [])
    .option('--machine <machines>', 'All units on these, with commas between', collectList, [])
    .option('--all', 'All units');
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

/** @throws UsageWrong when no unit is named */
function beginExec(
  words: readonly string[],
  { unit, application, machine, all }: TargetFlags,
): (simulation: Simulation) => string {
  const isNamed = unit.length + application.length + machine.length > 0;
  if (!isNamed && all !== true)
    throw new UsageWrong('You must specify a target, either through --all, --machine, --application or --unit');
  if (isNamed && all === true) throw new UsageWrong('You cannot specify --all and individual machines');
  return (simulation) =>
    simulation.exec(
      unitsMeant(simulation.model, { units: unit, applications: application, machines: machine, isAll: all === true }),
      words.join(' '),
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
