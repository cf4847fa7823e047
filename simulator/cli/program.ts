import { Command } from 'commander';
import type { Help } from 'commander';
import path from 'node:path';
import { helpText, notACommand } from './text/command-text.ts';
import { addChanging } from './declare/changing.ts';
import { addDeploying } from './declare/deploying.ts';
import { addLooking } from './declare/looking.ts';
import { addRunning } from './declare/running.ts';
import { addSimulating } from './declare/simulating.ts';
import { addTelling } from './declare/telling.ts';
import type { CommandLine, Family } from './family.ts';
import { versionText } from './text/version-text.ts';
import { jujuFeatures } from '../model/juju-features.ts';
import type { JujuTrack } from '../model/juju-features.ts';
import { keptModel } from './kept-model.ts';
import { parseTrack } from './juju-track.ts';
import type { CliWorld, ModelPlace } from './world.ts';

/** Each adds its commands; the order is of no meaning. */
const families: readonly Family[] = [addDeploying, addLooking, addChanging, addRunning, addSimulating, addTelling];

interface GlobalFlags {
  readonly model: string;
  readonly charm: string;
  readonly juju?: JujuTrack;
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

/**
 * The commands of the model's Juju with their arguments; `exit` takes an exit code other than 0 of a command that was
 * done.
 *
 * @throws UsageWrong when the environment names a Juju that the simulator does not know
 */
export function createProgram(argv: readonly string[], world: CliWorld, exit: (code: number) => void): Command {
  const inEnvironment = world.env['JUJU_SIMULATOR_JUJU'];
  const asked = inEnvironment === undefined || inEnvironment === '' ? null : parseTrack(inEnvironment);
  const program = new Command('juju')
    .description(
      'The commands of Juju over a model that is kept in a folder. Hooks run as real processes while a command runs;\n' +
        'see the README of the simulator for what is simulated.',
    )
    .option('-m, --model <folder>', 'Where the model is kept', world.env['JUJU_SIMULATOR_MODEL'] ?? '.demo')
    .option('--charm <folder>', 'The built charm under test', path.join(world.project, 'build/charm'))
    .option('--juju <line>', 'Whose rules a new model has: 2.9, 3.6 or 4.0 (2.9 when left out)', parseTrack)
    .option('--no-wait', 'Record a change only: its hooks run at the next command, or at wait')
    .configureHelp({
      formatHelp: (command: Command, helper: Help) => helpText(command, helper),
      showGlobalOptions: true,
    })
    .helpOption('-h, --help', 'Show this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: world.stdout, writeErr: world.stdout, outputError: () => undefined });
  const early = earlyFlags(argv);
  const place = (): ModelPlace => {
    const flags = program.opts<GlobalFlags>();
    return {
      folder: path.resolve(world.cwd, flags.model),
      charmFolder: path.resolve(world.cwd, flags.charm),
      juju: flags.juju ?? asked,
      isSettling: flags.wait,
    };
  };
  const kept = keptModel(path.resolve(world.cwd, early.model ?? world.env['JUJU_SIMULATOR_MODEL'] ?? '.demo'));
  const track = kept?.juju ?? (early.juju === null ? null : parseTrack(early.juju)) ?? asked ?? '2.9';
  const line: CommandLine = { world, juju: track, features: jujuFeatures[track], place, exit };
  program.version(versionText(line.features), '--version', 'Print the version');
  for (const add of families) add(program, line);
  program.on('command:*', ([name]: readonly string[]) => {
    throw notACommand(name ?? '');
  });
  return program;
}

/** What decides which commands there are is read before they are declared. */
function earlyFlags(argv: readonly string[]): { readonly model: string | null; readonly juju: string | null } {
  const end = argv.indexOf('--');
  const before = end < 0 ? argv : argv.slice(0, end);
  const valueOf = (...names: readonly string[]): string | null => {
    for (const [index, arg] of before.entries()) {
      if (names.includes(arg)) return before[index + 1] ?? null;
      const name = names.find((each) => arg.startsWith(`${each}=`));
      if (name !== undefined) return arg.slice(name.length + 1);
    }
    return null;
  };
  return { model: valueOf('--model', '-m'), juju: valueOf('--juju') };
}
