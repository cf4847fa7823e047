import { Option } from 'commander';
import type { Command } from 'commander';
import { readParameters } from '../action-parameters.ts';
import { collectList } from '../key-values.ts';
import type { Simulation } from '../../simulation.ts';
import { unitsMeant } from '../units-meant.ts';
import { UsageWrong } from '../usage-wrong.ts';

/** Begins an operation; the answer is its id. */
export type Begin = (simulation: Simulation) => string;

/** Options of the commands that run actions. */
export interface ActionFlags {
  readonly wait?: number | string;
  readonly background?: boolean;
  readonly params?: string;
  readonly stringArgs?: boolean;
}

/** What help says of an action's parameters. */
export const parameterDetails =
  'Parameters are key=value; dots nest (a.b=v), and values are YAML: 10 is a number, true a truth value. A file of\n' +
  '--params is YAML too; what is typed wins over it. APPLICATION/leader is the unit that leads.';

/**
 * The action that these words mean: units, its name, parameters.
 *
 * @throws UsageWrong when unit or action are missing
 */
export function beginAction(words: readonly string[], { params, stringArgs }: ActionFlags, cwd: string): Begin {
  const count = words.findIndex((word) => !/^[a-z][a-z0-9-]*\/(?:\d+|leader)$/u.test(word));
  const units = count < 0 ? words : words.slice(0, count);
  if (units.length === 0) throw new UsageWrong('no unit specified');
  const [action, ...args] = words.slice(units.length);
  if (action === undefined) throw new UsageWrong('no action specified');
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u.test(action))
    throw new UsageWrong(`invalid unit or action name "${action}"`);
  const parameters = readParameters({ args, file: params ?? null, areStrings: stringArgs === true }, cwd);
  return (simulation) => simulation.runAction(units, action, parameters);
}

/** Options of the commands that run shell commands. */
export interface TargetFlags {
  readonly unit: readonly string[];
  readonly application: readonly string[];
  readonly app: readonly string[];
  readonly machine: readonly string[];
  readonly all?: boolean;
}

/** The command with the options that say where it runs. */
export function withTargets(command: Command): Command {
  return command
    .option('-u, --unit <units>', 'Units, with commas between', collectList, [])
    .option('-a, --application <applications>', 'All units of these, with commas between', collectList, [])
    .addOption(new Option('--app <applications>', 'As --application').argParser(collectList).default([]).hideHelp())
    .option('--machine <machines>', 'All units on these, with commas between', collectList, [])
    .option('--all', 'All units');
}

/**
 * The shell command of these words on the units that are meant.
 *
 * @throws UsageWrong when no unit is named
 */
export function beginExec(words: readonly string[], { unit, application, app, machine, all }: TargetFlags): Begin {
  const applications = [...application, ...app];
  const isNamed = unit.length + applications.length + machine.length > 0;
  if (!isNamed && all !== true)
    throw new UsageWrong('You must specify a target, either through --all, --machine, --application or --unit');
  if (isNamed && all === true) throw new UsageWrong('You cannot specify --all and individual machines');
  return (simulation) =>
    simulation.exec(
      unitsMeant(simulation.model, { units: unit, applications, machines: machine, isAll: all === true }),
      shellText(words),
    );
}

/** One word is shell text as it is; of several each is quoted where it has to be. */
function shellText(words: readonly string[]): string {
  const [only = '', ...more] = words;
  if (more.length === 0) return only;
  return words.map((word) => (/[\s"$\\]/u.test(word) ? `"${word.replace(/["$\\]/gu, '\\$&')}"` : word)).join(' ');
}
