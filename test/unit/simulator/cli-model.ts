import { emptyModel } from '../../../simulator/model/model.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import type {
  Application,
  MachineData,
  Model,
  Operation,
  Relation,
  RelationEnd,
  Task,
  Unit,
} from '../../../simulator/model/model.ts';

export function application(name: string, more: Partial<Application> = {}): Application {
  return {
    name,
    charm: `./${name}`,
    channel: null,
    series: 'jammy',
    isSubordinate: false,
    charmRevision: 0,
    charmFiles: null,
    settings: {},
    resources: {},
    isExposed: false,
    isTrusted: false,
    constraints: '',
    life: 'alive',
    nextUnit: 0,
    version: '',
    status: null,
    leader: null,
    leaderData: {},
    leaderVersion: 0,
    shared: {},
    ...more,
  };
}

export function unit(name: string, more: Partial<Unit> = {}): Unit {
  const [app = '', number = ''] = name.split('/');
  return {
    name,
    application: app,
    number: Number(number),
    machine: number,
    principal: null,
    life: 'alive',
    workload: { status: 'active', message: '', since: 0 },
    agentStatus: { status: 'idle', message: '', since: 0 },
    hasSetStatus: true,
    ports: [],
    endpointPorts: {},
    storage: {},
    state: {},
    isInstalled: true,
    isStarted: true,
    isStopped: false,
    laidRevision: 0,
    upgradeFailure: null,
    settingsHash: null,
    isTrustSeen: false,
    addressSeen: null,
    isLeaderSeen: true,
    leaderVersionSeen: null,
    queued: null,
    running: null,
    runningTask: null,
    failed: null,
    isAgentLost: false,
    isRebooted: false,
    isUpdateStatusDue: false,
    updateStatusAt: 0,
    isCollectMetricsDue: false,
    collectMetricsAt: 0,
    seriesUpgrade: null,
    requested: [],
    relations: {},
    secrets: {},
    lastHook: 0,
    ...more,
  };
}

export function machine(id: string, address: string): MachineData {
  return {
    id,
    hostName: `juju-1a2b3c-${id.replaceAll('/', '-')}`,
    series: 'jammy',
    architecture: 'amd64',
    parent: null,
    address,
    publicAddress: address,
    state: {},
    faults: [],
  };
}

/** A relation between `app:endpoint` provider and requirer, or of peers. */
export function relation(
  id: number,
  provider: string,
  requirer: string,
  wire: string,
  scope: 'global' | 'container' = 'global',
): Relation {
  const end = (text: string, role: RelationEnd['role']): RelationEnd => {
    const [app = '', name = ''] = text.split(':');
    return { application: app, name, role, interface: wire, scope, isImplicit: name === 'juju-info' };
  };
  const endpoints =
    provider === requirer ? [end(provider, 'peers')] : [end(requirer, 'requires'), end(provider, 'provides')];
  return { id, endpoints, scope, life: 'alive', inScope: [], bags: {}, appBags: {} };
}

export function model(parts: {
  readonly applications?: readonly Application[];
  readonly units?: readonly Unit[];
  readonly machines?: readonly MachineData[];
  readonly relations?: readonly Relation[];
  readonly tasks?: readonly Task[];
  readonly juju?: JujuTrack;
}): Model {
  const named = <T>(things: readonly T[] = [], key: (thing: T) => string) =>
    Object.fromEntries(things.map((thing) => [key(thing), thing]));
  return {
    ...emptyModel('k8s', parts.juju),
    applications: named(parts.applications, ({ name }) => name),
    units: named(parts.units, ({ name }) => name),
    machines: named(parts.machines, ({ id }) => id),
    relations: named(parts.relations, ({ id }) => `${id}`),
    tasks: named(parts.tasks, ({ id }) => id),
    operations: named(operationsOf(parts.tasks), ({ id }) => id),
  };
}

/** A task of operation 1 that is over: its times are those of the samples in Juju's documentation. */
export function task(id: string, unit: string, more: Partial<Task> = {}): Task {
  return {
    id,
    operation: '1',
    unit,
    kind: 'action',
    name: 'backup',
    parameters: {},
    command: null,
    isParallel: false,
    executionGroup: '',
    status: 'completed',
    message: '',
    results: {},
    log: [],
    enqueuedAt: Date.UTC(2022, 4, 26, 11, 57, 18) / 1000,
    startedAt: Date.UTC(2022, 4, 26, 11, 57, 19) / 1000,
    completedAt: Date.UTC(2022, 4, 26, 11, 57, 21) / 1000,
    ...more,
  };
}

function operationsOf(tasks: readonly Task[] = []): Operation[] {
  const ids = [...new Set(tasks.map(({ operation }) => operation))];
  return ids.map((id) => {
    const own = tasks.filter(({ operation }) => operation === id);
    const units = own.map(({ unit }) => `unit-${unit.replace('/', '-')}`).join(',');
    return {
      id,
      summary: `${own[0]?.name ?? ''} run on ${units}`,
      tasks: own.map((each) => each.id),
      enqueuedAt: own[0]?.enqueuedAt ?? 0,
    };
  });
}
