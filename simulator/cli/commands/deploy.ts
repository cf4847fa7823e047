import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { applyBundle, readBundle } from '../../bundle/bundle.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { seriesOf } from '../../bundle/content.ts';
import { parseCharmUrl } from '../../model/charm-url.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Simulation } from '../../simulation.ts';
import { settle, withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

export interface DeployRequest {
  readonly what: string;
  readonly name: string | null;
  readonly overlays: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly resources: Readonly<Record<string, string>>;
  readonly unitCount: number;
  readonly series: string | null;
}

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
  await withSimulation(world, place, { isNewAllowed: true }, async (simulation) => {
    if (bundle === null) deployCharm(world, simulation, request);
    else await deployBundle(world, simulation, bundle);
    await settle(world, simulation);
  });
}

/** The bundle is in the model; its hooks have not run. Warnings are on standard error. */
export async function deployBundle(world: CliWorld, simulation: Simulation, bundle: Bundle): Promise<void> {
  for (const warning of bundle.warnings) world.stderr(`WARNING ${warning}\n`);
  world.stdout('Executing changes:\n');
  await applyBundle(simulation, bundle, { say: (line) => world.stdout(`${line}\n`) });
  world.stderr('Deploy of bundle completed.\n');
}

function deployCharm(world: CliWorld, simulation: Simulation, request: DeployRequest): void {
  const { what, options } = request;
  if (request.overlays.length > 0)
    throw new JujuRefused('flags provided but not supported when deploying a charm: --overlay');
  if (!Number.isInteger(request.unitCount) || request.unitCount < 0)
    throw new JujuRefused('--num-units must be a positive integer');
  const { name: charmName, isPath } = parseCharmUrl(isFolder(world, what) ? path.resolve(world.cwd, what) : what);
  const application = request.name ?? charmName;
  const series = request.series === null ? null : seriesOf({ series: request.series });
  if (request.series !== null && series === null)
    throw new JujuRefused(`series "${request.series}" not supported by charm`);
  const resources = Object.entries(request.resources).map(
    ([key, file]) => [key, path.resolve(world.cwd, file)] as const,
  );
  simulation.deploy({
    application,
    charm: isPath ? path.resolve(world.cwd, what) : what,
    options,
    resources: Object.fromEntries(resources),
    ...(series === null ? {} : { series }),
  });
  const from = isPath ? 'local charm' : 'charm-store charm';
  world.stderr(`Deploying "${application}" from ${from} "${charmName}"${series === null ? '' : ` on ${series}`}\n`);
  if (simulation.model.applications[application]?.isSubordinate === true) return;
  for (let count = 0; count < request.unitCount; count += 1) simulation.addUnit(application);
}

function bundleFile(world: CliWorld, what: string): string | null {
  const file = path.resolve(world.cwd, what);
  if (isFolder(world, what)) return existsSync(path.join(file, 'bundle.yaml')) ? file : null;
  if (!/\.ya?ml$/.test(what)) return null;
  if (!existsSync(file)) throw new JujuRefused(`cannot deploy bundle: open ${file}: no such file or directory`);
  return file;
}

function isFolder(world: CliWorld, what: string): boolean {
  const isNamedAsPath = what.startsWith('.') || what.startsWith('/');
  return isNamedAsPath && (statSync(path.resolve(world.cwd, what), { throwIfNoEntry: false })?.isDirectory() ?? false);
}
