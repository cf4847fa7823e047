import { applicationOf, leaderOf } from '../../model/model.ts';
import type { Model, Unit } from '../../model/model.ts';
import { changeBag } from '../../model/relations.ts';
import { changeSecret, refuseSecretChanges } from '../../model/secret-changes.ts';
import { refuseStorage } from '../../model/storage-limits.ts';
import { createStorage } from '../../model/storage.ts';
import type { BagChanges, HookContext } from '../hook-context.ts';
import type { Juju } from '../juju.ts';
import { openPorts } from './port-view.ts';

/**
 * Everything that the hook or action wrote is in the model, or nothing of it: one transaction.
 *
 * @returns why the controller refuses it, null when it does not
 */
export function applyWrites(juju: Juju, context: HookContext): string | null {
  const refusal = refuseWrites(juju, context);
  if (refusal !== null) return refusal;
  const { model } = juju;
  const { unit } = context;
  writeBags(model, context.bagChanges, unit.name);
  writeBags(model, context.appBagChanges, unit.application);
  writePorts(context);
  writeState(unit, context.stateChanges);
  for (const change of context.secretChanges) changeSecret(model.secrets, change, juju.now());
  const storages = storagesOf(juju, unit);
  for (const [name, count] of context.storageAdds) {
    const definition = storages[name];
    for (let left = definition === undefined ? 0 : count; definition !== undefined && left > 0; left -= 1)
      createStorage(model, unit.name, name, definition);
  }
  return null;
}

/** What a unit's charm may keep with `state-set`, keys and values together. */
const largestStateBytes = 2 * 1024 * 1024;

function refuseWrites(juju: Juju, { unit, ...writes }: HookContext): string | null {
  const { model } = juju;
  if (writes.appBagChanges.size > 0 && leaderOf(model, unit.application) !== unit.name)
    return `prerequisites failed: "${unit.name}" is not leader of "${unit.application}"`;
  const endpoint = unknownEndpoint(juju, unit, writes.openedOn);
  if (endpoint !== null) return `endpoint "${endpoint}" for unit "${unit.name}" not found`;
  if (writes.stateChanges.size > 0 && sizeOf(stateAfter(unit, writes.stateChanges)) > largestStateBytes)
    return `max allowed size (${largestStateBytes}) exceeded`;
  return (
    refuseStorage(model, unit.name, writes.storageAdds, storagesOf(juju, unit)) ??
    refuseSecretChanges(model, unit, writes.secretChanges)
  );
}

function unknownEndpoint(juju: Juju, unit: Unit, openedOn: ReadonlySet<string>): string | null {
  if (openedOn.size === 0) return null;
  const { endpoints, extraBindings = [] } = juju.charmOf(applicationOf(juju.model, unit.application)).metadata;
  for (const pair of openedOn) {
    const [endpoint = ''] = pair.split(' ');
    const isKnown = Object.hasOwn(endpoints, endpoint) || extraBindings.includes(endpoint) || endpoint === 'juju-info';
    if (!isKnown) return endpoint;
  }
  return null;
}

function storagesOf(juju: Juju, { application }: Unit) {
  return juju.charmOf(applicationOf(juju.model, application)).metadata.storages ?? {};
}

function stateAfter({ state }: Unit, changes: ReadonlyMap<string, string | null>): Map<string, string> {
  const after = new Map(Object.entries(state));
  for (const [key, value] of changes) {
    if (value === null) after.delete(key);
    else after.set(key, value);
  }
  return after;
}

function sizeOf(state: ReadonlyMap<string, string>): number {
  let bytes = 0;
  for (const [key, value] of state) bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  return bytes;
}

function writeBags({ relations }: Model, changesById: ReadonlyMap<string, BagChanges>, owner: string): void {
  for (const [id, changes] of changesById) {
    const relation = relations[id];
    if (relation === undefined) continue;
    const bags = owner.includes('/') ? relation.bags : relation.appBags;
    if (bags[owner] === undefined) bags[owner] = { data: {}, version: 0 };
    changeBag(bags[owner], changes);
  }
}

function writePorts(context: HookContext): void {
  const { unit, opened, closed, openedOn, closedOn } = context;
  if (opened.size + closed.size + openedOn.size + closedOn.size === 0) return;
  const { all, byEndpoint } = openPorts(context);
  unit.ports = [...all];
  for (const endpoint of Object.keys(unit.endpointPorts)) {
    if (byEndpoint[endpoint] === undefined) delete unit.endpointPorts[endpoint];
  }
  for (const [endpoint, ports] of Object.entries(byEndpoint)) unit.endpointPorts[endpoint] = [...ports];
}

function writeState({ state }: Unit, changes: ReadonlyMap<string, string | null>): void {
  for (const [key, value] of changes) {
    if (value === null) delete state[key];
    else if (state[key] !== value) state[key] = value;
  }
}
