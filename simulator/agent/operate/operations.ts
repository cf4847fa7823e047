import type { Hardware, Series } from '../../contract.ts';
import type { NewMachine } from '../../model/machines.ts';
import { addMachine } from '../../model/machines.ts';
import { resetModelConfig, setModelConfig } from '../../model/model-config.ts';
import { applicationOf, JujuRefused, unitOf } from '../../model/model.ts';
import type { CommitFault } from '../../model/model.ts';
import { resetOptions, setOptions } from '../../model/options.ts';
import { addRelation } from '../../model/relations.ts';
import { removeApplication, removeMachine, removeRelation, removeUnit } from '../../model/remove.ts';
import { storageOf } from '../../model/storage.ts';
import { addUnit } from '../../model/units.ts';
import { checkResource, keepResource } from '../files/attach-resource.ts';
import { deploy } from './deploy.ts';
import type { NewApplication } from './deploy.ts';
import { loseAgent, moveLeadership, restartAgent, setAddress, setHardware } from './happenings.ts';
import type { Juju } from '../juju.ts';
import { rebootMachine } from './reboot.ts';
import { refresh, touchCharm } from './refresh.ts';
import type { Refresh } from './refresh.ts';
import { resolve } from './resolve.ts';
import { completeSeriesUpgrade, prepareSeriesUpgrade } from './series-upgrade.ts';
import { createTaskOperations } from './tasks.ts';
import type { TaskOperations } from './tasks.ts';
import { writeBag } from './write-bag.ts';

export type { NewApplication } from './deploy.ts';
export type { Refresh } from './refresh.ts';

/** What an operator can ask of the model. Every one throws `JujuRefused`, in Juju's words, for what Juju refuses. */
export interface Operations extends TaskOperations {
  /** The controller keeps a copy of a local charm's files from here on. */
  deploy(wanted: NewApplication): void;
  addMachine(wanted?: NewMachine): string;
  /** Refused while units are on it, unless forced: they go with it, without hooks. */
  removeMachine(machine: string, options?: { readonly isForced?: boolean }): void;
  /** The new unit's name. */
  addUnit(application: string, place?: { readonly machine?: string }): string;
  /** Ends are `app` or `app:endpoint`; what is left out is inferred. */
  relate(a: string, b: string): void;
  removeRelation(a: string, b: string): void;
  /** A forced removal does not wait for failed hooks, or for an agent that is lost. */
  removeUnit(unit: string, options?: { readonly isForced?: boolean }): void;
  removeApplication(application: string, options?: { readonly isForced?: boolean }): void;
  setConfig(application: string, values: Readonly<Record<string, string>>): void;
  resetConfig(application: string, options: readonly string[]): void;
  setModelConfig(values: Readonly<Record<string, string>>): void;
  resetModelConfig(keys: readonly string[]): void;
  setTrust(application: string, isTrusted: boolean): void;
  setConstraints(application: string, constraints: string): void;
  attachResource(application: string, resource: string, file: string): void;
  /** The charm is laid anew, from another place when one is given; upgrade-charm and config-changed follow. */
  refresh(application: string, wanted?: Refresh): void;
  expose(application: string): void;
  unexpose(application: string): void;
  /** The failed hook is run again, or taken as run. */
  resolved(unit: string, options?: { readonly isRetried?: boolean }): void;
  /** update-status is due for the unit, or for all. */
  updateStatus(unit?: string): void;
  /** `juju upgrade-machine MACHINE prepare SERIES` and `complete`. */
  prepareSeriesUpgrade(machine: string, series: Series): void;
  completeSeriesUpgrade(machine: string): void;

  // What happens to a model without anybody's command.

  /** Exactly this hook is due, whether anything happened or not. */
  runHook(unit: string, hook: string): void;
  /** Something other than its charm writes to the unit's bag; the answer is what the keys were, null for none. */
  writeBag(
    unit: string,
    endpoint: string,
    towards: string,
    changes: Readonly<Record<string, string | null>>,
  ): Record<string, string | null>;
  moveLeadership(unit: string): void;
  /** Nothing runs on the unit until its agent is back. */
  loseAgent(unit: string): void;
  /** The agent starts, after it was lost or not. */
  restartAgent(unit: string): void;
  /** Everything that ran on the machine is gone; its agents start again. */
  rebootMachine(machine: string): void;
  setAddress(machine: string, address: string): void;
  /** What is plugged in and which driver runs; containers have what their machine has. */
  setHardware(machine: string, given: Hardware): void;
  refuseCommit(fault: CommitFault): void;
  /** Volumes of storage that is added from here on are not there before `provisionStorage`. */
  holdStorage(isHeld: boolean): void;
  provisionStorage(storage: string): void;
}

/** Commands on this model. */
export function createOperations(
  juju: Juju,
  { hasPublicAddresses }: { readonly hasPublicAddresses: boolean },
): Operations {
  const base = { hasPublicAddress: hasPublicAddresses };
  return {
    ...applicationOperations(juju),
    ...placeOperations(juju, base),
    ...modelOperations(juju),
    ...createTaskOperations(juju),
    ...happenings(juju),
  };
}

