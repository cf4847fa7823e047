import { parseCharmUrl } from '../charm/charm-url.ts';
import { jujuFeatures } from '../model/juju-features.ts';
import { leaderOf } from '../model/model.ts';
import type { HookInfo, Model, Relation, Seen, Unit } from '../model/model.ts';
import { naturalOrder } from '../model/natural-order.ts';
import { applicationStatus, scaleOf, unitView } from '../model/unit-view.ts';
import { hideSecrets } from './hide-secrets.ts';
import type { Hide } from './hide-secrets.ts';
import type { ApplicationShown, PageData, RelationShown, UnitShown } from './page-schema.ts';

/** The model as the page shows it, everything in natural order; texts that charms wrote have their secrets hidden. */
export function pageDataOf(model: Seen<Model>, isTraced: (unit: Seen<Unit>) => boolean): PageData {
  const hide = hideSecrets(model);
  const byName = <T extends { readonly name: string }>(shown: T[]) =>
    shown.sort((a, b) => naturalOrder(a.name, b.name));
  const units = byName(
    Object.values(model.units).map((unit) => ({ ...unitShown(model, unit, hide), isTraced: isTraced(unit) })),
  );
  return {
    name: model.name,
    jujuVersion: jujuFeatures[model.juju].version,
    clockSeconds: model.clockSeconds,
    hookCount: model.hookCount,
    applications: byName(Object.keys(model.applications).map((name) => applicationShown(model, name, hide))),
    relations: Object.values(model.relations)
      .map(relationShown)
      .sort((a, b) => a.id - b.id),
    units,
    machines: Object.values(model.machines)
      .map(({ id, hostName, address, publicAddress, series, parent }) => {
        const here = units.filter(({ machine }) => machine === id).map(({ name }) => name);
        return { id, hostName, address, publicAddress, series, parent, units: here };
      })
      .sort((a, b) => naturalOrder(a.id, b.id)),
    tasks: Object.values(model.tasks)
      .map(({ id, operation, unit, kind, name, status, message, startedAt, completedAt }) => {
        return { id, operation, unit, kind, name, status, message: hide(message), startedAt, completedAt };
      })
      .sort((a, b) => naturalOrder(a.id, b.id)),
    secrets: Object.values(model.secrets).map(({ id, owner }) => ({ id, owner: `${owner.kind} ${owner.name}` })),
  };
}

function applicationShown(model: Seen<Model>, name: string, hide: Hide): ApplicationShown {
  const found = model.applications[name];
  const { status, message } = applicationStatus(model, name);
  return {
    name,
    charm: parseCharmUrl(found?.charm ?? name).name,
    status,
    message: hide(message),
    version: hide(found?.version ?? ''),
    scale: scaleOf(model, name),
    isExposed: found?.isExposed === true,
    isSubordinate: found?.isSubordinate === true,
    isDying: found?.life !== 'alive',
    leader: leaderOf(model, name),
  };
}

function relationShown({ id, endpoints, scope, life, bags, appBags }: Seen<Relation>): RelationShown {
  const ends = [...endpoints].sort((a, b) => Number(a.role === 'requires') - Number(b.role === 'requires'));
  return {
    id,
    ends: ends.map(({ application, name, role }) => ({ application, endpoint: name, role })),
    interface: endpoints[0]?.interface ?? '',
    type: endpoints.length === 1 ? 'peer' : scope === 'container' ? 'subordinate' : 'regular',
    isDying: life !== 'alive',
    bags: [...Object.entries(appBags), ...Object.entries(bags)]
      .map(([owner, { data }]) => ({ owner, keys: Object.keys(data).sort() }))
      .filter(({ keys }) => keys.length > 0),
  };
}

function unitShown(model: Seen<Model>, unit: Seen<Unit>, hide: Hide): Omit<UnitShown, 'isTraced'> {
  const { workload, agent, message } = unitView(unit);
  const { name, application, machine, principal, failed, life } = unit;
  const units = Object.values(model.units);
  return {
    name,
    application,
    workload,
    agent,
    message: hide(message),
    since: unit.agentStatus.status === 'error' ? unit.agentStatus.since : unit.workload.since,
    isLeader: leaderOf(model, application) === name,
    isDying: life !== 'alive',
    ports: [...new Set([...unit.ports, ...Object.values(unit.endpointPorts).flat()])].sort(naturalOrder),
    machine,
    address: model.machines[machine]?.publicAddress ?? '',
    principal,
    subordinates: units.filter((other) => other.principal === name).map((other) => other.name),
    running: unit.running === null ? null : hookText(unit.running),
    failed:
      failed === null ? null : { hook: hookText(failed.hook), attempts: failed.attempts, retryAt: failed.retryAt },
  };
}

function hookText({ name, relation }: Seen<HookInfo>): string {
  return relation === null ? name : `${name} (${relation.endpoint}:${relation.id})`;
}
