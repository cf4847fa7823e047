import type { Bundle, BundleApplication } from './content.ts';
import { addUnits } from './add-units.ts';
import { withMadeResources } from './made-resources.ts';
import type { BundleTarget } from './target.ts';

export interface ApplyOptions {
  /** Takes Juju's line about each thing done: `- deploy application etcd from charm-store on xenial`. */
  readonly say?: (line: string) => void;
}

/**
 * The simulation has what the bundle asks for; no hook has run yet.
 *
 * In Juju's order: applications by name, machines, relations, and only then units, so that the units find all their
 * relations at install. A bundle that was deployed before is an update: only what is missing is added.
 */
export async function applyBundle(simulation: BundleTarget, bundle: Bundle, options: ApplyOptions = {}): Promise<void> {
  const say = options.say ?? (() => undefined);
  for (const name of Object.keys(bundle.applications).sort()) {
    const application = bundle.applications[name];
    if (application === undefined) continue;
    if (Object.hasOwn(simulation.model.applications, name)) update(simulation, name, application, say);
    else deploy(simulation, name, application, bundle, say);
  }
  const units = addUnits(simulation, bundle, say);
  units.addMachines();
  for (const [a, b] of bundle.relations) relate(simulation, a, b, say);
  units.addUnits();
}

function deploy(simulation: BundleTarget, name: string, body: BundleApplication, bundle: Bundle, say: (line: string) => void): void {
  const series = body.series ?? bundle.series;
  const on = series === null ? '' : ` on ${series}`;
  const from = body.isLocal ? '' : body.charm.startsWith('ch:') ? ' from charm-hub' : ' from charm-store';
  const charm = body.isLocal ? body.charm : shortName(body.charm);
  say(`- upload charm ${charm}${from}${series === null ? '' : ` for series ${series}`} with architecture=amd64`);
  const made = withMadeResources(body, (resources, names) => {
    simulation.deploy({
      application: name,
      charm: body.charm,
      options: body.options,
      resources,
      isExposed: body.isExposed,
      ...(series === null ? {} : { series }),
    });
    return names;
  });
  const using = !body.isLocal && shortName(body.charm) !== name ? ` using ${shortName(body.charm)}` : '';
  const channel = body.channel === null ? '' : ` with ${body.channel}`;
  say(`- deploy application ${name}${from}${on}${channel}${using}`);
  if (made.length > 0) say(`- attach to ${name} resources that the simulator makes: ${made.join(', ')}`);
  if (body.isExposed) say(exposed(name));
  if (body.hasAnnotations) say(`- set annotations for ${name}`);
}

/** Setting an option to the value that it has changes nothing in Juju either: no hook comes of it. */
function update(simulation: BundleTarget, name: string, body: BundleApplication, say: (line: string) => void): void {
  if (Object.keys(body.options).length > 0) {
    simulation.setConfig(name, body.options);
    say(`- set application options for ${name}`);
  }
  for (const [resource, file] of Object.entries(body.resources)) {
    simulation.attachResource(name, resource, file);
    say(`- attach resource ${resource} to ${name}`);
  }
  if (!body.isExposed) return;
  simulation.expose(name);
  say(exposed(name));
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

function exposed(name: string): string {
  return `- expose all endpoints of ${name} and allow access from CIDRs 0.0.0.0/0 and ::/0`;
}

/** `etcd` for `cs:~containers/xenial/etcd-85`. */
function shortName(charm: string): string {
  return (charm.split(/[:/]/).at(-1) ?? charm).replace(/-\d+$/, '');
}
