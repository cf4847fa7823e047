import { jujuFeatures } from '../model/juju-features.ts';
import { addUnits } from './add-units.ts';
import { BundleInvalid } from './content.ts';
import type { Bundle } from './content.ts';
import { deployApplication } from './deploy-application.ts';
import { openCharms } from './open-charms.ts';
import type { OpenCharms } from './open-charms.ts';
import { rehearse } from './rehearse.ts';
import type { BundleTarget } from './target.ts';
import { updateApplication } from './update-application.ts';
import { charmProblems } from './validate-charms.ts';
import type { ApplicationStep } from './words.ts';

export interface ApplyOptions {
  /** Takes Juju's line about each thing done: `- deploy application etcd from charm-store on xenial`. */
  readonly say?: (line: string) => void;
  /** `--trust`: without it Juju refuses a bundle with applications that are to be trusted. */
  readonly isTrusted?: boolean;
  /** Takes what Juju would refuse and this simulator only says. */
  readonly warn?: (warning: string) => void;
}

/**
 * The simulation has what the bundle asks for; no hook has run yet.
 *
 * In Juju's order: applications by name, machines, relations, and only then units, so that the units find all their
 * relations at install. A bundle that was deployed before is an update: only what differs is changed. Nothing is done
 * when something is wrong that shows only with the charms at hand.
 *
 * @throws BundleInvalid, or JujuRefused for a charm that cannot be read
 */
export async function applyBundle(simulation: BundleTarget, bundle: Bundle, options: ApplyOptions = {}): Promise<void> {
  const { say = () => undefined, warn = () => undefined, isTrusted = false } = options;
  await withCharms(simulation, bundle, (charms) => {
    if (!isTrusted) trustWarnings(bundle).forEach(warn);
    apply(simulation, bundle, charms, say);
  });
}

/**
 * The lines that `applyBundle` would say, with nothing done; none when nothing differs.
 *
 * @throws BundleInvalid, or JujuRefused for a charm that cannot be read
 */
export async function changesOf(
  target: Pick<BundleTarget, 'charmSource' | 'model'>,
  bundle: Bundle,
): Promise<readonly string[]> {
  const lines: string[] = [];
  await withCharms(target, bundle, (charms) =>
    apply(rehearse(target.model, charms), bundle, charms, (line) => lines.push(line)),
  );
  return lines;
}

async function withCharms(
  target: Pick<BundleTarget, 'charmSource'>,
  bundle: Bundle,
  use: (charms: OpenCharms) => void,
): Promise<void> {
  const charms = await openCharms(bundle, target);
  try {
    const problems = charmProblems(bundle, charms.of);
    if (problems.length > 0) throw new BundleInvalid(problems);
    use(charms);
  } finally {
    charms.close();
  }
}

function apply(simulation: BundleTarget, bundle: Bundle, charms: OpenCharms, say: (line: string) => void): void {
  for (const name of Object.keys(bundle.applications).sort()) {
    const body = bundle.applications[name];
    if (body === undefined) continue;
    const features = jujuFeatures[bundle.juju];
    const step: ApplicationStep = { simulation, name, body, bundle, charm: charms.of(name), features, say };
    if (Object.hasOwn(simulation.model.applications, name)) updateApplication(step);
    else deployApplication(step);
  }
  const units = addUnits(simulation, bundle, say);
  units.addMachines();
  for (const [a, b] of bundle.relations) relate(simulation, a, b, say);
  units.addUnits();
}

function relate(simulation: BundleTarget, a: string, b: string, say: (line: string) => void): void {
  try {
    simulation.relate(a, b);
  } catch (error) {
    if (error instanceof Error && error.message.includes('already exists')) return;
    throw error;
  }
  say(`- add relation ${a} - ${b}`);
}

function trustWarnings({ applications }: Bundle): string[] {
  const names = Object.keys(applications).filter((name) => applications[name]?.isTrusted === true);
  if (names.length === 0) return [];
  return [
    `trusted without --trust, which Juju refuses: repeat the deploy command with the --trust argument if you consent to trust the following application(s): ${names.sort().join(', ')}`,
  ];
}
