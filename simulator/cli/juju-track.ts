import { jujuFeatures } from '../model/juju-features.ts';
import type { JujuTrack } from '../model/juju-features.ts';
import { UsageWrong } from './usage-wrong.ts';

/**
 * The line of Juju of this name or version.
 *
 * @throws UsageWrong for one that the simulator does not know
 */
export function parseTrack(text: string): JujuTrack {
  const found = jujuTracks.find((track) => text === track || text === jujuFeatures[track].version);
  if (found === undefined)
    throw new UsageWrong(`invalid value "${text}" for option --juju: it is one of ${jujuTracks.join(', ')}`);
  return found;
}

/** Oldest first. */
export const jujuTracks = ['2.9', '3.6', '4.0'] as const satisfies readonly JujuTrack[];
