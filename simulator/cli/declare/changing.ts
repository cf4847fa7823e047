import type { Command } from 'commander';
import { addMachine, addUnits } from '../commands/add.ts';
import { changeModel } from '../commands/change-model.ts';
import { config } from '../commands/config.ts';
import { modelConfig } from '../commands/model-config.ts';
import { removeApplications, removeMachines, removeUnits } from '../commands/remove.ts';
import { resolveUnits } from '../commands/resolve.ts';
import { upgradeMachine } from '../commands/upgrade-machine.ts';
import { declare, unrecognized } from '../text/command-text.ts';
import type { CommandLine } from '../family.ts';
import { formatParser } from '../text/formats.ts';
import { collect, collectList } from '../key-values.ts';
import { parseCount } from '../numbers.ts';
import { UsageWrong } from '../usage-wrong.ts';

/** The commands that change what is deployed. */
export function addChanging(program: Command, line: CommandLine): void {
  addConfig(program, line);
  addRelations(program, line);
  addUnitCommands(program, line);
  addMachineCommands(program, line);
  addExposure(program, line);
  addResolving(program, line);
}

interface ConfigFlags {
  readonly reset: readonly string[];
  readonly file?: string;
  readonly format: 'json' | 'yaml';
}

function addConfig(program: Command, { world, place }: CommandLine): void {
  const yaml = formatParser(['json', 'yaml'] as const);
  declare(program, 'config <application> [key-or-values...]', {
    summary: 'Get, set or reset the options of an application.',
    details:
      'A value of the form @file is what the file holds. The file of --file has the name of the application as its\n' +
      'only key, with the options below, or is what this command printed.',
    examples: [
      'config kubernetes-worker',
      'config kubernetes-worker channel',
      'config kubernetes-worker labels="disk=ssd" allow-privileged=true',
      'config kubernetes-worker docker_daemon_json=@daemon.json',
      'config kubernetes-worker --reset labels,channel',
    ],
    missing: 'no application name specified',
  })
    .option('--reset <keys>', 'Options to set to their defaults, with commas between', collectList, [])
    .option('--file <file>', 'A YAML file with options')
    .option('--format <format>', 'json or yaml', yaml, 'yaml')
    .action((application: string, values: readonly string[], { reset, file, format }: ConfigFlags) =>
      config(world, place(), { application, values, reset, file: file ?? null, format }),
    );
  declare(program, 'model-config [key-or-values...]', {
    summary: 'Get, set or reset the options of the model.',
    examples: [
      'model-config',
      'model-config update-status-hook-interval=1m',
      'model-config --reset automatically-retry-hooks',
    ],
  })
    .option('--reset <keys>', 'Options to set to their defaults, with commas between', collectList, [])
    .option('--format <format>', 'json, tabular or yaml', formatParser(['json', 'tabular', 'yaml'] as const), 'tabular')
    .action(
      (
        values: readonly string[],
        { reset, format }: { readonly reset: readonly string[]; readonly format: 'json' | 'tabular' | 'yaml' },
      ) => modelConfig(world, place(), { values, reset, format }),
    );
  declare(program, 'trust <application>', {
    summary: 'Give an application access to credentials, or take it away.',
    examples: ['trust kubernetes-worker', 'trust kubernetes-worker --remove'],
    missing: 'no application name specified',
  })
    .option('--remove', 'Take the access away')
    .option('--scope <scope>', 'Accepted: of clusters only')
    .action((application: string, { remove }: { readonly remove?: boolean }) =>
      changeModel(world, place(), (simulation) => simulation.setTrust(application, remove !== true)),
    );
}

function addRelations(program: Command, { world, place }: CommandLine): void {
  const missing = 'a relation must involve two applications';
  declare(program, 'relate <end> <other>', {
    summary: 'Relate two applications.',
    details: 'An end is an application, or application:endpoint where that leaves more than one way.',
    examples: ['relate kubernetes-worker:certificates easyrsa:client', 'integrate etcd easyrsa'],
    missing,
  })
    .aliases(['integrate', 'add-relation'])
    .action((a: string, b: string) => changeModel(world, place(), (simulation) => simulation.relate(a, b)));
  declare(program, 'remove-relation <end> <other>', {
    summary: 'End the relation of two applications.',
    examples: ['remove-relation kubernetes-worker:cni flannel:cni'],
    missing,
  })
    .option('--force', 'Accepted: a relation ends in any case')
    .action((a: string, b: string) => changeModel(world, place(), (simulation) => simulation.removeRelation(a, b)));
}

