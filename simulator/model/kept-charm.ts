import type { JujuTrack } from './juju-features.ts';
import { jujuFeatures } from './juju-features.ts';
import type { Application } from './model.ts';
import { parseCharmUrl } from '../charm/charm-url.ts';

type Charm = Pick<Application, 'charm' | 'charmFiles' | 'charmRevision' | 'series'>;

/** The revision that `juju status` shows: of a store URL, or as the controller has counted what was uploaded. */
export function revisionOf({ charm, charmFiles, charmRevision }: Charm): number {
  const kept = /-(\d+)$/u.exec(charmFiles ?? '')?.[1];
  const ofStore = parseCharmUrl(charm).isPath ? undefined : /-(\d+)$/u.exec(charm)?.[1];
  return Number(ofStore ?? kept ?? charmRevision);
}

/** The URL by which the controller knows the charm: `local:focal/etcd-3`, from 3.0 on `local:etcd-3`; a store's as named. */
export function charmUrlOf(application: Charm, charmName: string, juju: JujuTrack): string {
  const { charm, series } = application;
  if (!parseCharmUrl(charm).isPath) return /^[a-z]+:/u.test(charm) ? charm : `ch:${charm}`;
  const place = jujuFeatures[juju].hasBases ? '' : `${series}/`;
  return `local:${place}${charmName}-${revisionOf(application)}`;
}
