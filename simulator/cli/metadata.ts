import { createCharms } from '../agent/charms.ts';
import { inert, standIns } from '../charms/charms.ts';
import type { CharmMetadata } from '../contract.ts';
import { JujuRefused } from '../model/model.ts';
import type { Model, Seen } from '../model/model.ts';
import type { ModelPlace } from './world.ts';

/**
 * What the application's charm declares.
 *
 * @throws JujuRefused when there is no such application
 */
export function metadataOf(
  { charmFolder, folder }: ModelPlace,
  model: Seen<Model>,
  application: string,
): CharmMetadata {
  const found = model.applications[application];
  if (found === undefined) throw new JujuRefused(`application "${application}" not found`);
  return createCharms({ standIns, inert }, { charmFolder, folder }).charmOf(found).metadata;
}
