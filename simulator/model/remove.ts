import { inferEndpoints, relationKey } from './endpoints.ts';
import type { CharmOf } from './endpoints.ts';
import { applicationOf, JujuRefused, unitOf, unitsOf } from './model.ts';
import type { Model, Relation } from './model.ts';
import { findRelation } from './relations.ts';
import { dieWithPrincipal, dropUnit, removeFinished } from './scopes.ts';

/**
 * The unit will leave its relations, stop and be gone; its subordinates first. A forced removal does not wait for failed
 * hooks, or for an agent that is lost.
 *
 * @throws JujuRefused when there is no such unit, or it is a subordinate
 */
export function removeUnit(model: Model, name: string, isForced = false): void {
  const { principal, application } = unitOf(model, name);
  if (principal !== null)
    throw new JujuRefused(
      `unit "${name}" is a subordinate, to remove use remove-relation. Note: this will remove all units of "${application}"`,
    );
  destroyUnit(model, name, isForced);
}

/** The application, its units and its relations will be gone. */
export function removeApplication(model: Model, name: string, isForced = false): void {
  const application = applicationOf(model, name);
  if (application.life === 'alive') application.life = 'dying';
  for (const unit of unitsOf(model, name)) destroyUnit(model, unit.name, isForced);
  for (const relation of Object.values(model.relations)) {
    if (relation.endpoints.some((end) => end.application === name)) destroyRelation(model, relation);
  }
  removeFinished(model);
}

/**
 * Every unit will see the others depart, and then the relation break; one that no unit has entered is gone.
 *
 * @throws JujuRefused when there is no such relation
 */
export function removeRelation(model: Model, charmOf: CharmOf, a: string, b: string): void {
  const key = relationKey(inferEndpoints(model, charmOf, a, b));
  const relation = findRelation(model, key);
  if (relation === undefined) throw new JujuRefused(`relation "${key}" not found`);
  destroyRelation(model, relation);
  removeFinished(model);
}

/**
 * The machine is gone, with its containers.
 *
 * @throws JujuRefused while units or containers are on it, unless forced: units go with it without hooks
 */
export function removeMachine(model: Model, id: string, isForced = false): void {
  if (model.machines[id] === undefined) throw new JujuRefused(`machine ${id} not found`);
  const containers = Object.keys(model.machines).filter((each) => each.startsWith(`${id}/`));
  const units = Object.values(model.units).filter(({ machine }) => machine === id || containers.includes(machine));
  const assigned = units.filter(({ machine, principal }) => machine === id && principal === null);
  const [first] = assigned;
  if (!isForced && first !== undefined) throw new JujuRefused(`machine ${id} has unit "${first.name}" assigned`);
  if (!isForced && containers.length > 0)
    throw new JujuRefused(`machine ${id} is hosting containers "${containers.join('", "')}"`);
  for (const unit of units) dropUnit(model, unit);
  for (const each of [id, ...containers]) delete model.machines[each];
}

/** The unit and its subordinates are dying. */
function destroyUnit(model: Model, name: string, isForced: boolean): void {
  const unit = unitOf(model, name);
  if (unit.life === 'alive') unit.life = 'dying';
  if (isForced) unit.isRemovalForced = true;
  for (const subordinate of Object.values(model.units)) {
    if (subordinate.principal === name) destroyUnit(model, subordinate.name, isForced);
  }
}

/** Subordinates that nothing relates to their principals any more are dying, too. */
function destroyRelation(model: Model, relation: Relation): void {
  if (relation.life === 'alive') relation.life = 'dying';
  if (relation.scope !== 'container') return;
  const ends = new Set(relation.endpoints.map(({ application }) => application));
  for (const unit of Object.values(model.units)) if (ends.has(unit.application)) dieWithPrincipal(model, unit);
}
