import { rmSync } from 'node:fs';
import { leaderOf } from '../../model/model.ts';
import type { Model, RelationHook, Unit } from '../../model/model.ts';
import { updateStatusSeconds } from '../../model/model-config.ts';
import { leaveScope, writeAddressKeys } from '../../model/scopes.ts';
import { commitWrites } from './commit-writes.ts';
import type { HookContext } from '../hook-context.ts';
import { agentFolder } from '../juju.ts';
import type { Juju } from '../juju.ts';
import { noteSecretHook } from './note-secret-hook.ts';
import { simple } from '../decide/simple-hook.ts';

/**
 * What the hook wrote is true and others can see it; the agent knows that the hook has run.
 *
 * One transaction: the process that calls this does nothing else in between.
 *
 * @returns why the controller refuses it, with nothing changed; null when it does not
 */
export function commitHook(juju: Juju, context: HookContext): string | null {
  const refusal = commitWrites(juju, context);
  if (refusal === null) noteHook(juju, context);
  return refusal;
}

/** The agent goes on as after a success of the hook, whether it has run or not. */
export function noteHook(juju: Juju, context: HookContext): void {
  const { unit, hook } = context;
  if (unit.queued !== null) unit.queued = null;
  if (unit.failed !== null) unit.failed = null;
  noteTick(juju, context);
  if (hook.isRequested) {
    unit.requested.shift();
    return;
  }
  if (hook.relation !== null) noteRelationHook(juju, context, hook.relation);
  else if (hook.storage !== undefined) noteStorageHook(juju.model, hook.name, hook.storage);
  else if (hook.secret !== undefined) noteSecretHook(juju, context, hook.secret);
  else noteUnitHook(juju, context);
}

/** Any hook that is committed swallows a tick of the timer that is waiting, or came while the unit was in error. */
function noteTick(juju: Juju, { unit, hook }: HookContext): void {
  const isOverdue = unit.isStarted && unit.updateStatusAt > 0 && unit.updateStatusAt <= juju.now();
  if (!unit.isUpdateStatusDue && !isOverdue && hook.name !== 'update-status') return;
  if (unit.isUpdateStatusDue) unit.isUpdateStatusDue = false;
  unit.updateStatusAt = juju.now() + updateStatusSeconds(juju.model);
}

function noteUnitHook(juju: Juju, { unit, hook, seen }: HookContext): void {
  const { model } = juju;
  switch (hook.name) {
    case 'install':
      unit.isInstalled = true;
      return;
    case 'leader-elected':
      unit.isLeaderSeen = leaderOf(model, unit.application) === unit.name;
      unit.leaderVersionSeen = seen.leaderVersion;
      return;
    case 'leader-settings-changed':
      unit.leaderVersionSeen = seen.leaderVersion;
      return;
    case 'config-changed':
      noteConfig(model, unit, seen);
      return;
    case 'upgrade-charm':
      unit.queued = simple('config-changed');
      return;
    case 'start':
      noteStart(juju, unit);
      return;
    case 'collect-metrics':
      unit.isCollectMetricsDue = false;
      unit.collectMetricsAt = juju.now() + metricsSeconds;
      return;
    case 'pre-series-upgrade':
      if (unit.seriesUpgrade !== null) unit.seriesUpgrade = { ...unit.seriesUpgrade, step: 'prepared' };
      return;
    case 'post-series-upgrade':
      unit.seriesUpgrade = null;
      return;
    case 'stop':
      unit.isStopped = unit.life !== 'alive';
      return;
    case 'remove':
      if (unit.life === 'alive') return;
      unit.life = 'dead';
      rmSync(agentFolder(juju.machine(unit.machine), unit.name), { recursive: true, force: true });
      return;
    default:
  }
}

function noteConfig(model: Model, unit: Unit, seen: HookContext['seen']): void {
  for (const id of Object.keys(unit.relations)) {
    const relation = model.relations[id];
    if (relation !== undefined) writeAddressKeys(model, relation, unit);
  }
  unit.settingsHash = seen.settingsHash;
  if (unit.isTrustSeen !== seen.isTrusted) unit.isTrustSeen = seen.isTrusted;
  if (unit.addressSeen !== seen.address) unit.addressSeen = seen.address;
  if (!unit.isStarted) unit.queued = simple('start');
}

/** Juju spreads the timers by 20 %: that is left out. */
function noteStart(juju: Juju, unit: Unit): void {
  if (unit.isRebooted) unit.isRebooted = false;
  if (unit.isStarted) return;
  unit.isStarted = true;
  unit.updateStatusAt = juju.now() + updateStatusSeconds(juju.model);
  unit.collectMetricsAt = juju.now() + metricsSeconds;
}

const metricsSeconds = 300;

function noteStorageHook(model: Model, name: string, id: string): void {
  const storage = model.storages[id];
  if (storage === undefined) return;
  if (name.endsWith('-attached')) storage.isAttached = true;
  else delete model.storages[id];
}

function noteRelationHook({ model }: Juju, { unit, seen }: HookContext, hook: RelationHook): void {
  const relation = model.relations[String(hook.id)];
  const local = unit.relations[String(hook.id)];
  if (relation === undefined || local === undefined) return;
  const remote = hook.remoteUnit;
  switch (hook.kind) {
    case 'created':
      local.isCreated = true;
      return;
    case 'joined':
      if (remote === null) return;
      local.members[remote] = seen.bagVersion;
      local.changedPending = remote;
      return;
    case 'changed':
      if (remote === null) {
        local.appVersionSeen = seen.bagVersion;
        return;
      }
      local.members[remote] = seen.bagVersion;
      local.changedPending = null;
      return;
    case 'departed':
      if (remote !== null) delete local.members[remote];
      if (local.changedPending === remote) local.changedPending = null;
      return;
    case 'broken':
      leaveScope(relation, unit);
      return;
  }
}
