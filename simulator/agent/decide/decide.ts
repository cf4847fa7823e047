import { leaderOf } from '../../model/model.ts';
import type { HookInfo, Model, Task, Unit } from '../../model/model.ts';
import { jujuFeatures } from '../../model/juju-features.ts';
import { createdHook, relationHook } from './decide-relations.ts';
import { secretHook } from './decide-secrets.ts';
import { areStoragesReady, storageHook } from './decide-storages.ts';
import { requestedHook } from './requested-hook.ts';
import { simple } from './simple-hook.ts';

export interface Decision {
  readonly model: Model;
  readonly unit: Unit;
  /** What the settings of the unit's application are at this moment. */
  readonly settingsHash: string;
  /** Null takes relations in the order in which they were made. */
  readonly seed: number | null;
  /** Seconds since the epoch, by the model's clock. */
  readonly now: number;
  /** The charm has metrics.yaml. */
  readonly hasMetrics: boolean;
  /** A stand-in: it is told what the leader's stand-in shares also by a Juju that has no leader settings. */
  readonly isStandIn: boolean;
}

export type Job = { readonly kind: 'hook'; readonly hook: HookInfo } | { readonly kind: 'task'; readonly task: Task };

/**
 * What this unit's agent does next, or null when nothing is due: the first that is due in Juju's own order.
 *
 * Pure. A failed hook is not retried from here: that is up to the caller. The hook `upgrade-charm` that is due stands
 * for the replacement of the charm's files, too.
 */
export function nextJob(decision: Decision): Job | null {
  const { model, unit } = decision;
  if (unit.life === 'dead' || unit.isAgentLost || unit.running !== null || unit.runningTask !== null) return null;
  if (unit.upgradeFailure !== null) return null;
  if (unit.failed !== null) return taskJob(model, unit);
  if (unit.queued !== null) return hookJob(unit.queued);
  // The machine is being upgraded by hand: its agents wait until that is over.
  if (unit.seriesUpgrade?.step === 'prepared') return null;
  const isRunning = unit.isStarted && !unit.isStopped;
  const hook = announcement(decision) ?? (isRunning ? requested(decision) : null);
  if (hook !== null) return hookJob(hook);
  const task = isRunning ? taskJob(model, unit) : null;
  return task ?? hookJob(storageHook(model, unit) ?? (unit.life === 'alive' ? aliveHook : dyingHook)(decision));
}

function hookJob(hook: HookInfo | null): Job | null {
  return hook === null ? null : { kind: 'hook', hook };
}

/** Numbers of tasks are keys that JavaScript keeps in ascending order. */
function taskJob(model: Model, unit: Unit): Job | null {
  for (const id of Object.keys(model.tasks)) {
    const task = model.tasks[id];
    if (task?.status === 'pending' && task.unit === unit.name) return { kind: 'task', task };
  }
  return null;
}

/** What comes before actions. */
function announcement(decision: Decision): HookInfo | null {
  const { model, unit, now } = decision;
  const isAlive = unit.life === 'alive';
  if (isAlive && unit.isStarted && unit.seriesUpgrade?.step === 'prepare') return simple('pre-series-upgrade');
  if (isAlive && unit.isStarted && unit.seriesUpgrade?.step === 'complete') return simple('post-series-upgrade');
  if (unit.isRebooted && unit.isStarted && !unit.isStopped) return simple('start');
  if (!isAlive || !unit.isInstalled) return null;
  return createdHook(decision) ?? leaderHook(decision) ?? secretHook(model, unit, now);
}

function leaderHook({ model, unit, isStandIn }: Decision): HookInfo | null {
  if (leaderOf(model, unit.application) === unit.name) return unit.isLeaderSeen ? null : simple('leader-elected');
  const version = model.applications[unit.application]?.leaderVersion ?? 0;
  if (jujuFeatures[model.juju].hasLeaderSettings)
    return unit.leaderVersionSeen === version ? null : simple('leader-settings-changed');
  return isStandIn && (unit.leaderVersionSeen ?? 0) !== version ? simple('leader-settings-changed') : null;
}

function requested({ model, unit }: Decision): HookInfo | null {
  const [name] = unit.requested;
  return name === undefined ? null : requestedHook(model, unit, name);
}

function aliveHook(decision: Decision): HookInfo | null {
  const { model, unit } = decision;
  if (!unit.isInstalled) return areStoragesReady(model, unit) ? simple('install') : null;
  const application = model.applications[unit.application];
  if (application !== undefined && unit.laidRevision !== application.charmRevision) return simple('upgrade-charm');
  if (isConfigDue(decision)) return simple('config-changed');
  if (!unit.isStarted) return null;
  const hook = relationHook(decision);
  if (hook !== null) return hook;
  const hasMetrics = decision.hasMetrics && jujuFeatures[model.juju].hasMetrics;
  if (hasMetrics && unit.isCollectMetricsDue) return simple('collect-metrics');
  return unit.isUpdateStatusDue ? simple('update-status') : null;
}

function isConfigDue({ model, unit, settingsHash }: Decision): boolean {
  return (
    unit.settingsHash !== settingsHash ||
    unit.isTrustSeen !== (model.applications[unit.application]?.isTrusted ?? false) ||
    unit.addressSeen !== (model.machines[unit.machine]?.address ?? null)
  );
}

function dyingHook(decision: Decision): HookInfo | null {
  const { unit } = decision;
  if (!unit.isInstalled) return null;
  const leaving = relationHook(decision);
  if (leaving !== null) return leaving;
  if (Object.keys(unit.relations).length > 0) return null;
  return simple(unit.isStopped ? 'remove' : 'stop');
}
