import { formatted } from '../text/formats.ts';
import { paintStatus } from '../text/paint.ts';
import type { Simulation } from '../../simulation.ts';
import { statusData } from '../text/status-data.ts';
import { selectedModel } from '../text/status-selection.ts';
import { statusText } from '../text/status-text.ts';
import { withModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

export interface StatusRequest {
  /** Applications, units, machines or a workload's status; everything when empty. */
  readonly selectors: readonly string[];
  readonly format: 'json' | 'tabular' | 'yaml';
  readonly hasRelations: boolean;
  /** Seconds after which it is shown anew; null for once. */
  readonly watchSeconds: number | null;
}

/** The status is printed, once or again and again. */
export async function status(world: CliWorld, place: ModelPlace, request: StatusRequest): Promise<void> {
  const { watchSeconds } = request;
  for (;;) {
    await withModel(world, place, (simulation) => {
      if (watchSeconds !== null && world.isTerminal) world.stdout(homeAndWipe);
      show(world, simulation, request);
    });
    if (watchSeconds === null || !(await world.pause(watchSeconds * 1000))) return;
  }
}

/** The status tables of an open simulation are printed. */
export function printStatus(world: CliWorld, simulation: Simulation, hasRelations: boolean): void {
  show(world, simulation, { selectors: [], format: 'tabular', hasRelations });
}

const homeAndWipe = '\u001b[H\u001b[2J';

function show(
  world: CliWorld,
  simulation: Simulation,
  { selectors, format, hasRelations }: Omit<StatusRequest, 'watchSeconds'>,
): void {
  const model = selectedModel(simulation.model, selectors);
  const now = simulation.now();
  if (format !== 'tabular') {
    world.stdout(formatted(statusData(model, now, simulation.model), format));
    return;
  }
  world.stdout(
    statusText(model, {
      now,
      hasRelations,
      whole: simulation.model,
      ...(world.isTerminal ? { paint: paintStatus } : {}),
    }),
  );
  const isEmpty = Object.keys(model.applications).length === 0 && Object.keys(model.machines).length === 0;
  if (!isEmpty) return;
  world.stderr(
    selectors.length === 0 ? `\nModel "${model.name}" is empty.\n` : '\nNothing matched specified filter.\n',
  );
}
