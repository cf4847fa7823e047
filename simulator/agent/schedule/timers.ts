import type { Model, Unit } from '../../model/model.ts';

/**
 * The first moment after this one, by the model's clock, at which something is due that only time brings: the retry of a
 * failed hook, update-status, collect-metrics, or what a secret's owner is told. Null when there is none.
 */
export function nextTimer(model: Model, after: number): number | null {
  let first: number | null = null;
  const consider = (at: number) => {
    if (at > after && (first === null || at < first)) first = at;
  };
  for (const unit of Object.values(model.units)) {
    if (!isListening(unit)) continue;
    if (unit.failed !== null) {
      if (unit.failed.retryAt !== null) consider(unit.failed.retryAt);
      continue;
    }
    if (!unit.isStarted || unit.life !== 'alive') continue;
    consider(unit.updateStatusAt);
    consider(unit.collectMetricsAt);
  }
  for (const time of secretTimes(model)) consider(time);
  return first;
}

/**
 * What is due at `now` is due for the agents; the units whose failed hook is to be tried again.
 *
 * A failed unit is told of nothing else: a tick that comes meanwhile is taken up when its hook has succeeded.
 */
export function fireTimers(model: Model, now: number): readonly string[] {
  const retried: string[] = [];
  for (const unit of Object.values(model.units)) {
    if (!isListening(unit)) continue;
    if (unit.failed !== null) {
      if (unit.failed.retryAt !== null && unit.failed.retryAt <= now) retried.push(unit.name);
      continue;
    }
    if (!unit.isStarted || unit.life !== 'alive') continue;
    if (unit.updateStatusAt > 0 && unit.updateStatusAt <= now) unit.isUpdateStatusDue = true;
    if (unit.collectMetricsAt > 0 && unit.collectMetricsAt <= now) unit.isCollectMetricsDue = true;
  }
  return retried;
}

function isListening(unit: Unit): boolean {
  return !unit.isAgentLost && unit.running === null && unit.life !== 'dead';
}

function secretTimes(model: Model): number[] {
  return Object.values(model.secrets).flatMap(({ rotateAt, revisions }) => [
    ...(rotateAt === null ? [] : [rotateAt]),
    ...Object.values(revisions).flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt])),
  ]);
}
