import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { JujuRefused } from '../model/model.ts';
import type { Progress, Simulation, SimulationOptions } from '../simulation.ts';
import { keptModel } from './kept-model.ts';
import { createProgress } from './text/progress.ts';
import type { CliWorld, ModelPlace } from './world.ts';

export interface SimulationRun {
  /** A model that is not there yet is made; else its absence is an error. */
  readonly isNewAllowed?: boolean;
  /** Where progress is shown. */
  readonly progressTo?: 'stdout' | 'stderr';
}

/**
 * The model was opened, `act` ran, and the model is saved and closed, whatever happened.
 *
 * One that was made here, and in which nothing came to be before `act` failed, is not kept.
 */
export async function withSimulation<T>(
  world: CliWorld,
  place: ModelPlace,
  { isNewAllowed = false, progressTo = 'stderr' }: SimulationRun,
  act: (simulation: Simulation) => Promise<T>,
): Promise<T> {
  checkModel(place, isNewAllowed);
  const isFolderNew = !existsSync(place.folder);
  const progress = createProgress({
    write: progressTo === 'stdout' ? world.stdout : world.stderr,
    isTerminal: world.isTerminal && progressTo === 'stdout',
    columns: world.columns,
    now: Date.now,
  });
  const onProgress = (event: Progress) => progress.show(event);
  const simulation = await world.openSimulation({ ...optionsOf(place), onProgress });
  const interrupted = () => {
    progress.stop();
    world.stderr('Interrupted: hooks that were running are run again at the next command.\n');
    void simulation.close().finally(() => process.exit(130));
  };
  let isDone = false;
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const result = await act(simulation);
    isDone = true;
    return result;
  } finally {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
    progress.stop();
    const isKept = isDone || !isFolderNew || !isEmpty(simulation);
    if (isKept) await simulation.save();
    await simulation.close();
    if (!isKept) rmSync(place.folder, { recursive: true, force: true });
  }
}

function isEmpty({ model }: Simulation): boolean {
  return Object.keys(model.applications).length === 0 && Object.keys(model.machines).length === 0;
}

/** The model was looked at, as it was last saved; nothing ran, and nothing is written. */
export async function withModel<T>(
  world: CliWorld,
  place: ModelPlace,
  look: (simulation: Simulation) => T | Promise<T>,
): Promise<T> {
  checkModel(place, false);
  const simulation = await world.openSimulation({ ...optionsOf(place), isReadOnly: true });
  try {
    return await look(simulation);
  } finally {
    await simulation.close();
  }
}

/** No hook is due any more; hooks that went on failing are named on standard error. */
export async function settle(world: CliWorld, simulation: Simulation): Promise<void> {
  await simulation.settle();
  sayErrors(world, simulation);
}

/** Units in error are named on standard error. */
export function sayErrors(world: CliWorld, simulation: Simulation): void {
  for (const { name, agentStatus } of Object.values(simulation.model.units)) {
    if (agentStatus.status === 'error')
      world.stderr(`WARNING ${name}: ${agentStatus.message}; see debug-log --include ${name}\n`);
  }
}

/** How the model of the place is opened. */
export function optionsOf({ folder, charmFolder, juju }: ModelPlace): SimulationOptions {
  return { folder, charmFolder, ...(juju === null ? {} : { juju }) };
}

/** @throws JujuRefused when there is no model, unless one may be made, or it has the rules of another Juju than asked for */
export function checkModel({ folder, juju }: ModelPlace, isNewAllowed: boolean): void {
  if (!isNewAllowed && !existsSync(path.join(folder, 'model.json')))
    throw new JujuRefused(`no model in ${folder}: deploy something first`);
  const kept = keptModel(folder);
  if (juju !== null && kept !== null && kept.juju !== juju)
    throw new JujuRefused(
      `the model in ${folder} has the rules of Juju ${kept.juju}, not of ${juju}: a model keeps its own; name another folder with --model`,
    );
}
