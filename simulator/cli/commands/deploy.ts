import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { applyBundle, changesOf, readBundle } from '../../bundle/bundle.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Simulation } from '../../simulation.ts';
import { withEmptyModel } from '../empty-model.ts';
import { settle, withModel, withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { deployCharm } from './deploy-charm.ts';
import type { DeployRequest } from '../deploy-request.ts';
import { refuseFlags } from '../refuse-flags.ts';

/** The bundle or the charm is deployed, and its hooks have run. */
export async function deploy(world: CliWorld, place: ModelPlace, request: DeployRequest): Promise<void> {
  const bundle = await bundleOf(world, request);
  if (bundle !== null) refuseFlags('bundle', charmFlags(request));
  if (request.hasBindings) world.stderr('WARNING --bind is ignored: there are no spaces here\n');
  if (bundle !== null && request.isDryRun) {
    await showChanges(world, place, bundle);
    return;
  }
  await withSimulation(world, place, { isNewAllowed: true }, async (simulation) => {
    if (bundle === null) await deployCharm(world, place, simulation, request);
    else {
      await deployBundle(world, simulation, bundle, request);
      world.stderr('Deploy of bundle completed.\n');
    }
    if (place.isSettling) await settle(world, simulation);
  });
}

/** The bundle is in the model; its hooks have not run. Warnings are on standard error. */
export async function deployBundle(
  world: CliWorld,
  simulation: Simulation,
  bundle: Bundle,
  { isTrusted }: { readonly isTrusted: boolean },
): Promise<void> {
  const warn = (warning: string) => world.stderr(`WARNING ${warning}\n`);
  bundle.warnings.forEach(warn);
  let isChanged = false;
  const say = (line: string) => {
    if (!isChanged) world.stdout('Executing changes:\n');
    isChanged = true;
    world.stdout(`${line}\n`);
  };
  await applyBundle(simulation, bundle, { say, warn, isTrusted });
  if (!isChanged) world.stdout('No changes to apply.\n');
}

async function bundleOf(world: CliWorld, { what, overlays, juju }: DeployRequest): Promise<Bundle | null> {
  const file = bundleFile(world, what);
  if (file === null) return null;
  const more = overlays.map((overlay) => path.resolve(world.cwd, overlay));
  return readBundle(file, more, { juju });
}

async function showChanges(world: CliWorld, place: ModelPlace, bundle: Bundle): Promise<void> {
  for (const text of bundle.unmarshalErrors) world.stderr(`${text}\n`);
  const look = (simulation: Simulation) => changesOf(simulation, bundle);
  const isThere = existsSync(path.join(place.folder, 'model.json'));
  const lines = await (isThere ? withModel(world, place, look) : withEmptyModel(world, place, look));
  world.stdout(lines.length === 0 ? 'No changes to apply.\n' : `Changes to deploy bundle:\n${lines.join('\n')}\n`);
}

/** What only charms take, whether it was given. */
function charmFlags(request: DeployRequest): Record<string, boolean> {
  const { base, hasBindings, config, constraints, unitCount, resources, series, to } = request;
  return {
    '--base': base !== null,
    '--bind': hasBindings,
    '--config': config.length > 0,
    '--constraints': constraints !== '',
    '-n': unitCount !== 1,
    '--resource': Object.keys(resources).length > 0,
    '--series': series !== null,
    '--to': to.length > 0,
  };
}

function bundleFile(world: CliWorld, what: string): string | null {
  const file = path.resolve(world.cwd, what);
  if (isFolder(world, what)) return existsSync(path.join(file, 'bundle.yaml')) ? file : null;
  if (!/\.(?:ya?ml|bundle|zip)$/.test(what)) return null;
  if (!existsSync(file)) throw new JujuRefused(`cannot deploy bundle: open ${file}: no such file or directory`);
  return file;
}

function isFolder(world: CliWorld, what: string): boolean {
  const isNamedAsPath = what.startsWith('.') || what.startsWith('/');
  return isNamedAsPath && (statSync(path.resolve(world.cwd, what), { throwIfNoEntry: false })?.isDirectory() ?? false);
}
