import { applicationOf } from '../../model/model.ts';
import type { Unit } from '../../model/model.ts';
import { dataOf } from '../../store/observe.ts';
import { settingsHash } from '../../model/options.ts';
import type { Decision } from './decide.ts';
import type { Juju } from '../juju.ts';

/** What the unit's agent looks at when it decides. */
export function decisionOf(juju: Juju, unit: Unit, seed: number | null): Decision {
  // Deciding reads much and writes nothing: the bare data does, and is faster than a view.
  const model = dataOf(juju.model);
  const application = applicationOf(model, unit.application);
  const { metadata, kind } = juju.charmOf(application);
  return {
    model,
    unit: dataOf(unit),
    settingsHash: settingsHash(application, metadata),
    seed,
    now: juju.now(),
    hasMetrics: metadata.hasMetrics ?? false,
    isStandIn: kind === 'stand-in',
  };
}
