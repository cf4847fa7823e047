import { changeBag, endsOf } from './relations.ts';
import { jujuFeatures } from './juju-features.ts';
import { applicationOf, leaderOf } from './model.ts';
import type { Model, Relation, Unit } from './model.ts';
import { createUnit } from './units.ts';

/**
 * What follows by itself has happened: installed units have entered their relations, subordinates exist beside their
 * principals or are dying, and what is finished is gone from the model.
 */
export function deriveModel(model: Model, now: number): void {
  for (const unit of Object.values(model.units)) deriveUnit(model, unit, now);
  removeFinished(model);
}

/** What follows by itself for this unit has happened; it may be gone afterwards, and its principal with it. */
export function deriveUnit(model: Model, unit: Unit, now: number): void {
  if (model.units[unit.name] === undefined) return;
  noteLeadership(model, unit);
  enterRelations(model, unit, now);
  dieWithPrincipal(model, unit);
  leaveSilently(model, unit);
  forgetStorages(model, unit);
  removeDead(model, unit);
}

/**
 * Dying relations that nobody is in any more and dying applications that are not used any more are gone.
 *
 * @returns whether there were any
 */
export function removeFinished(model: Model): boolean {
  let isAnyGone = false;
  for (const relation of Object.values(model.relations)) {
    if (relation.life === 'alive' || relation.inScope.length > 0) continue;
    delete model.relations[String(relation.id)];
    isAnyGone = true;
  }
  for (const { name, life } of Object.values(model.applications)) {
    if (life === 'alive' || isUsed(model, name)) continue;
    for (const { id, owner } of Object.values(model.secrets)) {
      if (owner.kind === 'application' && owner.name === name) delete model.secrets[id];
    }
    delete model.applications[name];
    isAnyGone = true;
  }
  return isAnyGone;
}

/** Remote units that the agent of this unit can see in the relation, in no order. */
export function unitsInSight(model: Model, relation: Relation, unit: Unit): string[] {
  const other = endsOf(relation, unit.application)?.other.application;
  if (other === undefined) return [];
  if (relation.scope === 'global') {
    return relation.inScope.filter((name) => name !== unit.name && model.units[name]?.application === other);
  }
  const place = unit.principal ?? unit.name;
  return relation.inScope.filter((name) => {
    const remote = model.units[name];
    return remote?.application === other && name !== unit.name && (remote.principal ?? name) === place;
  });
}

/** The same, sorted. */
export function visibleUnits(model: Model, relation: Relation, unit: Unit): string[] {
  return unitsInSight(model, relation, unit).sort();
}

/** Whether this unit takes part in a relation of its application: a subordinate only in those of its own principal. */
export function takesPart(model: Model, relation: Relation, unit: Unit): boolean {
  const ends = endsOf(relation, unit.application);
  if (ends === null) return false;
  if (relation.scope === 'global' || unit.principal === null) return true;
  const other = ends.other.application;
  return model.units[unit.principal]?.application === other || model.applications[other]?.isSubordinate === true;
}

/** The unit is no longer seen in the relation. */
export function leaveScope(relation: Relation, unit: Unit): void {
  const at = relation.inScope.indexOf(unit.name);
  if (at >= 0) relation.inScope.splice(at, 1);
  delete unit.relations[String(relation.id)];
}

/** Juju's own keys are in the bag: they tell the unit's address. */
export function writeAddressKeys(model: Model, relation: Relation, unit: Unit): void {
  const address = model.machines[unit.machine]?.address ?? '';
  const bag = (relation.bags[unit.name] ??= { data: {}, version: 0 });
  changeBag(bag, {
    'egress-subnets': `${address}/32`,
    'ingress-address': address,
    ...(jujuFeatures[model.juju].hasPrivateAddress ? { 'private-address': address } : {}),
  });
}

/** The subordinate is dying if its principal is not alive, or nothing relates it to its principal any more. */
export function dieWithPrincipal(model: Model, unit: Unit): void {
  if (unit.principal === null || unit.life !== 'alive') return;
  const principal = model.units[unit.principal];
  const isRelated = Object.values(model.relations).some((relation) => {
    if (relation.life !== 'alive' || relation.scope !== 'container' || principal === undefined) return false;
    return endsOf(relation, unit.application)?.other.application === principal.application;
  });
  if (principal?.life !== 'alive' || !isRelated) unit.life = 'dying';
}

