import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { jujuFeatures } from '../model/juju-features.ts';
import type { JujuTrack } from '../model/juju-features.ts';
import { UsageWrong } from './usage-wrong.ts';

/** Whose rules the model in the folder has; null when there is none that can be read. */
export function modelTrack(folder: string): JujuTrack | null {
  const file = path.join(folder, 'model.json');
  if (!existsSync(file)) return null;
  try {
    const decoded = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return decoded.success ? decoded.data.model.juju : null;
  } catch {
    return null;
  }
}

/** @throws UsageWrong for a line of Juju that the simulator does not know */
export function parseTrack(text: string): JujuTrack {
  const found = jujuTracks.find((track) => text === track || text === jujuFeatures[track].version);
  if (found === undefined)
    throw new UsageWrong(`invalid value "${text}" for option --juju: it is one of ${jujuTracks.join(', ')}`);
  return found;
}

/** Oldest first. */
export const jujuTracks = ['2.9', '3.6', '4.0'] as const satisfies readonly JujuTrack[];

const shape = z.object({ model: z.object({ juju: z.enum(jujuTracks) }) });
