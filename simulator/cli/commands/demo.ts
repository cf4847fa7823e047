import path from 'node:path';
import { readBundle } from '../../bundle/bundle.ts';
import { logText } from '../text/log-lines.ts';
import { parseCharmUrl } from '../../charm/charm-url.ts';
import { paintHeading } from '../text/paint.ts';
import type { Simulation } from '../../simulation.ts';
import { timingText } from '../text/timing-text.ts';
import { unitView } from '../../model/unit-view.ts';
import { withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { deployBundle } from './deploy.ts';
import { clearModel } from './destroy.ts';
import { printStatus } from './status.ts';

/**
 * A bundle was deployed in a fresh model, and what became of it was shown.
 *
 * The answer is the exit code: 0 only if every unit of kubernetes-worker is active.
 */
export async function demo(world: CliWorld, place: ModelPlace, given: string | undefined): Promise<number> {
  const file =
    given === undefined ? path.join(world.project, 'bundle/canonical-kubernetes.yaml') : path.resolve(world.cwd, given);
  const bundle = await readBundle(file, [], place.juju === null ? {} : { juju: place.juju });
  clearModel(place.folder);
  const heading = (text: string) => world.stdout(`\n${world.isTerminal ? paintHeading(text) : text}\n\n`);
  const startedAtMs = Date.now();
  return withSimulation(world, place, { isNewAllowed: true, progressTo: 'stdout' }, async (simulation) => {
    heading(`Deploying ${path.relative(world.cwd, file) || file} on an embedded Juju`);
    await deployBundle(world, simulation, bundle, { isTrusted: true });
    world.stderr('Deploy of bundle completed.\n');
    heading('Hooks: those of kubernetes-worker are real processes, the other charms are stand-ins');
    await simulation.settle();
    heading('juju status --relations');
    printStatus(world, simulation, true);
    const workers = workersOf(simulation);
    const [first] = workers;
    if (first !== undefined) {
      heading(`What became of the machine of ${first}`);
      world.stdout(world.accountOf(simulation.machineOf(first)));
    }
    heading('What took how long');
    world.stdout(timingText(simulation.hooks, workers, Date.now() - startedAtMs));
    const failing = workers.filter((unit) => statusOf(simulation, unit).workload !== 'active');
    if (workers.length === 0 || failing.length > 0) {
      heading('Not every kubernetes-worker is active');
      world.stdout(failing.map((unit) => failureText(simulation, unit)).join('\n'));
      if (workers.length === 0) world.stdout('There is no unit of kubernetes-worker in the bundle.\n');
      return 1;
    }
    heading('What to type next');
    world.stdout(nextText(world, place, first ?? ''));
    return 0;
  });
}

/** Units whose charm is ours, whatever the application is called. */
function workersOf({ model }: Simulation): string[] {
  return Object.values(model.units)
    .filter(
      ({ application }) => parseCharmUrl(model.applications[application]?.charm ?? '').name === 'kubernetes-worker',
    )
    .map(({ name }) => name);
}

function statusOf({ model }: Simulation, unit: string) {
  const found = model.units[unit];
  return found === undefined ? { workload: 'unknown', message: '' } : unitView(found);
}

function failureText(simulation: Simulation, unit: string): string {
  const { workload, message } = statusOf(simulation, unit);
  return `${unit}  ${workload}  ${message}\n${logText(simulation.log(), { include: [unit], level: 'DEBUG', count: 20 })}`;
}

function nextText(world: CliWorld, { folder }: ModelPlace, unit: string): string {
  const program = path.relative(world.cwd, path.join(world.project, 'build/simulator/juju.mjs'));
  const model = path.resolve(world.cwd, '.demo') === folder ? '' : ` --model ${folder}`;
  const juju = `  node ${program}${model}`;
  const [application = ''] = unit.split('/');
  return [
    `${juju} status --relations`,
    `${juju} config ${application} labels="disk=ssd"`,
    `${juju} remove-relation ${application}:kube-control kubernetes-master:kube-control`,
    `${juju} debug-log --include ${unit}`,
    `${juju} show-unit ${unit}`,
    `${juju} destroy`,
    '',
  ].join('\n');
}
