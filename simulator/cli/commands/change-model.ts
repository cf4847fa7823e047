import type { Simulation } from '../../simulation.ts';
import { settle, withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The change was made, and the hooks that follow from it have run. */
export async function changeModel(
  world: CliWorld,
  place: ModelPlace,
  change: (simulation: Simulation) => void,
): Promise<void> {
  await withSimulation(world, place, {}, async (simulation) => {
    change(simulation);
    await settle(world, simulation);
  });
}
