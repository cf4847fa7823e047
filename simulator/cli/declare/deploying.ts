import path from 'node:path';
import type { Command } from 'commander';
import { changeModel } from '../commands/change-model.ts';
import { deploy } from '../commands/deploy.ts';
import { refresh } from '../commands/refresh.ts';
import { declare } from '../text/command-text.ts';
import type { CommandLine } from '../family.ts';
import { collect, collectList, keyValues } from '../key-values.ts';
import { parseCount } from '../numbers.ts';

/** The commands that bring charms and their files into the model. */
export function addDeploying(program: Command, line: CommandLine): void {
  addDeploy(program, line);
  addRefresh(program, line);
  addAttachResource(program, line);
}

interface DeployFlags {
  readonly overlay: readonly string[];
  readonly config: readonly string[];
  readonly resource: readonly string[];
  readonly numUnits: number;
  readonly to: readonly string[];
  readonly constraints: readonly string[];
  readonly bind?: string;
  readonly channel?: string;
  readonly series?: string;
  readonly base?: string;
  readonly trust?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

function addDeploy(program: Command, { world, juju, features, place }: CommandLine): void {
  const command = declare(program, 'deploy <charm-or-bundle> [name]', {
    summary: 'Deploy a charm, or a bundle of them.',
    details:
      'What begins with ./, ../ or / is a file or a folder: a bundle (bundle.yaml or its folder) or a charm\n' +
      `(${features.hasDirectoryDeploy ? 'a .charm file or a folder' : 'a .charm file'}). Anything else is looked for in the store: here, among the charms that the simulator\n` +
      'plays; one that it does not know does nothing. A charm of the name of the charm under test is that one.',
    examples: [
      './bundle.yaml --overlay more.yaml',
      './kubernetes-worker.charm --resource cni-amd64=./cni.tgz -n 2',
      'etcd --config channel=3.4/stable',
    ].map((example) => `deploy ${example}`),
    missing: 'no charm or bundle specified',
  })
    .option('--overlay <file>', 'A bundle to merge into the bundle; may be given several times', collect, [])
    .option('--config <config>', 'key=value or a YAML file; may be given several times', collect, [])
    .option('--resource <name=file>', 'A resource of the application; may be given several times', collect, [])
    .option('-n, --num-units <count>', 'Units of the application', parseCount('--num-units'), 1)
    .option('--to <placements>', 'Where the units go, with commas between', collectList, [])
    .option('--constraints <constraints>', 'For example "cores=2 mem=4G"', collect, [])
    .option('--bind <spaces>', 'Accepted with a warning: there are no spaces here')
    .option('--channel <channel>', 'Channel of the store')
    .option('--trust', 'Give the application access to credentials')
    .option('--force', 'Accepted: bases and series are not looked at')
    .option('--dry-run', 'Of a bundle, show only what would be done');
  if (features.hasSeries) command.option('--series <series>', 'Ubuntu series of the application, for example focal');
  if (features.hasBases) command.option('--base <base>', 'Base of the application, for example ubuntu@22.04');
  command.action((what: string, name: string | undefined) => {
    const flags = command.opts<DeployFlags>();
    return deploy(world, place(), {
      what,
      name: name ?? null,
      overlays: flags.overlay,
      config: flags.config,
      resources: keyValues(flags.resource, world.cwd),
      unitCount: flags.numUnits,
      to: flags.to,
      constraints: flags.constraints.join(' '),
      hasBindings: flags.bind !== undefined,
      channel: flags.channel ?? null,
      series: flags.series ?? null,
      base: flags.base ?? null,
      isTrusted: flags.trust === true,
      isForced: flags.force === true,
      isDryRun: flags.dryRun === true,
      juju,
      features,
    });
  });
}

interface RefreshFlags {
  readonly path?: string;
  readonly switch?: string;
  readonly channel?: string;
  readonly forceUnits?: boolean;
  readonly resource: readonly string[];
}

function addRefresh(program: Command, { world, place, features }: CommandLine): void {
  declare(program, 'refresh <application>', {
    summary: 'Lay the charm of an application anew: upgrade-charm and config-changed follow.',
    examples: ['refresh kubernetes-worker --path ./build/charm', 'refresh etcd --channel edge'],
    missing: 'no application specified',
  })
    .alias('upgrade-charm')
    .option('--path <path>', 'Where the charm is')
    .option('--switch <charm>', 'Another charm of the store, or another place')
    .option('--channel <channel>', 'Channel of the store')
    .option('--revision <revision>', 'Accepted: the simulator knows one of each charm')
    .option('--force-units', 'Units in error get the files too')
    .option('--force', 'Accepted: bases and series are not looked at')
    .option('--resource <name=file>', 'A resource; may be given several times', collect, [])
    .action((application: string, flags: RefreshFlags) =>
      refresh(world, place(), {
        application,
        path: flags.path ?? null,
        switchTo: flags.switch ?? null,
        channel: flags.channel ?? null,
        isForced: flags.forceUnits === true,
        resources: keyValues(flags.resource, world.cwd),
        features,
      }),
    );
}

function addAttachResource(program: Command, { world, place }: CommandLine): void {
  declare(program, 'attach-resource <application> <name=file>', {
    summary: 'Give an application another file as resource: upgrade-charm follows.',
    examples: ['attach-resource kubernetes-worker cni-amd64=./cni.tgz'],
    missing: 'wrong number of arguments: expected an application and a resource',
  })
    .alias('attach')
    .action((application: string, resource: string) =>
      changeModel(world, place(), (simulation) => {
        for (const [name, file] of Object.entries(keyValues([resource], world.cwd)))
          simulation.attachResource(application, name, path.resolve(world.cwd, file));
      }),
    );
}