function addUnitCommands(program: Command, { world, place, features }: CommandLine): void {
  declare(program, 'add-unit <application>', {
    summary: 'Add one or more units to an application.',
    details: 'A placement is a machine (3), a container on one (lxd:3) or on a new machine (lxd).',
    examples: ['add-unit kubernetes-worker', 'add-unit kubernetes-worker -n 2 --to 0,lxd:1'],
    missing: 'no application specified',
  })
    .option('-n, --num-units <count>', 'How many', parseCount('--num-units'), 1)
    .option('--to <placements>', 'Where, with commas between', collectList, [])
    .action((application: string, { numUnits, to }: { readonly numUnits: number; readonly to: readonly string[] }) =>
      changeModel(world, place(), (simulation) => void addUnits(simulation, application, { count: numUnits, to })),
    );
  declare(program, 'remove-unit <unit...>', {
    summary: 'Remove units.',
    examples: ['remove-unit kubernetes-worker/1', 'remove-unit etcd/0 etcd/1 --force'],
    missing: 'no units specified',
  })
    .option('--force', 'Do not wait for failed hooks or lost agents')
    .option('--no-prompt', 'Accepted: nothing is asked here')
    .option('--destroy-storage', 'Accepted: storage goes with its unit')
    .action((units: readonly string[], { force }: { readonly force?: boolean }) =>
      removeUnits(world, place(), units, { isForced: force === true, features }),
    );
  declare(program, 'remove-application <application...>', {
    summary: 'Remove applications with their units and relations.',
    examples: ['remove-application flannel'],
    missing: 'no application specified',
  })
    .option('--force', 'Do not wait for failed hooks or lost agents')
    .option('--no-prompt', 'Accepted: nothing is asked here')
    .option('--destroy-storage', 'Accepted: storage goes with its unit')
    .action((applications: readonly string[], { force }: { readonly force?: boolean }) =>
      removeApplications(world, place(), applications, { isForced: force === true, features }),
    );
}

function addMachineCommands(program: Command, { world, place, features }: CommandLine): void {
  const command = declare(program, 'add-machine [placement]', {
    summary: 'Add a machine, or a container on one.',
    examples: ['add-machine', 'add-machine lxd:0', 'add-machine -n 2'],
  })
    .option('-n <count>', 'How many', parseCount('-n'), 1)
    .option('--constraints <constraints>', 'Only arch is looked at', collect, []);
  if (features.hasSeries) command.option('--series <series>', 'Ubuntu series of the machine');
  if (features.hasBases) command.option('--base <base>', 'Base of the machine, for example ubuntu@22.04');
  command.action((placement: string | undefined) => {
    const flags = command.opts<{
      readonly n: number;
      readonly series?: string;
      readonly base?: string;
      readonly constraints: readonly string[];
    }>();
    return changeModel(world, place(), (simulation) =>
      addMachine(world, simulation, { placement: placement ?? null, count: flags.n, ...flags }),
    );
  });
  declare(program, 'remove-machine <machine...>', {
    summary: 'Remove machines.',
    examples: ['remove-machine 3', 'remove-machine 3 --force'],
    missing: 'no machines specified',
  })
    .option('--force', 'With the units that are on it')
    .option('--no-prompt', 'Accepted: nothing is asked here')
    .option('--keep-instance', 'Accepted: nothing runs elsewhere')
    .action((machines: readonly string[], { force }: { readonly force?: boolean }) =>
      removeMachines(world, place(), machines, { isForced: force === true, features }),
    );
  if (!features.hasSeriesUpgrade) return;
  declare(program, 'upgrade-machine <machine> <command> [series]', {
    summary: 'Prepare a machine for another Ubuntu series, or say that it has it.',
    examples: ['upgrade-machine 3 prepare focal', 'upgrade-machine 3 complete'],
    missing: 'wrong number of arguments',
  })
    .alias('upgrade-series')
    .option('-y, --yes', 'Accepted: nothing is asked here')
    .option('--no-prompt', 'Accepted: nothing is asked here')
    .action((machine: string, step: string, series: string | undefined) => {
      if (step !== 'prepare' && step !== 'complete')
        throw new UsageWrong(`"${step}" is an invalid upgrade-machine command; valid commands are: prepare, complete.`);
      if (step === 'prepare' && series === undefined) throw new UsageWrong('wrong number of arguments');
      if (step === 'complete' && series !== undefined) throw new UsageWrong(unrecognized([series]));
      return upgradeMachine(world, place(), machine, step === 'prepare' ? (series ?? null) : null);
    });
}

function addExposure(program: Command, { world, place }: CommandLine): void {
  const missing = 'no application name specified';
  declare(program, 'expose <application>', {
    summary: 'Open the ports of an application to everybody.',
    examples: ['expose kubernetes-worker'],
    missing,
  }).action((application: string) => changeModel(world, place(), (simulation) => simulation.expose(application)));
  declare(program, 'unexpose <application>', {
    summary: 'Close the ports of an application to those outside.',
    examples: ['unexpose kubernetes-worker'],
    missing,
  }).action((application: string) => changeModel(world, place(), (simulation) => simulation.unexpose(application)));
}

interface ResolveFlags {
  /** False with `--no-retry`. */
  readonly retry: boolean;
  readonly all?: boolean;
}

function addResolving(program: Command, { world, place }: CommandLine): void {
  declare(program, 'resolve [unit...]', {
    summary: 'Run the failed hook of a unit again, or take it as run.',
    examples: ['resolve etcd/0', 'resolved etcd/0 --no-retry', 'resolve --all'],
  })
    .alias('resolved')
    .option('--no-retry', 'Take the failed hook as run')
    .option('--all', 'All units in error')
    .action((units: readonly string[], { retry, all }: ResolveFlags) => {
      if (all === true && units.length > 0)
        throw new UsageWrong(`specifying unit names(s) with --all is not supported`);
      if (all !== true && units.length === 0) throw new UsageWrong('no unit specified');
      return resolveUnits(world, place(), all === true ? null : units, retry);
    });
}
