import { changeBag, endsOf } from './relations.ts';
import type { Model, Relation, Unit } from './model.ts';
import { applicationOf } from './model.ts';
import { createUnit } from './units.ts';

/**
 * What follows by itself has happened: installed units have entered their relations, subordinates exist beside their
 * principals or are dying, and what is finished is gone from the model.
 */
export function deriveModel(model: Model, now: number): void {
  for (const unit of Object.values(model.units)) enterRelations(model, unit, now);
  for (const unit of Object.values(model.units)) dieWithPrincipal(model, unit);
  for (const unit of Object.values(model.units)) leaveSilently(model, unit);
  for (const unit of Object.values(model.units)) removeDead(model, unit);
  for (const relation of Object.values(model.relations)) {
    if (relation.life === 'dying' && relation.inScope.length === 0) delete model.relations[String(relation.id)];
  }
  for (const { name, life } of Object.values(model.applications)) {
    const isUsed =
      Object.values(model.units).some(({ application }) => application === name) ||
      Object.values(model.relations).some(
        ({ endpoints, inScope }) => inScope.length > 0 && endpoints.some(({ application }) => application === name),
      );
    if (life !== 'alive' && !isUsed) delete model.applications[name];
  }
}

/** Remote units that the agent of this unit can see in the relation, sorted. */
export function visibleUnits(model: Model, relation: Relation, unit: Unit): string[] {
  const ends = endsOf(relation, unit.application);
  if (ends === null) return [];
  const place = unit.principal ?? unit.name;
  return relation.inScope
    .filter((name) => {
      const other = model.units[name];
      if (other === undefined || name === unit.name || other.application !== ends.other.application) return false;
      return relation.scope === 'global' || (other.principal ?? other.name) === place;
    })
    .sort();
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
  relation.inScope = relation.inScope.filter((name) => name !== unit.name);
  delete unit.relations[String(relation.id)];
}

/** Juju's own keys are in the bag: they tell the unit's address. */
export function writeAddressKeys(model: Model, relation: Relation, unit: Unit): void {
  const address = model.machines[unit.machine]?.address ?? '';
  const bag = (relation.bags[unit.name] ??= { data: {}, version: 0 });
  changeBag(bag, { 'egress-subnets': `${address}/32`, 'ingress-address': address, 'private-address': address });
}

function enterRelations(model: Model, unit: Unit, now: number): void {
  if (
    !unit.isInstalled ||
    unit.life !== 'alive' ||
    unit.queued !== null ||
    unit.failed !== null ||
    unit.running !== null
  )
    return;
  for (const relation of Object.values(model.relations)) {
    const isNew =
      relation.life === 'alive' && !relation.inScope.includes(unit.name) && takesPart(model, relation, unit);
    if (!isNew) continue;
    relation.inScope.push(unit.name);
    unit.relations[String(relation.id)] = { isCreated: false, members: {}, changedPending: null, appVersionSeen: 0 };
    writeAddressKeys(model, relation, unit);
    if (unit.principal === null) createSubordinate(model, relation, unit, now);
  }
}

function createSubordinate(model: Model, relation: Relation, principal: Unit, now: number): void {
  const other = endsOf(relation, principal.application)?.other.application;
  if (relation.scope !== 'container' || other === undefined || !applicationOf(model, other).isSubordinate) return;
  const exists = Object.values(model.units).some(
    (unit) => unit.application === other && unit.principal === principal.name && unit.life === 'alive',
  );
  if (!exists) createUnit(model, { application: other, machine: principal.machine, principal: principal.name, now });
}

/** A subordinate goes when its principal does, or when nothing relates it to its principal any more. */
function dieWithPrincipal(model: Model, unit: Unit): void {
  if (unit.principal === null || unit.life !== 'alive') return;
  const principal = model.units[unit.principal];
  const isRelated = Object.values(model.relations).some((relation) => {
    if (relation.life !== 'alive' || relation.scope !== 'container' || principal === undefined) return false;
    return endsOf(relation, unit.application)?.other.application === principal.application;
  });
  if (principal === undefined || principal.life !== 'alive' || !isRelated) unit.life = 'dying';
}

/** No hook tells of a relation that was never announced, of the implicit end, or of peers that are all gone. */
function leaveSilently(model: Model, unit: Unit): void {
  if (unit.running !== null) return;
  for (const [id, local] of Object.entries(unit.relations)) {
    const relation = model.relations[id];
    if (relation === undefined) {
      delete unit.relations[id];
      continue;
    }
    const own = endsOf(relation, unit.application)?.own;
    const isLeaving = relation.life === 'dying' || unit.life !== 'alive';
    const isDonePeer = own?.role === 'peers' && Object.keys(local.members).length === 0;
    if (isLeaving && (!local.isCreated || own?.isImplicit === true || isDonePeer)) leaveScope(relation, unit);
  }
}

function removeDead(model: Model, unit: Unit): void {
  if (unit.life === 'dying' && !unit.isInstalled && unit.running === null && unit.failed === null) unit.life = 'dead';
  const hasSubordinates = Object.values(model.units).some(({ principal }) => principal === unit.name);
  if (unit.life !== 'dead' || hasSubordinates) return;
  for (const relation of Object.values(model.relations)) leaveScope(relation, unit);
  delete model.units[unit.name];
}
