import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { applyBundle, readBundle } from '../../bundle/bundle.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Simulation } from '../../simulation.ts';
import { withScratchModel } from '../scratch-model.ts';
import { settle, withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { deployCharm } from './deploy-charm.ts';
import type { DeployRequest } from '../deploy-request.ts';

/** The bundle or the charm is deployed, and its hooks have run. */
export async function deploy(world: CliWorld, place: ModelPlace, request: DeployRequest): Promise<void> {
  const file = bundleFile(world, request.what);
  const bundle =
    file === null
      ? null
      : await readBundle(
          file,
          request.overlays.map((overlay) => path.resolve(world.cwd, overlay)),
        );
  if (request.hasBindings) world.stderr('WARNING --bind is ignored: there are no spaces here\n');
  if (bundle !== null && request.isDryRun) {
    await withScratchModel(world, place, (simulation) =>
      deployBundle(world, simulation, bundle, 'Changes to deploy bundle:'),
    );
    return;
  }
  await withSimulation(world, place, { isNewAllowed: true }, async (simulation) => {
    if (bundle === null) await deployCharm(world, place, simulation, request);
    else {
      await deployBundle(world, simulation, bundle);
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
  heading = 'Executing changes:',
): Promise<void> {
  for (const warning of bundle.warnings) world.stderr(`WARNING ${warning}\n`);
  let isChanged = false;
  const say = (line: string) => {
    if (!isChanged) world.stdout(`${heading}\n`);
    isChanged = true;
    world.stdout(`${line}\n`);
  };
  await applyBundle(simulation, bundle, { say });
  if (!isChanged) world.stdout('No changes to apply.\n');
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
