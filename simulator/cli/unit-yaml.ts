import { stringify } from 'yaml';
import { leaderNameOf } from '../model/unit-view.ts';
import type { Model, Relation, Seen } from '../model/model.ts';
import { JujuRefused } from '../model/model.ts';
import { naturalOrder } from '../model/natural-order.ts';

type SeenModel = Seen<Model>;

/**
 * What `juju show-unit` prints of a unit, relation data included.
 *
 * @throws JujuRefused when there is no such unit
 */
export function unitYaml(model: SeenModel, name: string): string {
  const unit = model.units[name];
  if (unit === undefined) throw new JujuRefused(`unit "${name}" not found`);
  const application = model.applications[unit.application];
  const relations = Object.values(model.relations).filter(({ inScope }) => inScope.includes(name));
  const shown = {
    'workload-version': application?.version ?? '',
    machine: unit.machine,
    'opened-ports': [...unit.ports],
    'public-address': model.machines[unit.machine]?.publicAddress ?? '',
    charm: application?.charm ?? '',
    leader: leaderNameOf(model, unit.application) === name,
    life: unit.life,
    ...(relations.length === 0 ? {} : { 'relation-info': relations.map((relation) => relationInfo(relation, name)) }),
  };
  return stringify({ [name]: shown }, { lineWidth: 0 });
}

function relationInfo(relation: Seen<Relation>, unit: string) {
  const [application = ''] = unit.split('/');
  const own = relation.endpoints.find((end) => end.application === application) ?? relation.endpoints[0];
  const other = relation.endpoints.find((end) => end !== own) ?? own;
  const remotes = relation.inScope.filter((name) => name.split('/')[0] === other?.application && name !== unit);
  return {
    'relation-id': relation.id,
    endpoint: own?.name ?? '',
    'related-endpoint': other?.name ?? '',
    'application-data': sorted(relation.appBags[other?.application ?? '']?.data),
    'local-unit': { 'in-scope': true, data: sorted(relation.bags[unit]?.data) },
    ...(remotes.length === 0 ? {} : { 'related-units': relatedUnits(relation, remotes) }),
  };
}

function relatedUnits(relation: Seen<Relation>, remotes: readonly string[]) {
  return Object.fromEntries(
    [...remotes]
      .sort(naturalOrder)
      .map((remote) => [remote, { 'in-scope': true, data: sorted(relation.bags[remote]?.data) }]),
  );
}

function sorted(data: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
}
