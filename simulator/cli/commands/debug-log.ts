import { chosenLines, linesText } from '../text/log-lines.ts';
import type { LogFilter, LogLook } from '../text/log-lines.ts';
import { withModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

export interface LogRequest extends LogFilter, LogLook {
  /** Goes on with what is logged while another process runs hooks. */
  readonly isTailing: boolean;
}

/** The chosen lines of the log are printed. */
export async function debugLog(world: CliWorld, place: ModelPlace, request: LogRequest): Promise<void> {
  let known = 0;
  const printNext = (isFirst: boolean) =>
    withModel(world, place, (simulation) => {
      const log = simulation.log();
      const more = isFirst ? log : log.slice(known);
      known = log.length;
      world.stdout(linesText(chosenLines(more, isFirst ? request : { ...request, count: null }), request));
    });
  await printNext(true);
  while (request.isTailing && (await world.pause(lookAgainMs))) await printNext(false);
}

const lookAgainMs = 1000;
