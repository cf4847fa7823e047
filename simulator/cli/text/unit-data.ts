import { charmUrlOf } from '../../model/kept-charm.ts';
import { JujuRefused, leaderOf } from '../../model/model.ts';
import type { Model, Relation, Seen } from '../../model/model.ts';
import { charmView } from './charm-view.ts';
import { naturalOrder } from '../../model/natural-order.ts';
import { openPorts } from './port-text.ts';
import { sortedKeys } from './yaml-text.ts';

type SeenModel = Seen<Model>;

/**
 * What `juju show-unit` prints of a unit, as a value, relation data included.
 *
 * @throws JujuRefused when there is no such unit
 */
export function unitData(model: SeenModel, name: string): Record<string, unknown> {
  const unit = model.units[name];
  if (unit === undefined) throw new JujuRefused(`unit "${name}" not found`);
  const application = model.applications[unit.application];
  const relations = Object.values(model.relations).filter(({ inScope }) => inScope.includes(name));
  const subordinates = Object.values(model.units).filter(({ principal }) => principal === name);
  return {
    'workload-version': application?.version ?? '',
    machine: unit.machine,
    'opened-ports': openPorts(unit),
    'public-address': model.machines[unit.machine]?.publicAddress ?? '',
    charm: application === undefined ? '' : charmUrlOf(application, charmView(application).name, model.juju),
    leader: leaderOf(model, unit.application) === name,
    life: unit.life,
    ...(relations.length === 0
      ? {}
      : { 'relation-info': relations.map((relation) => relationInfo(model, relation, name)) }),
    ...(unit.principal === null ? {} : { principal: unit.principal }),
    ...(subordinates.length === 0 ? {} : { subordinates: subordinates.map((each) => each.name).sort(naturalOrder) }),
    ...(Object.keys(unit.state).length === 0 ? {} : { state: sortedKeys(unit.state) }),
  };
}

function relationInfo(model: SeenModel, relation: Seen<Relation>, unit: string) {
  const [application = ''] = unit.split('/');
  const own = relation.endpoints.find((end) => end.application === application) ?? relation.endpoints[0];
  const other = relation.endpoints.find((end) => end !== own) ?? own;
  const remotes = relation.inScope.filter(
    (name) => name.split('/')[0] === other?.application && name !== unit && sees(model, relation, unit, name),
  );
  return {
    'relation-id': relation.id,
    endpoint: own?.name ?? '',
    'related-endpoint': other?.name ?? '',
    'application-data': sortedKeys(relation.appBags[other?.application ?? '']?.data ?? {}),
    'local-unit': { 'in-scope': true, data: sortedKeys(relation.bags[unit]?.data ?? {}) },
    ...(remotes.length === 0 ? {} : { 'related-units': relatedUnits(relation, remotes) }),
  };
}

/** In container scope only principal and subordinate see each other. */
function sees(model: SeenModel, { scope }: Seen<Relation>, unit: string, other: string): boolean {
  return scope === 'global' || model.units[other]?.principal === unit || model.units[unit]?.principal === other;
}

function relatedUnits(relation: Seen<Relation>, remotes: readonly string[]) {
  return Object.fromEntries(
    [...remotes]
      .sort(naturalOrder)
      .map((remote) => [remote, { 'in-scope': true, data: sortedKeys(relation.bags[remote]?.data ?? {}) }]),
  );
}
