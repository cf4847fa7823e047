import { charmUrlOf } from '../../model/kept-charm.ts';
import { applicationOf, JujuRefused, unitsOf } from '../../model/model.ts';
import type { Application } from '../../model/model.ts';
import { relationKey } from '../../model/endpoints.ts';
import { dropUnknownOptions } from '../../model/options.ts';
import { addPeerRelation, findRelation } from '../../model/relations.ts';
import { createStorages } from '../../model/storage.ts';
import { checkResource, keepResource } from '../files/attach-resource.ts';
import { loadCharm } from '../files/charms.ts';
import type { Juju, LoadedCharm } from '../juju.ts';
import { keepCharm, nextCopy } from '../files/keep-charm.ts';
import { layUnit } from '../files/lay-unit.ts';

export interface Refresh {
  /** Another place of the charm, as in `NewApplication`; where it came from when left out. */
  readonly charm?: string;
  readonly files?: string;
  readonly channel?: string;
  readonly resources?: Readonly<Record<string, string>>;
  /** `--force-units`: units in error get the files too. */
  readonly isForced?: boolean;
}

/**
 * The controller has the charm's files as they are at this moment; upgrade-charm is due on every unit that is not in error.
 *
 * @throws JujuRefused, with nothing changed, when the charm cannot be read or would break a relation
 */
export function refresh(juju: Juju, name: string, wanted: Refresh = {}): void {
  const application = applicationOf(juju.model, name);
  const url = wanted.charm ?? application.charm;
  const source = wanted.files ?? juju.charmSource(url);
  const charm = newCharm(juju, application, url, source);
  const { resources = {} } = wanted;
  checkEndpoints(juju, application, url, charm);
  if (charm.metadata.isSubordinate !== application.isSubordinate && !charm.isInert)
    throw new JujuRefused(`cannot upgrade application "${name}" to charm "${url}": subordinacy must not change`);
  for (const [resource, file] of Object.entries(resources)) checkResource(charm, resource, file);
  if (source !== null) {
    const isUnpacked = wanted.files !== undefined;
    application.charmFiles = keepCharm(juju.folder, { name: charm.metadata.name, source, isUnpacked });
  }
  if (charm.kind === 'stand-in') application.charmFiles = null;
  application.charm = url;
  if (wanted.channel !== undefined) application.channel = wanted.channel;
  for (const [resource, file] of Object.entries(resources))
    keepResource(juju, application, charm, { name: resource, file });
  if (charm.kind === 'process') dropUnknownOptions(application, charm.metadata);
  addPeers(juju, application, charm);
  addStorages(juju, application, charm);
  touchCharm(juju, application, wanted.isForced ?? false);
}

/** The charm counts as replaced: upgrade-charm is due. Forced, units in error have the files at once, and are not told. */
export function touchCharm(juju: Juju, application: Application, isForced = false): void {
  application.charmRevision += 1;
  if (!isForced) return;
  for (const unit of unitsOf(juju.model, application.name)) if (unit.failed !== null) layUnit(juju, unit);
}

/** A charm whose files lie nowhere any more stays as the controller has it. */
function newCharm(juju: Juju, { charm, charmFiles }: Application, url: string, source: string | null): LoadedCharm {
  if (source !== null) return loadCharm(source, juju.features);
  return juju.charmOf({ charm: url, charmFiles: url === charm ? charmFiles : null });
}

function checkEndpoints({ model, folder }: Juju, application: Application, url: string, charm: LoadedCharm): void {
  if (charm.isInert) return;
  for (const relation of Object.values(model.relations)) {
    const own = relation.endpoints.find((end) => end.application === application.name);
    if (own === undefined || own.isImplicit || relation.life !== 'alive') continue;
    const kept = charm.metadata.endpoints[own.name];
    if (kept?.role === own.role && kept.interface === own.interface) continue;
    const shown = charmUrlOf(
      { ...application, charm: url, charmFiles: nextCopy(folder, charm.metadata.name) },
      charm.metadata.name,
      model.juju,
    );
    throw new JujuRefused(
      `cannot upgrade application "${application.name}" to charm "${shown}": would break relation "${relationKey(relation.endpoints)}"`,
    );
  }
}

/** Units that are there have the storage that the charm has come to want. */
function addStorages({ model }: Juju, application: Application, { metadata }: LoadedCharm): void {
  if (metadata.storages === undefined) return;
  application.storages = metadata.storages;
  for (const unit of unitsOf(model, application.name)) createStorages(model, unit);
}

function addPeers({ model }: Juju, { name: application }: Application, { metadata }: LoadedCharm): void {
  for (const [name, definition] of Object.entries(metadata.endpoints)) {
    const isThere = findRelation(model, `${application}:${name}`) !== undefined;
    if (definition.role === 'peers' && !isThere)
      addPeerRelation(model, { application, name, isImplicit: false, ...definition });
  }
}
