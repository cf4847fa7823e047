import { JujuRefused, unitOf } from '../../model/model.ts';
import { noteHook } from '../run/commit.ts';
import { openContext } from '../hook-context.ts';
import type { Juju } from '../juju.ts';

/**
 * The failed hook is queued, or taken as run; files that could not be replaced are tried again.
 *
 * @throws JujuRefused when the unit is not in error
 */
export function resolve(juju: Juju, name: string, isRetried: boolean): void {
  const unit = unitOf(juju.model, name);
  const { failed, upgradeFailure } = unit;
  if (failed === null && upgradeFailure === null) throw new JujuRefused(`unit "${name}" is not in an error state`);
  unit.agentStatus = { status: 'idle', message: '', since: juju.now() };
  unit.upgradeFailure = null;
  if (failed === null) return;
  unit.failed = null;
  if (isRetried) unit.queued = failed.hook;
  else noteHook(juju, openContext(juju, unit, failed.hook));
}
