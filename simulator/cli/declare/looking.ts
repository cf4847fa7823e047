import { Option } from 'commander';
import type { Command } from 'commander';
import { debugLog } from '../commands/debug-log.ts';
import { models, showModel } from '../commands/models.ts';
import { resources } from '../commands/resources.ts';
import { showApplication } from '../commands/show-application.ts';
import { showUnit } from '../commands/show-unit.ts';
import { status } from '../commands/status.ts';
import { declare } from '../text/command-text.ts';
import { parseDuration } from '../duration.ts';
import type { CommandLine } from '../family.ts';
import { formatParser } from '../text/formats.ts';
import { collectList } from '../key-values.ts';
import { levels } from '../text/log-lines.ts';
import { parseCount } from '../numbers.ts';
import { UsageWrong } from '../usage-wrong.ts';

/** The commands that show the model and leave it as it is: they work while another process runs hooks. */
export function addLooking(program: Command, line: CommandLine): void {
  addStatus(program, line);
  addShow(program, line);
  addDebugLog(program, line);
  addModels(program, line);
}

interface StatusFlags {
  readonly relations?: boolean;
  readonly integrations?: boolean;
  readonly format: 'json' | 'tabular' | 'yaml';
  readonly watch?: number;
}

/** Juju 4.0 has neither selectors nor `--watch`. */
function addStatus(program: Command, { world, features, place }: CommandLine): void {
  const { hasStatusSelectors, relationWord } = features;
  const command = declare(program, hasStatusSelectors ? 'status [selector...]' : 'status', {
    summary: 'Report the status of the model, its machines, applications and units.',
    details: `Shows the model as it is at this moment, also while another process runs hooks. ${
      hasStatusSelectors
        ? 'Selectors are applications, units,\nmachines (all with * as in etcd/*) or the status of a workload, for example blocked.'
        : ''
    }`.trimEnd(),
    examples: [
      'status',
      'status --relations',
      'status --format yaml',
      ...(hasStatusSelectors ? ['status kubernetes-worker', 'status --watch 2s'] : []),
    ],
  })
    .option('--relations', 'Show the relations as well')
    .option('--format <format>', 'json, tabular or yaml', formatParser(['json', 'tabular', 'yaml'] as const), 'tabular')
    .addOption(new Option('--utc', 'Accepted: times are in UTC').hideHelp())
    .addOption(new Option('--color', 'Accepted: colours are for terminals').hideHelp());
  if (relationWord === 'endpoint') command.option('--integrations', 'The same as --relations');
  if (hasStatusSelectors)
    command.option('--watch <interval>', 'Show it anew after each such time', (text) => parseDuration(text, '--watch'));
  command.action(async (...given: unknown[]) => {
    const { relations, integrations, format, watch } = command.opts<StatusFlags>();
    await status(world, place(), {
      selectors: Array.isArray(given[0]) ? given[0].map(String) : [],
      format,
      hasRelations: relations === true || integrations === true,
      watchSeconds: watch ?? null,
    });
  });
}

interface FormatFlag {
  readonly format: 'json' | 'yaml';
}

function addShow(program: Command, { world, place }: CommandLine): void {
  const yaml = formatParser(['json', 'yaml'] as const);
  declare(program, 'show-unit <unit...>', {
    summary: 'Show a unit and the data on its relations.',
    examples: ['show-unit etcd/0', 'show-unit etcd/0 etcd/1 --format json'],
    missing: 'an unit name must be supplied',
  })
    .option('--format <format>', 'json or yaml', yaml, 'yaml')
    .action((units: readonly string[], { format }: FormatFlag) => showUnit(world, place(), units, format));
  declare(program, 'show-application <application...>', {
    summary: 'Show an application: its charm, constraints and endpoints.',
    examples: ['show-application etcd'],
    missing: 'an application name must be supplied',
  })
    .option('--format <format>', 'json or yaml', yaml, 'yaml')
    .action((applications: readonly string[], { format }: FormatFlag) =>
      showApplication(world, place(), applications, format),
    );
  declare(program, 'resources <application>', {
    summary: 'Show the resources of an application.',
    examples: ['resources kubernetes-worker'],
    missing: 'missing application or unit name',
  })
    .alias('list-resources')
    .option('--format <format>', 'json, tabular or yaml', formatParser(['json', 'tabular', 'yaml'] as const), 'tabular')
    .action((application: string, { format }: { readonly format: 'json' | 'tabular' | 'yaml' }) =>
      resources(world, place(), application, format),
    );
}

