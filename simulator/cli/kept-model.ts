import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { JujuTrack } from '../model/juju-features.ts';
import { jujuTracks } from './juju-track.ts';

/** What is known of the model in a folder without opening it. */
export interface KeptModel {
  readonly name: string;
  readonly juju: JujuTrack;
}

/** The model that is kept in the folder; null when there is none that can be read. */
export function keptModel(folder: string): KeptModel | null {
  const file = path.join(folder, 'model.json');
  if (!existsSync(file)) return null;
  try {
    const decoded = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return decoded.success ? decoded.data.model : null;
  } catch {
    return null;
  }
}

const shape = z.object({ model: z.object({ name: z.string(), juju: z.enum(jujuTracks) }) });
