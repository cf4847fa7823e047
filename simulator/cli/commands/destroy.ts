import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { JujuRefused } from '../../model/model.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The model and its simulated machines are gone. */
export function destroy(world: CliWorld, { folder }: ModelPlace): void {
  if (!existsSync(path.join(folder, 'model.json'))) throw new JujuRefused(`no model in ${folder}`);
  rmSync(folder, { recursive: true });
  world.stdout(`Model in ${folder} destroyed.\n`);
}

/**
 * The folder holds no model any more.
 *
 * @throws JujuRefused when there is something in it that is no model
 */
export function clearModel(folder: string): void {
  if (!existsSync(folder)) return;
  const isModel =
    existsSync(path.join(folder, 'model.json')) || readdirSync(folder).every((name) => ours.includes(name));
  if (!isModel)
    throw new JujuRefused(`${folder} holds something else than a model: choose another folder with --model`);
  rmSync(folder, { recursive: true });
}

/** What a run that was interrupted before it first saved leaves behind. */
const ours = ['machines', 'units', 'resources', 'log.jsonl'];
