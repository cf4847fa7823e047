import { Command } from 'commander';
import path from 'node:path';
import { config } from './commands/config.ts';
import { debugLog } from './commands/debug-log.ts';
import { demo } from './commands/demo.ts';
import { deploy } from './commands/deploy.ts';
import { destroy } from './commands/destroy.ts';
import { changeModel } from './commands/change-model.ts';
import { page } from './commands/page.ts';
import { showUnit } from './commands/show-unit.ts';
import { status } from './commands/status.ts';
import { collect, keyValues } from './key-values.ts';
import type { CliWorld, ModelPlace } from './world.ts';

interface DeployFlags {
  readonly overlay: readonly string[];
  readonly config: readonly string[];
  readonly resource: readonly string[];
  readonly numUnits: string;
  readonly series?: string;
}

/** The commands with their arguments; `exit` takes an exit code other than 0 of a command that was done. */
export function createProgram(world: CliWorld, exit: (code: number) => void): Command {
  const program = new Command('juju')
    .description('Juju commands over a simulated model in a folder; see the README for what is simulated.')
    .option('--model <folder>', 'where the model is kept', world.env['JUJU_SIMULATOR_MODEL'] ?? '.demo')
    .option('--charm <folder>', 'the built kubernetes-worker charm', path.join(world.project, 'build/charm'))
    .exitOverride()
    .configureOutput({
      writeOut: world.stdout,
      writeErr: world.stderr,
      outputError: (text, write) => write(text.replace(/^error: /, 'ERROR ')),
    });
  const place = (): ModelPlace => {
    const { model, charm } = program.opts<{ readonly model: string; readonly charm: string }>();
    return { folder: path.resolve(world.cwd, model), charmFolder: path.resolve(world.cwd, charm) };
  };
  addDeploy(program, world, place);
  addQuestions(program, world, place);
  addChanges(program, world, place);
  program
    .command('demo [bundle]')
    .description('deploy a bundle in a fresh model and show what became of it')
    .action(async (bundle: string | undefined) => exit(await demo(world, place(), bundle)));
  program
    .command('page')
    .description('a page in the browser that shows the model, and each unit with what it did and why')
    .option('--port <number>', 'where it is served on 127.0.0.1; any free one for 0', '8017')
    .option('--write <file>', 'write the page as one file instead')
    .action(({ port, write }: { readonly port: string; readonly write?: string }) =>
      page(world, place(), { port: Number(port), write: write ?? null }),
    );
  program
    .command('destroy')
    .alias('destroy-model')
    .description('remove the model and its machines')
    .action(() => destroy(world, place()));
  return program;
}

function addDeploy(program: Command, world: CliWorld, place: () => ModelPlace): void {
  program
    .command('deploy <charm-or-bundle> [name]')
    .description('deploy a bundle file, a charm folder or a charm of the store')
    .option('--overlay <file>', 'a bundle overlay; may be given several times', collect, [])
    .option('--config <key=value>', 'an option of the application; may be given several times', collect, [])
    .option('--resource <name=file>', 'a resource of the application; may be given several times', collect, [])
    .option('-n, --num-units <count>', 'units of the application', '1')
    .option('--series <series>', 'Ubuntu series of the application')
    .action((what: string, name: string | undefined, flags: DeployFlags) =>
      deploy(world, place(), {
        what,
        name: name ?? null,
        overlays: flags.overlay,
        options: keyValues(flags.config, world.cwd),
        resources: keyValues(flags.resource, world.cwd),
        unitCount: Number(flags.numUnits),
        series: flags.series ?? null,
      }),
    );
}

function addQuestions(program: Command, world: CliWorld, place: () => ModelPlace): void {
  program
    .command('status')
    .description('what runs, and how it is')
    .option('--relations', 'with the relations')
    .action(({ relations }: { readonly relations?: boolean }) => status(world, place(), relations === true));
  program
    .command('config <application> [key-or-values...]')
    .description('show options, one option, or set options')
    .option('--reset <keys>', 'options to set to their defaults, with commas between', collect, [])
    .action((application: string, values: readonly string[], { reset }: { readonly reset: readonly string[] }) =>
      config(world, place(), { application, values, reset: reset.flatMap((keys) => keys.split(',')) }),
    );
  program
    .command('show-unit <unit>')
    .description('a unit and what is on its relations')
    .action((unit: string) => showUnit(world, place(), unit));
  program
    .command('debug-log')
    .description('the log of all units')
    .option('-i, --include <unit>', 'only of this unit; may be given several times', collect, [])
    .option('-l, --level <level>', 'the least severe level', 'DEBUG')
    .option('-n, --lines <count>', 'only the last lines')
    .option('--replay', 'as always here: from the beginning')
    .option('--no-tail', 'as always here: without waiting for more')
    .action(
      ({
        include,
        level,
        lines,
      }: {
        readonly include: readonly string[];
        readonly level: string;
        readonly lines?: string;
      }) => debugLog(world, place(), { include, level, count: lines === undefined ? null : Number(lines) }),
    );
}

function addChanges(program: Command, world: CliWorld, place: () => ModelPlace): void {
  program
    .command('relate <a> <b>')
    .aliases(['integrate', 'add-relation'])
    .description('relate two applications: app or app:endpoint')
    .action((a: string, b: string) => changeModel(world, place(), (simulation) => simulation.relate(a, b)));
  program
    .command('remove-relation <a> <b>')
    .description('end the relation of two applications')
    .action((a: string, b: string) => changeModel(world, place(), (simulation) => simulation.removeRelation(a, b)));
  program
    .command('update-status [unit]')
    .description('run update-status now, on one unit or on all')
    .action((unit: string | undefined) => changeModel(world, place(), (simulation) => simulation.updateStatus(unit)));
  program
    .command('add-unit <application>')
    .description('add a unit on a new machine')
    .option('--to <machine>', 'on this machine')
    .action((application: string, { to }: { readonly to?: string }) =>
      changeModel(world, place(), (simulation) => {
        simulation.addUnit(application, to === undefined ? {} : { machine: to });
      }),
    );
  program
    .command('remove-unit <unit>')
    .description('end a unit')
    .action((unit: string) => changeModel(world, place(), (simulation) => simulation.removeUnit(unit)));
  program
    .command('expose <application>')
    .description('open its ports to everybody')
    .action((application: string) => changeModel(world, place(), (simulation) => simulation.expose(application)));
  program
    .command('attach-resource <application> <name=file>')
    .description('give the application another file as resource')
    .action((application: string, resource: string) =>
      changeModel(world, place(), (simulation) => {
        for (const [name, file] of Object.entries(keyValues([resource], world.cwd))) {
          simulation.attachResource(application, name, path.resolve(world.cwd, file));
        }
      }),
    );
}
