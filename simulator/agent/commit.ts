import { leaderOf } from '../model/model.ts';
import type { RelationHook } from '../model/model.ts';
import { leaveScope, writeAddressKeys } from '../model/scopes.ts';
import { applyWrites } from './apply-writes.ts';
import { simple } from './simple-hook.ts';
import type { HookContext } from './hook-context.ts';
import type { Juju } from './juju.ts';

/**
 * What the hook wrote is true and others can see it; the agent knows that the hook has run.
 *
 * One transaction: the process that calls this does nothing else in between.
 */
export function commitHook(juju: Juju, context: HookContext): void {
  applyWrites(juju, context);
  const { unit, hook } = context;
  unit.queued = null;
  unit.failed = null;
  if (hook.isRequested) unit.requested.shift();
  else if (hook.relation !== null) noteRelationHook(juju, context, hook.relation);
  noteUnitHook(juju, context);
}

function noteUnitHook(juju: Juju, context: HookContext): void {
  const { model } = juju;
  const { unit } = context;
  switch (context.hook.name) {
    case 'install':
      unit.isInstalled = true;
      return;
    case 'leader-elected':
      unit.isLeaderSeen = leaderOf(model, unit.application) === unit.name;
      unit.leaderVersionSeen = context.seen.leaderVersion;
      return;
    case 'leader-settings-changed':
      unit.isLeaderSeen = false;
      unit.leaderVersionSeen = context.seen.leaderVersion;
      return;
    case 'config-changed':
      for (const id of Object.keys(unit.relations)) {
        const relation = model.relations[id];
        if (relation !== undefined) writeAddressKeys(model, relation, unit);
      }
      unit.settingsHash = context.seen.settingsHash;
      unit.isTrustSeen = context.seen.isTrusted;
      unit.addressSeen = context.seen.address;
      if (!unit.isStarted) unit.queued = simple('start');
      return;
    case 'upgrade-charm':
      unit.queued = simple('config-changed');
      return;
    case 'start':
      unit.isStarted = true;
      if (!unit.hasSetStatus) unit.workload = { status: 'unknown', message: '', since: juju.now() };
      return;
    case 'update-status':
      unit.isUpdateStatusDue = false;
      return;
    case 'stop':
      unit.isStopped = unit.life !== 'alive';
      return;
    case 'remove':
      if (unit.life === 'alive') return;
      unit.life = 'dead';
      unit.workload = { status: 'terminated', message: '', since: juju.now() };
      return;
    default:
  }
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
