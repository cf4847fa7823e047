import { createCharms, loadCharm } from '../agent/files/charms.ts';
import type { LoadedCharm } from '../agent/juju.ts';
import { inert, standIns } from '../charms/charms.ts';
import type { CharmMetadata } from '../contract.ts';
import type { CharmPlace } from './local-charm.ts';
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

/**
 * The charm that would be deployed from there.
 *
 * @throws JujuRefused when it is none that Juju understands
 */
export function charmAt({ charmFolder, folder }: ModelPlace, { charm, files }: CharmPlace): LoadedCharm {
  const { charmOf, charmSource } = createCharms({ standIns, inert }, { charmFolder, folder });
  const source = files ?? charmSource(charm);
  return source === null ? charmOf({ charm, charmFiles: null }) : loadCharm(source);
}
