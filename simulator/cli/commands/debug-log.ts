import { levels, logText } from '../log-lines.ts';
import type { LogFilter } from '../log-lines.ts';
import { JujuRefused } from '../../model/model.ts';
import { withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The chosen lines of the log are printed. */
export async function debugLog(world: CliWorld, place: ModelPlace, filter: LogFilter): Promise<void> {
  if (!levels.includes(filter.level.toUpperCase())) {
    throw new JujuRefused(`level value "${filter.level}" is not one of "${levels.join('", "')}"`);
  }
  if (filter.count !== null && !Number.isInteger(filter.count)) throw new JujuRefused('--lines expects a number');
  await withSimulation(world, place, {}, async (simulation) => world.stdout(logText(simulation.log(), filter)));
}
