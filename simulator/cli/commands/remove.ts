import type { JujuFeatures } from '../../model/juju-features.ts';
import type { Simulation } from '../../simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { changeModel } from './change-model.ts';

export interface Removal {
  readonly isForced: boolean;
  readonly features: JujuFeatures;
}

/** The units are on their way out. */
export async function removeUnits(
  world: CliWorld,
  place: ModelPlace,
  units: readonly string[],
  removal: Removal,
): Promise<void> {
  await removeEach(world, place, { kind: 'unit', names: units, removal }, (simulation, unit, options) =>
    simulation.removeUnit(unit, options),
  );
}

/** The applications are on their way out. */
export async function removeApplications(
  world: CliWorld,
  place: ModelPlace,
  applications: readonly string[],
  removal: Removal,
): Promise<void> {
  await removeEach(world, place, { kind: 'application', names: applications, removal }, (simulation, name, options) => {
    const units = Object.values(simulation.model.units).filter(({ application }) => application === name);
    const gone = units.map((unit) => `- will remove unit ${unit.name}\n`);
    simulation.removeApplication(name, options);
    // In 2.9 these are for --verbose only.
    return removal.features.hasRunAction ? [] : gone;
  });
}

/** The machines are gone. */
export async function removeMachines(
  world: CliWorld,
  place: ModelPlace,
  machines: readonly string[],
  removal: Removal,
): Promise<void> {
  await removeEach(world, place, { kind: 'machine', names: machines, removal }, (simulation, machine, options) =>
    simulation.removeMachine(machine, options),
  );
}

interface Removed {
  readonly kind: 'application' | 'machine' | 'unit';
  readonly names: readonly string[];
  readonly removal: Removal;
}

async function removeEach(
  world: CliWorld,
  place: ModelPlace,
  { kind, names, removal: { isForced, features } }: Removed,
  /** The answer is what goes with it. */
  remove: (simulation: Simulation, name: string, options: { readonly isForced?: boolean }) => readonly string[] | void,
): Promise<void> {
  const verb = features.hasRunAction ? 'removing' : 'will remove';
  await changeModel(world, place, (simulation) => {
    for (const name of names) {
      const gone = remove(simulation, name, isForced ? { isForced } : {}) ?? [];
      world.stderr([`${verb} ${kind} ${name}\n`, ...gone].join(''));
    }
  });
}
