import type { Series } from '../contract.ts';
import { jujuFeatures } from './juju-features.ts';
import type { NewMachine } from './machines.ts';
import { addMachine } from './machines.ts';
import { applicationOf, JujuRefused } from './model.ts';
import type { Model, Unit } from './model.ts';
import { releaseOf } from './releases.ts';
import { createStorages } from './storage.ts';

/**
 * The application has one more unit, on the given machine or on a new one; the answer is its name.
 *
 * A machine `lxd:0` is a new container on machine 0, `lxd` one on a new machine.
 *
 * @throws JujuRefused for a subordinate application, when there is no such machine, or for one of another series
 */
export function addUnit(
  model: Model,
  application: string,
  placement: string | null,
  now: number,
  base: NewMachine = {},
): string {
  const app = applicationOf(model, application);
  const refused = (problem: string) => new JujuRefused(`cannot add unit to application "${application}": ${problem}`);
  if (app.isSubordinate) throw refused('application is a subordinate');
  if (app.life !== 'alive') throw refused('not found or not alive');
  const machine = placeOf(model, placement, { ...base, series: app.series });
  return createUnit(model, { application, machine, principal: null, now });
}

/** A unit exists and waits for its agent; the answer is its name. */
export function createUnit(
  model: Model,
  wanted: {
    readonly application: string;
    readonly machine: string;
    readonly principal: string | null;
    readonly now: number;
  },
): string {
  const app = applicationOf(model, wanted.application);
  const number = app.nextUnit;
  app.nextUnit += 1;
  const unit: Unit = {
    name: `${app.name}/${number}`,
    application: app.name,
    number,
    machine: wanted.machine,
    principal: wanted.principal,
    life: 'alive',
    workload: { status: 'waiting', message: 'waiting for machine', since: wanted.now },
    agentStatus: { status: 'allocating', message: '', since: wanted.now },
    hasSetStatus: false,
    ports: [],
    endpointPorts: {},
    storage: {},
    state: {},
    isInstalled: false,
    isStarted: false,
    isStopped: false,
    laidRevision: null,
    upgradeFailure: null,
    settingsHash: null,
    isTrustSeen: app.isTrusted,
    addressSeen: null,
    isLeaderSeen: false,
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
  };
  model.units[unit.name] = unit;
  createStorages(model, unit);
  return unit.name;
}

function placeOf(model: Model, placement: string | null, base: NewMachine): string {
  if (placement === null || placement === 'new') return addMachine(model, base);
  const container = /^lxd(?::(.+))?$/u.exec(placement);
  if (container !== null) {
    const parent = container[1] ?? addMachine(model, base);
    return addMachine(model, { ...base, container: { parent } });
  }
  const machine = model.machines[placement];
  if (machine === undefined) throw new JujuRefused(`machine ${placement} not found`);
  if (base.series !== undefined && machine.series !== base.series) throw mismatch(model, base.series, machine.series);
  return placement;
}

function mismatch({ juju }: Model, wanted: Series, found: Series): JujuRefused {
  if (!jujuFeatures[juju].hasBases)
    return new JujuRefused(`series does not match: unit has "${wanted}", machine has "${found}"`);
  const base = (series: Series) => `ubuntu@${releaseOf(series)}`;
  return new JujuRefused(`base does not match: unit has "${base(wanted)}", machine has "${base(found)}"`);
}
