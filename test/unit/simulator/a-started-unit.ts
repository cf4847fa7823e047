/** A model of one application, in memory, whose unit `tiny/0` has started and for which nothing is due. */
import type { StandInCharm } from '../../../simulator/contract.ts';
import type { Decision } from '../../../simulator/agent/decide/decide.ts';
import type { Juju } from '../../../simulator/agent/juju.ts';
import { jujuFeatures } from '../../../simulator/model/juju-features.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { addMachine } from '../../../simulator/model/machines.ts';
import { emptyModel, unitOf } from '../../../simulator/model/model.ts';
import type { Application, Model, Task, Unit } from '../../../simulator/model/model.ts';
import type { LogLine } from '../../../simulator/store/store.ts';
import { createUnit } from '../../../simulator/model/units.ts';
import { standIn } from './core-model.ts';
import { noCluster } from './no-cluster.ts';

export interface StartedUnit {
  readonly model: Model;
  readonly unit: Unit;
  readonly application: Application;
}

export const settled = 'hash';

export function aStartedUnit(juju: JujuTrack = '3.6'): StartedUnit {
  const model = emptyModel('default', juju);
  model.applications['tiny'] = anApplication('tiny');
  const unit = addStarted(model, 'tiny');
  const application = model.applications['tiny'];
  application.leader = unit.name;
  unit.isLeaderSeen = true;
  return { model, unit, application };
}

export function anApplication(name: string): Application {
  return {
    ...{ name, charm: name, channel: null, series: 'focal', isSubordinate: false, charmRevision: 0, charmFiles: null },
    ...{ settings: {}, resources: {}, isExposed: false, isTrusted: false, constraints: '', life: 'alive', nextUnit: 0 },
    ...{ version: '', status: null, leader: null, leaderData: {}, leaderVersion: 0, shared: {} },
  };
}

/** One more unit that has started and does not lead, on a machine of its own. */
export function addStarted(model: Model, application: string): Unit {
  const machine = addMachine(model, {});
  const unit = unitOf(model, createUnit(model, { application, machine, principal: null, now: 0 }));
  unit.isInstalled = true;
  unit.isStarted = true;
  unit.laidRevision = 0;
  unit.settingsHash = settled;
  unit.addressSeen = model.machines[machine]?.address ?? null;
  unit.leaderVersionSeen = 0;
  return unit;
}

export function decision({ model, unit }: Pick<StartedUnit, 'model' | 'unit'>, more: Partial<Decision> = {}): Decision {
  return { model, unit, settingsHash: settled, seed: null, now: 100, hasMetrics: false, isStandIn: false, ...more };
}

export function addTask(model: Model, id: string, more: Partial<Task> = {}): void {
  model.tasks[id] = {
    ...{ id, operation: '1', unit: 'tiny/0', kind: 'action', name: 'backup', parameters: {}, command: null },
    ...{ isParallel: false, executionGroup: '', status: 'pending', message: '', results: {}, log: [] },
    ...{ enqueuedAt: 0, startedAt: null, completedAt: null },
    ...more,
  };
}

/** A controller without files, whose charms are stand-ins; its clock stands at 100. */
export function aController(model: Model, lines: Omit<LogLine, 'time'>[] = []): Juju {
  const charm: StandInCharm = standIn({ name: 'tiny' });
  return {
    model,
    folder: '/nowhere',
    features: jujuFeatures[model.juju],
    charmOf: () => ({ kind: 'stand-in', isInert: false, charm, metadata: charm.metadata }),
    charmSource: () => null,
    machine: (id) => ({
      ...{ id, hostName: 'juju-0', series: 'focal', architecture: 'amd64', isContainer: false, address: '10.5.0.3' },
      ...{ root: '/nowhere', state: {}, faults: [], world: { cluster: noCluster, now: () => 100 } },
    }),
    rebootPrograms: () => undefined,
    now: () => 100,
    log: (line) => lines.push(line),
    resourceFile: () => null,
  };
}
