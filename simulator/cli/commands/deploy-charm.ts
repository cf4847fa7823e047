import path from 'node:path';
import { charmView } from '../text/charm-view.ts';
import { readConfigFile } from '../config-file.ts';
import type { DeployRequest } from '../deploy-request.ts';
import { refuseFlags } from '../refuse-flags.ts';
import { keyValues } from '../key-values.ts';
import { withCharm } from '../local-charm.ts';
import type { CharmPlace } from '../local-charm.ts';
import { charmAt } from '../metadata.ts';
import type { Series } from '../../contract.ts';
import type { LoadedCharm } from '../../agent/juju.ts';
import { chooseBase } from '../../charm/charm-base.ts';
import { parseCharmUrl } from '../../charm/charm-url.ts';
import { modelText } from '../../model/model-config.ts';
import { JujuRefused } from '../../model/model.ts';
import { baseText } from '../../model/releases.ts';
import type { Simulation } from '../../simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { addUnits } from './add.ts';

/** The charm is deployed with its units; no hook has run. What was found is on standard error. */
export async function deployCharm(
  world: CliWorld,
  place: ModelPlace,
  simulation: Simulation,
  request: DeployRequest,
): Promise<void> {
  const { what, to, unitCount, channel, constraints, isTrusted, features } = request;
  await withCharm(what, { cwd: world.cwd, features }, async (from) => {
    refuseFlags('charm', { '--dry-run': request.isDryRun, '--overlay': request.overlays.length > 0 });
    const charm = charmAt(place, from);
    const { name, series } = chosen(simulation, charm, from, request);
    refuseTaken(simulation, name);
    const resources = Object.entries(request.resources).map(
      ([key, file]) => [key, path.resolve(world.cwd, file)] as const,
    );
    simulation.deploy({
      application: name,
      charm: from.charm,
      series,
      options: optionsOf(world, request, name),
      resources: Object.fromEntries(resources),
      isTrusted,
      ...(from.files === null ? {} : { files: from.files }),
      ...(channel === null ? {} : { channel }),
      ...(constraints === '' ? {} : { constraints }),
    });
    say(world, simulation, name);
    if (charm.isInert)
      world.stderr(`WARNING charm "${charm.metadata.name}" is not known here: one that does nothing is in its place\n`);
    if (simulation.model.applications[name]?.isSubordinate === true) return;
    if (unitCount > 0) addUnits(simulation, name, { count: unitCount, to });
  });
}

/** Juju's client adds a way out to what the controller says. */
function refuseTaken({ model }: Simulation, name: string): void {
  if (model.applications[name] === undefined) return;
  throw new JujuRefused(
    `cannot add application "${name}": application already exists: \n` +
      'deploy application using an alias name:\n    juju deploy <application> <alias>\n' +
      'or use remove-application to remove the existing one and try again.',
  );
}

/** Under which name and on what the charm is deployed. */
function chosen(
  { model }: Simulation,
  charm: LoadedCharm,
  from: CharmPlace,
  { name, series, base, features, isForced }: DeployRequest,
): { readonly name: string; readonly series: Series } {
  const { kind, metadata } = charm;
  const standard = modelText(model, features.hasBases ? 'default-base' : 'default-series');
  return {
    name: name ?? (from.files === null ? parseCharmUrl(from.charm).name : metadata.name),
    series: chooseBase({
      metadata,
      wanted: series ?? base ?? parseCharmUrl(from.charm).series,
      modelDefault: standard === '' ? null : standard,
      features,
      isStandIn: kind === 'stand-in',
      isForced,
    }),
  };
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

function say(world: CliWorld, simulation: Simulation, name: string): void {
  const application = simulation.model.applications[name];
  if (application === undefined) return;
  const { name: charm, origin, channel, revision } = charmView(application);
  const on = simulation.model.juju === '2.9' ? application.series : baseText(application.series);
  if (origin === 'local') {
    world.stderr(`Located local charm "${charm}", revision ${revision}\n`);
    world.stderr(`Deploying "${name}" from local charm "${charm}", revision ${revision} on ${on}\n`);
    return;
  }
  const store = origin === 'charmstore' ? 'charm-store' : 'charm-hub';
  world.stderr(`Located charm "${charm}" in ${store}, revision ${revision}\n`);
  world.stderr(
    `Deploying "${name}" from ${store} charm "${charm}", revision ${revision} in channel ${channel} on ${on}\n`,
  );
}