type Family<K extends keyof Operations> = Pick<Operations, K>;

function applicationOperations(
  juju: Juju,
): Family<
  | 'attachResource'
  | 'deploy'
  | 'expose'
  | 'refresh'
  | 'removeApplication'
  | 'resetConfig'
  | 'setConfig'
  | 'setConstraints'
  | 'setTrust'
  | 'unexpose'
> {
  const { model } = juju;
  const found = (name: string) => {
    const application = applicationOf(model, name);
    return { application, charm: juju.charmOf(application) };
  };
  return {
    deploy: (wanted) => deploy(juju, wanted),
    refresh: (name, wanted) => refresh(juju, name, wanted),
    removeApplication: (name, { isForced = false } = {}) => removeApplication(model, name, isForced),
    setConfig: (name, values) => {
      const { application, charm } = found(name);
      setOptions(application, charm.metadata, values, charm.kind === 'stand-in');
    },
    resetConfig: (name, options) => {
      const { application, charm } = found(name);
      resetOptions(application, charm.metadata, options);
    },
    attachResource: (name, resource, file) => {
      const { application, charm } = found(name);
      checkResource(charm, resource, file);
      keepResource(juju, application, charm, { name: resource, file });
      touchCharm(juju, application);
    },
    setTrust: (name, isTrusted) => {
      applicationOf(model, name).isTrusted = isTrusted;
    },
    setConstraints: (name, constraints) => {
      applicationOf(model, name).constraints = constraints;
    },
    expose: (name) => {
      applicationOf(model, name).isExposed = true;
    },
    unexpose: (name) => {
      applicationOf(model, name).isExposed = false;
    },
  };
}

function placeOperations(
  juju: Juju,
  base: NewMachine,
): Family<
  | 'addMachine'
  | 'addUnit'
  | 'completeSeriesUpgrade'
  | 'prepareSeriesUpgrade'
  | 'removeMachine'
  | 'removeUnit'
  | 'resolved'
> {
  const { model } = juju;
  return {
    addMachine: (wanted = {}) => addMachine(model, { ...base, ...wanted }),
    removeMachine: (machine, { isForced = false } = {}) => removeMachine(model, machine, isForced),
    addUnit: (application, { machine = null }: { readonly machine?: string | null } = {}) =>
      addUnit(model, application, machine, juju.now(), base),
    removeUnit: (unit, { isForced = false } = {}) => removeUnit(model, unit, isForced),
    resolved: (unit, { isRetried = true } = {}) => resolve(juju, unit, isRetried),
    prepareSeriesUpgrade: (machine, series) => prepareSeriesUpgrade(juju, machine, series),
    completeSeriesUpgrade: (machine) => completeSeriesUpgrade(juju, machine),
  };
}

function modelOperations(juju: Juju): Family<'relate' | 'removeRelation' | 'resetModelConfig' | 'setModelConfig'> {
  const { model, charmOf } = juju;
  return {
    relate: (a, b) => void addRelation(model, charmOf, a, b),
    removeRelation: (a, b) => removeRelation(model, charmOf, a, b),
    setModelConfig: (values) => setModelConfig(model, values),
    resetModelConfig: (keys) => resetModelConfig(model, keys),
  };
}

function happenings(
  juju: Juju,
): Family<
  | 'holdStorage'
  | 'loseAgent'
  | 'moveLeadership'
  | 'provisionStorage'
  | 'rebootMachine'
  | 'refuseCommit'
  | 'restartAgent'
  | 'runHook'
  | 'setAddress'
  | 'setHardware'
  | 'updateStatus'
  | 'writeBag'
> {
  const { model } = juju;
  return {
    updateStatus: (name) => {
      for (const unit of name === undefined ? Object.values(model.units) : [unitOf(model, name)])
        unit.isUpdateStatusDue = true;
    },
    runHook: (unit, hook) => void unitOf(model, unit).requested.push(hook),
    moveLeadership: (unit) => moveLeadership(juju, unit),
    loseAgent: (unit) => loseAgent(juju, unit),
    restartAgent: (unit) => restartAgent(juju, unit),
    rebootMachine: (machine) => {
      if (model.machines[machine] === undefined) throw new JujuRefused(`machine ${machine} not found`);
      rebootMachine(juju, machine);
    },
    setAddress: (machine, address) => setAddress(juju, machine, address),
    setHardware: (machine, given) => setHardware(juju, machine, given),
    refuseCommit: (fault) => void model.commitFaults.push({ ...fault }),
    holdStorage: (isHeld) => {
      model.isStorageHeld = isHeld;
    },
    provisionStorage: (storage) => {
      storageOf(model, storage).isProvisioned = true;
    },
    writeBag: (unit, endpoint, towards, changes) => writeBag(juju, { unit, endpoint, towards }, changes),
  };
}
