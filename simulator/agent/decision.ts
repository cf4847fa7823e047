import { applicationOf } from '../model/model.ts';
import type { Unit } from '../model/model.ts';
import { settingsHash } from '../model/options.ts';
import type { Decision } from './decide.ts';
import type { Juju } from './juju.ts';

/** What the unit's agent looks at when it decides. */
export function decisionOf(juju: Juju, unit: Unit, seed: number | null): Decision {
  const application = applicationOf(juju.model, unit.application);
  const { metadata, kind } = juju.charmOf(application);
  return {
    model: juju.model,
    unit,
    settingsHash: settingsHash(application, metadata),
    seed,
    now: juju.now(),
    hasMetrics: metadata.hasMetrics ?? false,
    isStandIn: kind === 'stand-in',
  };
}
