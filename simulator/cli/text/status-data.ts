import type { Series } from '../../contract.ts';
import { jujuFeatures } from '../../model/juju-features.ts';
import { charmUrlOf } from '../../model/kept-charm.ts';
import { leaderOf } from '../../model/model.ts';
import type { Application, MachineData, Model, Seen, Unit } from '../../model/model.ts';
import { releaseOf } from '../../model/releases.ts';
import { charmView } from './charm-view.ts';
import { naturalOrder } from '../../model/natural-order.ts';
import { openPorts } from './port-text.ts';
import { clockText, sinceText } from './time-text.ts';
import { applicationStatus, unitView } from '../../model/unit-view.ts';

type SeenModel = Seen<Model>;

/** What `juju status --format yaml` prints, as a value: the keys of the model's Juju. `whole` is what the model is a part of. */
export function statusData(model: SeenModel, now: number, whole = model): Record<string, unknown> {
  const { version } = jujuFeatures[model.juju];
  return {
    model: {
      name: model.name,
      type: 'iaas',
      controller: 'simulator',
      cloud: 'localhost',
      region: 'localhost',
      version,
      'model-status': { current: 'available', since: sinceText(now) },
      sla: 'unsupported',
    },
    machines: machinesData(model, null),
    applications: byName(
      Object.values(model.applications),
      ({ name }) => name,
      (each) => applicationData(model, whole, each),
    ),
    storage: storageData(model),
    controller: { timestamp: `${clockText(now)}Z` },
  };
}

function machinesData(model: SeenModel, parent: string | null): Record<string, unknown> {
  const found = Object.values(model.machines).filter((machine) => machine.parent === parent);
  return byName(
    found,
    ({ id }) => id,
    (machine) => machineData(model, machine),
  );
}

function machineData(model: SeenModel, machine: Seen<MachineData>): Record<string, unknown> {
  const { id, hostName, publicAddress, address, architecture, series } = machine;
  const containers = machinesData(model, id);
  const since = sinceText(model.clockSeconds);
  return {
    'juju-status': { current: 'started', since, version: jujuFeatures[model.juju].version },
    hostname: hostName,
    'dns-name': publicAddress,
    'ip-addresses': [...new Set([publicAddress, address])],
    'instance-id': hostName,
    'machine-status': { current: 'running', message: 'Running', since },
    'modification-status': { current: 'idle', since },
    ...system(model, series),
    ...(Object.keys(containers).length === 0 ? {} : { containers }),
    hardware: `arch=${architecture}`,
  };
}

function applicationData(model: SeenModel, whole: SeenModel, application: Seen<Application>): Record<string, unknown> {
  const { name, version, isExposed, isSubordinate } = application;
  const { status, message, since } = applicationStatus(whole, name);
  const view = charmView(application);
  const relations = relationsData(model, name);
  const principals = principalsOf(model, name);
  const units = Object.values(model.units).filter((unit) => unit.application === name && unit.principal === null);
  return {
    charm: view.origin === 'charmhub' ? view.name : charmUrlOf(application, view.name, model.juju),
    ...system(model, application.series),
    'charm-origin': view.origin,
    'charm-name': view.name,
    'charm-rev': view.revision,
    ...(view.channel === '' ? {} : { 'charm-channel': view.channel }),
    exposed: isExposed,
    'application-status': statusOf(status, message, since),
    ...(Object.keys(relations).length === 0 ? {} : { relations }),
    ...(isSubordinate ? { 'subordinate-to': principals } : {}),
    ...(units.length === 0
      ? {}
      : {
          units: byName(
            units,
            (unit) => unit.name,
            (unit) => unitData(model, whole, unit),
          ),
        }),
    'endpoint-bindings': bindingsData(model, name),
    ...(version === '' ? {} : { version }),
  };
}

function unitData(model: SeenModel, whole: SeenModel, unit: Seen<Unit>): Record<string, unknown> {
  const { workload, agent, plainMessage, since } = unitView(unit);
  const subordinates = Object.values(model.units).filter(({ principal }) => principal === unit.name);
  const ports = openPorts(unit);
  const { agentStatus } = unit;
  const said = agent === agentStatus.status ? agentStatus.message : '';
  return {
    'workload-status': statusOf(workload, plainMessage, since),
    'juju-status': { ...statusOf(agent, said, agentStatus.since), version: jujuFeatures[model.juju].version },
    ...(leaderOf(whole, unit.application) === unit.name ? { leader: true } : {}),
    ...(unit.principal === null ? { machine: unit.machine } : {}),
    ...(ports.length === 0 ? {} : { 'open-ports': ports }),
    'public-address': model.machines[unit.machine]?.publicAddress ?? '',
    ...(subordinates.length === 0
      ? {}
      : {
          subordinates: byName(
            subordinates,
            ({ name }) => name,
            (each) => unitData(model, whole, each),
          ),
        }),
  };
}

/** In 2.9 endpoint to application names, later endpoint to what is known of each. */
function relationsData(model: SeenModel, application: string): Record<string, unknown[]> {
  const found: Record<string, unknown[]> = {};
  for (const { endpoints, scope } of Object.values(model.relations)) {
    for (const own of endpoints.filter((end) => end.application === application)) {
      const other = endpoints.find((end) => end !== own) ?? own;
      const shown = jujuFeatures[model.juju].hasBases
        ? { 'related-application': other.application, interface: own.interface, scope }
        : other.application;
      found[own.name] = [...(found[own.name] ?? []), shown];
    }
  }
  return byName(
    Object.entries(found),
    ([name]) => name,
    ([, related]) => related,
  );
}

function principalsOf(model: SeenModel, subordinate: string): string[] {
  const found = Object.values(model.relations)
    .filter(({ scope, endpoints }) => scope === 'container' && endpoints.some((end) => end.application === subordinate))
    .flatMap(({ endpoints }) => endpoints.map((end) => end.application).filter((name) => name !== subordinate));
  return [...new Set(found)].sort(naturalOrder);
}

function bindingsData(model: SeenModel, application: string): Record<string, string> {
  const names = Object.values(model.relations).flatMap(({ endpoints }) =>
    endpoints.filter((end) => end.application === application && !end.isImplicit).map(({ name }) => name),
  );
  return Object.fromEntries(['', ...[...new Set(names)].sort()].map((name) => [name, 'alpha']));
}

function storageData(model: SeenModel): Record<string, unknown> {
  const storages = byName(
    Object.values(model.storages),
    ({ id }) => id,
    ({ kind, unit, life, isAttached, location }) => ({
      kind,
      life,
      status: { current: isAttached ? 'attached' : 'pending' },
      attachments: { units: { [unit]: { location } } },
    }),
  );
  return Object.keys(storages).length === 0 ? {} : { storage: storages };
}

function system(model: SeenModel, series: Series): Record<string, unknown> {
  if (jujuFeatures[model.juju].hasBases) return { base: { name: 'ubuntu', channel: releaseOf(series) } };
  return { series, os: 'ubuntu' };
}

function statusOf(current: string, message: string, since: number): Record<string, string> {
  return { current, ...(message === '' ? {} : { message }), since: sinceText(since) };
}

function byName<T, U>(things: readonly T[], nameOf: (thing: T) => string, show: (thing: T) => U): Record<string, U> {
  return Object.fromEntries(
    [...things].sort((a, b) => naturalOrder(nameOf(a), nameOf(b))).map((thing) => [nameOf(thing), show(thing)]),
  );
}
