import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Simulation } from '../simulation.ts';
import { checkModel, optionsOf } from './with-simulation.ts';
import type { CliWorld, ModelPlace } from './world.ts';

/** `act` ran on a copy of the model, which is gone: the model is as it was, or not there as before. */
export async function withScratchModel<T>(
  world: CliWorld,
  place: ModelPlace,
  act: (simulation: Simulation) => Promise<T>,
): Promise<T> {
  checkModel(place, true);
  const folder = mkdtempSync(path.join(tmpdir(), 'juju-simulator-'));
  if (existsSync(place.folder)) {
    const wanted = readdirSync(place.folder).filter((name) => !leftOut.test(name));
    for (const name of wanted) cpSync(path.join(place.folder, name), path.join(folder, name), { recursive: true });
  }
  const simulation = await world.openSimulation(optionsOf({ ...place, folder }));
  try {
    return await act(simulation);
  } finally {
    await simulation.close();
    rmSync(folder, { recursive: true });
  }
}

/** Machines are large, and who works on the model at the moment is of no matter to its copy. */
const leftOut = /^(?:machines|node|units)$|lock/u;