/** The unit and what belongs to it are gone from the model, seen by all others at once. */
export function dropUnit(model: Model, unit: Unit): void {
  for (const relation of Object.values(model.relations)) leaveScope(relation, unit);
  for (const { id, unit: owner } of Object.values(model.storages)) if (owner === unit.name) delete model.storages[id];
  for (const { id, owner, consumers } of Object.values(model.secrets)) {
    if (consumers[unit.name] !== undefined) delete consumers[unit.name];
    if (owner.kind === 'unit' && owner.name === unit.name) delete model.secrets[id];
  }
  delete model.units[unit.name];
}

/** Losing leadership is no event: the agent takes note, in error too. */
function noteLeadership(model: Model, unit: Unit): void {
  const application = model.applications[unit.application];
  if (application === undefined) return;
  const leader = leaderOf(model, unit.application);
  if (leader !== null && application.leader !== leader) application.leader = leader;
  if (!unit.isLeaderSeen || leader === unit.name) return;
  unit.isLeaderSeen = false;
  unit.leaderVersionSeen = application.leaderVersion;
}

function enterRelations(model: Model, unit: Unit, now: number): void {
  if (!unit.isInstalled || unit.life !== 'alive' || unit.isAgentLost || isBusy(unit)) return;
  for (const relation of Object.values(model.relations)) {
    const isEntered = unit.relations[String(relation.id)] !== undefined;
    if (relation.life !== 'alive' || isEntered || !takesPart(model, relation, unit)) continue;
    relation.inScope.push(unit.name);
    unit.relations[String(relation.id)] = { isCreated: false, members: {}, changedPending: null, appVersionSeen: 0 };
    writeAddressKeys(model, relation, unit);
    if (unit.principal === null) createSubordinate(model, relation, unit, now);
  }
}

function isBusy(unit: Unit): boolean {
  return (
    unit.queued !== null ||
    unit.failed !== null ||
    unit.running !== null ||
    unit.runningTask !== null ||
    unit.upgradeFailure !== null
  );
}

function createSubordinate(model: Model, relation: Relation, principal: Unit, now: number): void {
  const other = endsOf(relation, principal.application)?.other.application;
  if (relation.scope !== 'container' || other === undefined || !applicationOf(model, other).isSubordinate) return;
  const exists = Object.values(model.units).some(
    (unit) => unit.application === other && unit.principal === principal.name && unit.life === 'alive',
  );
  if (!exists) createUnit(model, { application: other, machine: principal.machine, principal: principal.name, now });
}

/** No hook tells of a relation that was never announced, of the implicit end, or of peers that are all gone. */
function leaveSilently(model: Model, unit: Unit): void {
  if (unit.running !== null) return;
  const pending = (unit.queued ?? unit.failed?.hook)?.relation?.id;
  for (const [id, local] of Object.entries(unit.relations)) {
    const relation = model.relations[id];
    if (relation === undefined) {
      delete unit.relations[id];
      continue;
    }
    const isLeaving = relation.life === 'dying' || unit.life !== 'alive';
    if (!isLeaving || relation.id === pending) continue;
    const own = endsOf(relation, unit.application)?.own;
    const isDonePeer = own?.role === 'peers' && Object.keys(local.members).length === 0;
    if (!local.isCreated || own?.isImplicit === true || isDonePeer) leaveScope(relation, unit);
  }
}

/** Storage that goes before the charm was told of it goes without a hook. */
function forgetStorages(model: Model, unit: Unit): void {
  if (unit.running !== null) return;
  const pending = (unit.queued ?? unit.failed?.hook)?.storage;
  for (const { id, unit: owner, life, isAttached } of Object.values(model.storages)) {
    if (owner !== unit.name || isAttached || id === pending) continue;
    if (life !== 'alive' || unit.life !== 'alive') delete model.storages[id];
  }
}

function removeDead(model: Model, unit: Unit): void {
  if (unit.life === 'alive' || unit.running !== null || unit.runningTask !== null) return;
  const isStuck = unit.failed !== null || unit.upgradeFailure !== null || unit.isAgentLost;
  const isForced = unit.isRemovalForced === true && isStuck;
  const wasNeverInstalled = !unit.isInstalled && unit.queued === null && !isStuck;
  if (unit.life === 'dying' && (isForced || wasNeverInstalled)) unit.life = 'dead';
  if (unit.life !== 'dead' || Object.values(model.units).some(({ principal }) => principal === unit.name)) return;
  dropUnit(model, unit);
  const principal = unit.principal === null ? undefined : model.units[unit.principal];
  if (principal?.life === 'dead') removeDead(model, principal);
}

function isUsed(model: Model, application: string): boolean {
  return (
    Object.values(model.units).some((unit) => unit.application === application) ||
    Object.values(model.relations).some(
      ({ endpoints, inScope }) => inScope.length > 0 && endpoints.some((end) => end.application === application),
    )
  );
}
