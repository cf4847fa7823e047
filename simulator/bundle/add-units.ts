import type { BundleTarget } from './target.ts';
import type { Bundle, BundleApplication } from './content.ts';
import { placementOfUnit, placementOrder } from './units.ts';

/** The two steps in which machines and units of a bundle come to be: relations are added between them. */
export interface UnitSteps {
  /** Every machine of the bundle that a unit to be added refers to exists. */
  addMachines(): void;
  /** Every application has as many units as the bundle says, each where its placement says. */
  addUnits(): void;
}

/** The steps for those units of the bundle that the simulation does not have. */
export function addUnits(simulation: BundleTarget, bundle: Bundle, say: (line: string) => void): UnitSteps {
  const missing = missingUnits(simulation, bundle);
  const machines = new Map<string, string>();
  const nextUnit = new Map<string, number>();
  const before = new Set(Object.keys(simulation.model.machines));
  const placeText = (machine: string) =>
    machine.includes('/') ? machine : `${before.has(machine) ? 'existing' : 'new'} machine ${machine}`;

  const addMachines = () => {
    const referred = new Set(
      missing.flatMap(({ place }) => (place?.target.kind === 'machine' ? [place.target.id] : [])),
    );
    for (const id of [...referred].sort((a, b) => Number(a) - Number(b))) {
      const series = bundle.machines[id]?.series ?? bundle.series;
      const made = simulation.addMachine(series === null ? {} : { series });
      machines.set(id, made);
      say(`- add new machine ${made}`);
    }
  };

  /** The machine of the unit that a placement names; null when the application has no further unit. */
  const unitsMachine = (name: string, application: string, number: number | null): string | null => {
    const key = `${name} ${application}`;
    const index = number ?? nextUnit.get(key) ?? 0;
    if (number === null) nextUnit.set(key, index + 1);
    const unit = `${application}/${index}`;
    return simulation.model.units[unit]?.machine ?? null;
  };

  const hostFor = ({ name, place }: MissingUnit): string | null => {
    switch (place?.target.kind) {
      case 'machine':
        return machines.get(place.target.id) ?? null;
      case 'unit':
        return unitsMachine(name, place.target.application, place.target.number);
      case 'application':
        return unitsMachine(name, place.target.application, null);
      case 'new':
      case undefined:
        return null;
    }
  };

  const addUnit = (unit: MissingUnit) => {
    const { name, body, place } = unit;
    const series = body.series ?? bundle.series;
    const ofSeries = series === null ? {} : { series };
    const host = hostFor(unit);
    if (place === null || (place.container === null && host === null)) {
      const added = simulation.addUnit(name);
      say(`- add unit ${added} to ${placeText(simulation.model.units[added]?.machine ?? '')}`);
      return;
    }
    const why =
      place.target.kind === 'unit' || place.target.kind === 'application' ? ` to satisfy [${place.directive}]` : '';
    if (place.container === null && host !== null) {
      say(`- add unit ${simulation.addUnit(name, { machine: host })} to ${placeText(host)}${why}`);
      return;
    }
    const parent = host === null ? simulation.addMachine(ofSeries) : topOf(host);
    const container = simulation.addMachine({ ...ofSeries, container: { parent } });
    say(`- add ${place.container} container ${container} on ${placeText(parent)}`);
    say(`- add unit ${simulation.addUnit(name, { machine: container })} to ${container}${why}`);
  };

  return { addMachines, addUnits: () => missing.forEach(addUnit) };
}

interface MissingUnit {
  readonly name: string;
  readonly body: BundleApplication;
  readonly place: ReturnType<typeof placementOfUnit>;
}

function missingUnits(simulation: BundleTarget, bundle: Bundle): MissingUnit[] {
  const existing = Object.keys(simulation.model.units);
  return placementOrder(bundle.applications).order.flatMap((name) => {
    const body = bundle.applications[name];
    if (body === undefined) return [];
    const has = existing.filter((unit) => unit.startsWith(`${name}/`)).length;
    const count = Math.max(0, body.unitCount - has);
    return Array.from({ length: count }, (_, n) => ({ name, body, place: placementOfUnit(body.to, has + n) }));
  });
}

/** A container's machine: Juju puts no container into a container. */
function topOf(machine: string): string {
  return machine.split('/')[0] ?? machine;
}
