import { jujuFeatures } from '../../model/juju-features.ts';
import { paintStatus } from '../paint.ts';
import type { Simulation } from '../../simulation.ts';
import { statusText } from '../status-text.ts';
import { withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The status tables are printed. */
export async function status(world: CliWorld, place: ModelPlace, hasRelations: boolean): Promise<void> {
  await withSimulation(world, place, {}, async (simulation) => {
    printStatus(world, simulation, hasRelations);
    const { applications, machines, name } = simulation.model;
    const isEmpty = Object.keys(applications).length === 0 && Object.keys(machines).length === 0;
    if (isEmpty) world.stderr(`\nModel "${name}" is empty.\n`);
  });
}

/** The status tables of an open simulation are printed. */
export function printStatus(world: CliWorld, simulation: Simulation, hasRelations: boolean): void {
  const now = simulation.now();
  const paint = world.isTerminal ? { paint: paintStatus } : {};
  world.stdout(
    statusText(simulation.model, {
      now,
      jujuVersion: jujuFeatures[simulation.model.juju].version,
      hasRelations,
      ...paint,
    }),
  );
}
