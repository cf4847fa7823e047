import { applicationData } from '../text/application-data.ts';
import { formatted } from '../text/formats.ts';
import { metadataOf } from '../metadata.ts';
import { withModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The applications are printed. */
export async function showApplication(
  world: CliWorld,
  place: ModelPlace,
  applications: readonly string[],
  format: 'json' | 'yaml',
): Promise<void> {
  await withModel(world, place, ({ model }) => {
    const shown = applications.map((name) => {
      const endpoints = Object.keys(metadataOf(place, model, name).endpoints);
      return [name, applicationData(model, name, endpoints)] as const;
    });
    world.stdout(formatted(Object.fromEntries(shown), format));
  });
}
