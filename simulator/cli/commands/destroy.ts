import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { keptModel } from '../kept-model.ts';
import { JujuRefused } from '../../model/model.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/**
 * The model and its simulated machines are gone.
 *
 * @throws JujuRefused when there is none, or none of this name
 */
export function destroy(world: CliWorld, { folder }: ModelPlace, name: string | null): void {
  if (!existsSync(path.join(folder, 'model.json'))) throw new JujuRefused(`no model in ${folder}`);
  if (name !== null && keptModel(folder)?.name !== name)
    throw new JujuRefused(`model simulator:admin/${name} not found`);
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
