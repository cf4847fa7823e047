import { JujuRefused } from '../../model/model.ts';
import { seriesNamed } from '../../model/releases.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { changeModel } from './change-model.ts';

/**
 * The machine's units are prepared for the series (or base), or, when that is null, told that the machine has it.
 *
 * @throws JujuRefused for a series that machines here cannot have
 */
export async function upgradeMachine(
  world: CliWorld,
  place: ModelPlace,
  machine: string,
  target: string | null,
): Promise<void> {
  await changeModel(world, place, (simulation) => {
    if (target === null) {
      simulation.completeSeriesUpgrade(machine);
      world.stderr(`Upgrade machine for machine "${machine}" has successfully completed\n`);
      return;
    }
    const series = seriesNamed(target);
    if (series === null) throw new JujuRefused(`unknown series "${target}"`);
    simulation.prepareSeriesUpgrade(machine, series);
    world.stderr(
      `Juju is now ready for the machine to be updated.\n` +
        `When ready, run the following to complete the upgrade machine process:\n\n` +
        `juju upgrade-machine ${machine} complete\n`,
    );
  });
}
