import { formatted } from '../text/formats.ts';
import { unitData } from '../text/unit-data.ts';
import { withModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The units and what is on their relations are printed. */
export async function showUnit(
  world: CliWorld,
  place: ModelPlace,
  units: readonly string[],
  format: 'json' | 'yaml',
): Promise<void> {
  await withModel(world, place, ({ model }) =>
    world.stdout(formatted(Object.fromEntries(units.map((unit) => [unit, unitData(model, unit)])), format)),
  );
}