interface LogFlags {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly includeModule: readonly string[];
  readonly excludeModule: readonly string[];
  readonly level: string;
  readonly lines?: number;
  readonly limit?: number;
  readonly tail?: boolean;
  readonly replay?: boolean;
  readonly date?: boolean;
  readonly ms?: boolean;
  readonly color?: boolean;
}

function addDebugLog(program: Command, { world, place }: CommandLine): void {
  declare(program, 'debug-log', {
    summary: 'Show the log of the units.',
    details:
      'Without --tail everything that was logged is shown, as a real Juju does with --replay --no-tail. With --tail it\n' +
      'begins with the last ten lines and goes on with what another process logs. Entities are units (etcd/0 or\n' +
      'unit-etcd-0) or applications. Times are in UTC.',
    examples: [
      'debug-log --include kubernetes-worker/0',
      'debug-log --level WARNING -n 20',
      'debug-log --include-module juju.worker.uniter --tail',
    ],
  })
    .option('-i, --include <entity>', 'Only of this one; may be given several times', collectList, [])
    .option('-x, --exclude <entity>', 'Not of this one; may be given several times', collectList, [])
    .option('--include-module <module>', 'Only of this module and those below it', collectList, [])
    .option('--exclude-module <module>', 'Not of this module and those below it', collectList, [])
    .option('-l, --level <level>', 'The least severe level', parseLevel, 'DEBUG')
    .option('-n, --lines <count>', 'Only so many of the last lines', parseCount('--lines'))
    .option('--limit <count>', 'At most so many lines', parseCount('--limit'))
    .option('--tail', 'Go on with what is logged')
    .option('--no-tail', 'Stop after what is there')
    .option('--replay', 'From the beginning')
    .option('--date', 'Show dates')
    .option('--ms', 'Show milliseconds')
    .option('--utc', 'Accepted: times are in UTC')
    .option('--location', 'Accepted: nothing here has a place in a source file')
    .option('--color', 'Colours, also where there is no terminal')
    .action((flags: LogFlags) => {
      const isTailing = flags.tail === true;
      const standard = isTailing && flags.replay !== true ? 10 : null;
      return debugLog(world, place(), {
        include: flags.include,
        exclude: flags.exclude,
        includeModule: flags.includeModule,
        excludeModule: flags.excludeModule,
        level: flags.level,
        count: flags.lines ?? standard,
        limit: flags.limit ?? null,
        hasDate: flags.date === true,
        hasMilliseconds: flags.ms === true,
        isColoured: flags.color === true || world.isTerminal,
        isTailing,
      });
    });
}

/** @throws UsageWrong for a level that Juju does not have */
function parseLevel(text: string): string {
  if (levels.includes(text.toUpperCase())) return text;
  throw new UsageWrong(`level value "${text}" is not one of "${levels.join('", "')}"`);
}

function addModels(program: Command, { world, place }: CommandLine): void {
  declare(program, 'models', {
    summary: 'List the model of the folder.',
    examples: ['models', '--model ./other models'],
  })
    .alias('list-models')
    .action(() => models(world, place()));
  declare(program, 'show-model [model]', {
    summary: 'Show the model: its Juju, its time and what is in it.',
    examples: ['show-model', 'show-model --format json'],
  })
    .option('--format <format>', 'json or yaml', formatParser(['json', 'yaml'] as const), 'yaml')
    .action((model: string | undefined, { format }: FormatFlag) => showModel(world, place(), model ?? null, format));
}
