import type { Simulation } from '../../simulation.ts';
import { settle, withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The change was made, and the hooks that follow from it have run, unless they are left to a later command. */
export async function changeModel(
  world: CliWorld,
  place: ModelPlace,
  change: (simulation: Simulation) => void | Promise<void>,
): Promise<void> {
  await withSimulation(world, place, {}, async (simulation) => {
    await change(simulation);
    if (place.isSettling) await settle(world, simulation);
  });
}
