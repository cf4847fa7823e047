import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Simulation } from '../simulation.ts';
import { optionsOf } from './with-simulation.ts';
import type { CliWorld, ModelPlace } from './world.ts';

/** `look` saw a model without anything in it, as one that was made at the place would be; the place is as it was. */
export async function withEmptyModel<T>(
  world: CliWorld,
  place: ModelPlace,
  look: (simulation: Simulation) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'juju-simulator-'));
  try {
    const simulation = await world.openSimulation(optionsOf({ ...place, folder }));
    try {
      return await look(simulation);
    } finally {
      await simulation.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
