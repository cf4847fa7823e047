import type { CliWorld, ModelPlace } from '../world.ts';
import { unitView } from '../../model/unit-view.ts';
import { changeModel } from './change-model.ts';

/** The failed hooks of these units, or of all when null, are run again or taken as run. */
export async function resolveUnits(
  world: CliWorld,
  place: ModelPlace,
  units: readonly string[] | null,
  isRetried: boolean,
): Promise<void> {
  await changeModel(world, place, (simulation) => {
    const inError = Object.values(simulation.model.units).filter((unit) => unitView(unit).workload === 'error');
    for (const unit of units ?? inError.map(({ name }) => name)) simulation.resolved(unit, { isRetried });
  });
}
