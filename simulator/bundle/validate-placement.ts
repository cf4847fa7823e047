import { constraintsProblem } from '../model/constraints.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import { isSeries } from './content.ts';
import { parsePlacement } from './placement.ts';
import type { Placement } from './placement.ts';
import type { BundleFields } from './schema.ts';
import { placementOrder } from './units.ts';

/** What Juju would refuse about machines and `to` directives. */
export function checkPlacements(bundle: BundleFields, { hasKvm }: JujuFeatures): string[] {
  const problems: string[] = [];
  const referred = new Set<string>();
  for (const [name, body] of Object.entries(bundle.applications ?? {})) {
    const to = body?.to ?? [];
    if (to.length > 0 && to.length > (body?.num_units ?? 0)) {
      problems.push(`too many units specified in unit placement for application "${name}"`);
    }
    for (const text of to) {
      const parsed = parsePlacement(text);
      const placement = parsed?.container === 'kvm' && !hasKvm ? null : parsed;
      if (placement?.target.kind === 'machine') referred.add(placement.target.id);
      problems.push(...problemOf(text, placement, bundle));
    }
  }
  problems.push(...checkMachines(bundle, referred));
  const order = placementOrder(bundle.applications ?? {});
  if (order.cycle.length > 0) problems.push(`cycle in placement directives for: ${order.cycle.join(' ')}`);
  return problems;
}

function problemOf(text: string, placement: Placement | null, bundle: BundleFields): string[] {
  if (placement === null) return [`invalid placement syntax "${text}"`];
  const { target } = placement;
  if (target.kind === 'new') return [];
  if (target.kind === 'machine') {
    if (Object.hasOwn(bundle.machines ?? {}, target.id)) return [];
    return [`placement "${text}" refers to a machine not defined in this bundle`];
  }
  const application = bundle.applications?.[target.application];
  if (application === undefined || application === null) {
    return [`placement "${text}" refers to an application not defined in this bundle`];
  }
  const units = application.num_units ?? 0;
  if (target.kind === 'unit' && target.number >= units) {
    return [`placement "${text}" specifies a unit greater than the ${units} unit(s) started by the target application`];
  }
  return [];
}

function checkMachines(bundle: BundleFields, referred: ReadonlySet<string>): string[] {
  return Object.entries(bundle.machines ?? {}).flatMap(([id, body]) => {
    if (!/^\d+$/.test(id)) return [`invalid machine id "${id}" found in machines`];
    const problems = referred.has(id) ? [] : [`machine "${id}" is not referred to by a placement directive`];
    const { series, base, constraints } = body ?? {};
    const wrong = constraintsProblem(constraints ?? '');
    if (wrong !== null) problems.push(`invalid constraints "${constraints}" in machine "${id}": ${wrong}`);
    if (series !== undefined && !isSeries({ series })) {
      problems.push(`invalid series "${series}" for machine "${id}"`);
    }
    if (base !== undefined && !isSeries({ base })) problems.push(`invalid base "${base}" for machine "${id}"`);
    return problems;
  });
}
