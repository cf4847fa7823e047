import { HookToolFailed } from '../juju/juju.ts';
import type { ApplicationUnits } from './input-types.ts';
import type { Sources } from './sources.ts';

/**
 * The units of the application, when it is a quarter of an hour since Nodes of units that are gone were looked for; null
 * before, so that a settled hook asks Juju nothing. A Juju that does not tell is asked the next time.
 */
export async function askForUnits({ machine, record, tools }: Sources): Promise<ApplicationUnits | null> {
  const { sweptAt } = record();
  // A clock that was set back must not stop it.
  if (sweptAt !== null && Math.abs(machine.now() - sweptAt) < pauseMs) return null;
  try {
    const isLeader = await tools.isLeader();
    return { isLeader, units: isLeader ? await tools.goalUnits() : [] };
  } catch (error) {
    if (!(error instanceof HookToolFailed)) throw error;
    return { isLeader: false, units: [] };
  }
}

const pauseMs = 15 * 60_000;
