import { unitYaml } from '../unit-yaml.ts';
import { withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The unit and its relation data are printed as YAML. */
export async function showUnit(world: CliWorld, place: ModelPlace, unit: string): Promise<void> {
  await withSimulation(world, place, {}, async ({ model }) => world.stdout(unitYaml(model, unit)));
}
