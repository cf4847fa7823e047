import { parseCharmUrl } from '../../charm/charm-url.ts';
import { revisionOf } from '../../model/kept-charm.ts';
import type { Application, Seen } from '../../model/model.ts';

/** What an operator sees of where an application's charm comes from. */
export interface CharmView {
  readonly name: string;
  readonly origin: 'charmhub' | 'charmstore' | 'local';
  /** Empty for a local charm. */
  readonly channel: string;
  readonly revision: number;
}

/** The charm of the application as the status tables show it. */
export function charmView(application: Seen<Application>): CharmView {
  const { charm, channel } = application;
  const { name, isPath } = parseCharmUrl(charm);
  const revision = revisionOf(application);
  if (isPath) return { name, origin: 'local', channel: '', revision };
  return {
    name,
    origin: charm.startsWith('cs:') ? 'charmstore' : 'charmhub',
    channel: channel ?? 'stable',
    revision,
  };
}
