import type { Series } from '../../contract.ts';
import { parseCharmUrl } from '../../charm/charm-url.ts';
import { JujuRefused } from '../../model/model.ts';
import { newApplication } from '../../model/new-application.ts';
import { setOptions } from '../../model/options.ts';
import { addPeerRelation } from '../../model/relations.ts';
import { checkResource, keepResource } from '../files/attach-resource.ts';
import { loadCharm } from '../files/charms.ts';
import type { Juju } from '../juju.ts';
import { keepCharm } from '../files/keep-charm.ts';

export interface NewApplication {
  readonly application: string;
  /** As in a bundle: a store URL or a path. */
  readonly charm: string;
  /** The charm's files, where they lie elsewhere than at the path that `charm` is: an archive that was unpacked. */
  readonly files?: string;
  readonly series?: Series;
  /** Of the store. */
  readonly channel?: string;
  readonly options?: Readonly<Record<string, string>>;
  /** Resource name to file. */
  readonly resources?: Readonly<Record<string, string>>;
  readonly isExposed?: boolean;
  readonly isTrusted?: boolean;
  readonly constraints?: string;
}

/** @throws JujuRefused, with nothing deployed, for what Juju refuses */
export function deploy(juju: Juju, wanted: NewApplication): void {
  const { model, folder } = juju;
  const { application: name, charm: url, options = {}, resources = {} } = wanted;
  if (model.applications[name] !== undefined)
    throw new JujuRefused(`cannot add application "${name}": application already exists`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*$/u.test(name))
    throw new JujuRefused(`application name "${name}" not valid`);
  const source = wanted.files ?? juju.charmSource(url);
  const charm = source === null ? juju.charmOf({ charm: url, charmFiles: null }) : loadCharm(source, juju.features);
  const { metadata, kind } = charm;
  const series = wanted.series ?? parseCharmUrl(url).series ?? 'focal';
  const { channel, isExposed, isTrusted, constraints } = wanted;
  const start = { name, charm: url, series, isSubordinate: metadata.isSubordinate };
  const made = newApplication({ ...start, channel, isExposed, isTrusted, constraints });
  if (metadata.storages !== undefined) made.storages = metadata.storages;
  setOptions(made, metadata, options, kind === 'stand-in');
  for (const [resource, file] of Object.entries(resources)) checkResource(charm, resource, file);
  if (source !== null) {
    const isUnpacked = wanted.files !== undefined;
    made.charmFiles = keepCharm(folder, { name: metadata.name, source, isUnpacked });
  }
  for (const [resource, file] of Object.entries(resources)) keepResource(juju, made, charm, { name: resource, file });
  model.applications[name] = made;
  for (const [endpoint, definition] of Object.entries(metadata.endpoints)) {
    if (definition.role === 'peers')
      addPeerRelation(model, { application: name, name: endpoint, isImplicit: false, ...definition });
  }
}
