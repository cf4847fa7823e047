import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { baseText } from '../base-text.ts';
import { seriesOf } from '../../bundle/content.ts';
import { charmView } from '../charm-view.ts';
import { readConfigFile } from '../config-file.ts';
import { keyValues } from '../key-values.ts';
import { parseCharmUrl } from '../../model/charm-url.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Simulation } from '../../simulation.ts';
import type { CliWorld } from '../world.ts';
import { addUnits } from './add.ts';
import type { DeployRequest } from '../deploy-request.ts';

/** The charm is deployed with its units; no hook has run. What was found is on standard error. */
export async function deployCharm(world: CliWorld, simulation: Simulation, request: DeployRequest): Promise<void> {
  const { what, to, unitCount, channel, constraints, isTrusted } = request;
  if (request.overlays.length > 0)
    throw new JujuRefused('flags provided but not supported when deploying a charm: --overlay');
  if (request.isDryRun) throw new JujuRefused('flags provided but not supported when deploying a charm: --dry-run');
  const charm = charmPath(world, request) ?? what;
  const application = request.name ?? parseCharmUrl(charm).name;
  const { series, base } = request;
  const wanted = seriesOf({ ...(series === null ? {} : { series }), ...(base === null ? {} : { base }) });
  if (series !== null && wanted === null) throw new JujuRefused(`series "${series}" not supported by charm`);
  if (base !== null && wanted === null) throw new JujuRefused(`base "${base}" not supported by charm`);
  const resources = Object.entries(request.resources).map(
    ([key, file]) => [key, path.resolve(world.cwd, file)] as const,
  );
  simulation.deploy({
    application,
    charm,
    options: optionsOf(world, request, application),
    resources: Object.fromEntries(resources),
    isTrusted,
    ...(wanted === null ? {} : { series: wanted }),
    ...(channel === null ? {} : { channel }),
    ...(constraints === '' ? {} : { constraints }),
  });
  say(world, simulation, application, channel);
  if (simulation.model.applications[application]?.isSubordinate === true) return;
  if (unitCount > 0) addUnits(simulation, application, { count: unitCount, to });
}

/** The absolute path of a local charm; null for one of the store. */
function charmPath(world: CliWorld, { what, features }: DeployRequest): string | null {
  if (!parseCharmUrl(what).isPath) return null;
  const file = path.resolve(world.cwd, what.replace(/^local:/u, ''));
  if (!existsSync(file)) throw new JujuRefused(`no charm was found at "${what}"`);
  if (statSync(file).isDirectory() && !features.hasDirectoryDeploy)
    throw new JujuRefused(`deploying from directory not supported: pack ${what} as a .charm file`);
  return file;
}

function optionsOf(world: CliWorld, { config }: DeployRequest, application: string): Record<string, string> {
  const files = config.filter((each) => !each.includes('='));
  const read: Readonly<Record<string, string>>[] = files.map(
    (file) => readConfigFile(path.resolve(world.cwd, file), application).values,
  );
  const given = keyValues(
    config.filter((each) => each.includes('=')),
    world.cwd,
  );
  return [...read, given].reduce((all, more) => ({ ...all, ...more }), {});
}

function say(world: CliWorld, simulation: Simulation, name: string, asked: string | null): void {
  const application = simulation.model.applications[name];
  if (application === undefined) return;
  const { name: charm, origin, channel, revision } = charmView(application);
  const on = simulation.model.juju === '2.9' ? application.series : `${baseText(application.series)}/stable`;
  if (origin === 'local') {
    world.stderr(`Located local charm "${charm}", revision ${revision}\n`);
    world.stderr(`Deploying "${name}" from local charm "${charm}", revision ${revision} on ${on}\n`);
    return;
  }
  const store = origin === 'charmstore' ? 'charm-store' : 'charm-hub';
  world.stderr(`Located charm "${charm}" in ${store}, revision ${revision}\n`);
  world.stderr(
    `Deploying "${name}" from ${store} charm "${charm}", revision ${revision} in channel ${asked ?? channel} on ${on}\n`,
  );
}
