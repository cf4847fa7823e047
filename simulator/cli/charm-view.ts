import { parseCharmUrl } from '../model/charm-url.ts';
import type { Application, Seen } from '../model/model.ts';

/** What an operator sees of where an application's charm comes from. */
export interface CharmView {
  readonly name: string;
  readonly origin: 'charmhub' | 'charmstore' | 'local';
  /** Empty for a local charm. */
  readonly channel: string;
  readonly revision: number;
}

/** The charm of the application as the status tables show it. */
export function charmView({ charm, channel, charmRevision, charmFiles }: Seen<Application>): CharmView {
  const { name, isPath } = parseCharmUrl(charm);
  // The controller counts what was uploaded; the model's revision grows with resources, too.
  const uploaded = /-(\d+)$/.exec(charmFiles ?? '')?.[1];
  if (isPath)
    return { name, origin: 'local', channel: '', revision: uploaded === undefined ? charmRevision : Number(uploaded) };
  const inUrl = /-(\d+)$/.exec(charm)?.[1];
  return {
    name,
    origin: charm.startsWith('cs:') ? 'charmstore' : 'charmhub',
    channel: channel ?? 'stable',
    revision: inUrl === undefined ? charmRevision : Number(inUrl),
  };
}
