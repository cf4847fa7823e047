import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Series } from '../contract.ts';
import { parseCharmUrl } from '../model/charm-url.ts';
import { addMachine } from '../model/machines.ts';
import type { NewMachine } from '../model/machines.ts';
import { applicationOf, JujuRefused, unitOf } from '../model/model.ts';
import type { Application, CommitFault } from '../model/model.ts';
import { resetOptions, setOptions } from '../model/options.ts';
import { addPeerRelation, addRelation, changeBag, endsOf, removeRelation } from '../model/relations.ts';
import { addUnit, removeApplication, removeUnit } from '../model/units.ts';
import { commitHook } from './commit.ts';
import { openContext } from './hook-context.ts';
import type { Juju } from './juju.ts';
import { createTaskOperations } from './tasks.ts';
import type { TaskOperations } from './tasks.ts';

export interface NewApplication {
  readonly application: string;
  /** As in a bundle: a store URL or a path. */
  readonly charm: string;
  /** The charm's files, where they lie elsewhere than at the path that `charm` is: an archive that was unpacked. */
  readonly files?: string;
  readonly series?: Series;
  /** Of the store. */
  readonly channel?: string;
  readonly options?: Readonly<Record<string, string>>;
  /** Resource name to file. */
  readonly resources?: Readonly<Record<string, string>>;
  readonly isExposed?: boolean;
  readonly isTrusted?: boolean;
  readonly constraints?: string;
}

export interface Refresh {
  /** Another place of the charm, as in `NewApplication`; where it came from when left out. */
  readonly charm?: string;
  readonly files?: string;
  readonly channel?: string;
  readonly resources?: Readonly<Record<string, string>>;
  /** `--force-units`: units in error get the files too. */
  readonly isForced?: boolean;
}

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
  const { model, charmOf } = juju;
  const base = { hasPublicAddress: hasPublicAddresses };
  const metadataOf = (application: string) => charmOf(applicationOf(model, application)).metadata;
  return {
    deploy: (wanted) => deploy(juju, wanted),
    addMachine: (wanted = {}) => addMachine(model, { ...base, ...wanted }),
    addUnit: (application, { machine = null }: { readonly machine?: string | null } = {}) =>
      addUnit(model, application, machine, juju.now(), base),
    relate: (a, b) => void addRelation(model, charmOf, a, b),
    removeRelation: (a, b) => removeRelation(model, charmOf, a, b),
    removeUnit: (unit) => removeUnit(model, unit),
    removeApplication: (application) => removeApplication(model, application),
    setConfig: (name, values) => {
      const application = applicationOf(model, name);
      setOptions(application, metadataOf(name), values, charmOf(application).kind === 'stand-in');
    },
    resetConfig: (application, options) =>
      resetOptions(applicationOf(model, application), metadataOf(application), options),
    attachResource: (name, resource, file) => {
      const application = applicationOf(model, name);
      attach(juju, application, resource, file);
      application.charmRevision += 1;
    },
    refresh: (name, { charm } = {}) => {
      const application = applicationOf(model, name);
      if (charm !== undefined) application.charm = charm;
      application.charmRevision += 1;
    },
    expose: (application) => {
      applicationOf(model, application).isExposed = true;
    },
    unexpose: (application) => {
      applicationOf(model, application).isExposed = false;
    },
    resolved: (name, { isRetried = true } = {}) => {
      const unit = unitOf(model, name);
      if (unit.failed === null) throw new JujuRefused(`unit "${name}" is not in an error state`);
      const { hook } = unit.failed;
      unit.failed = null;
      unit.agentStatus = { status: 'idle', message: '', since: juju.now() };
      if (isRetried) unit.queued = hook;
      else commitHook(juju, openContext(juju, unit, hook));
    },
    updateStatus: (name) => {
      for (const unit of name === undefined ? Object.values(model.units) : [unitOf(model, name)])
        unit.isUpdateStatusDue = true;
    },
    runHook: (unit, hook) => void unitOf(model, unit).requested.push(hook),
    removeMachine: notBuilt,
    setModelConfig: notBuilt,
    resetModelConfig: notBuilt,
    setTrust: notBuilt,
    setConstraints: notBuilt,
    ...createTaskOperations(juju),
    prepareSeriesUpgrade: notBuilt,
    completeSeriesUpgrade: notBuilt,
    moveLeadership: notBuilt,
    loseAgent: notBuilt,
    restartAgent: notBuilt,
    rebootMachine: notBuilt,
    setAddress: notBuilt,
    refuseCommit: notBuilt,
    holdStorage: notBuilt,
    provisionStorage: notBuilt,
    writeBag: (unit, endpoint, towards, changes) => writeBag(juju, { unit, endpoint, towards }, changes),
  };
}

function notBuilt(): never {
  throw new JujuRefused('not built');
}

function deploy(juju: Juju, wanted: NewApplication): void {
  const { model } = juju;
  const { application: name, charm } = wanted;
  if (model.applications[name] !== undefined) {
    throw new JujuRefused(`cannot add application "${name}": application already exists`);
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*$/u.test(name))
    throw new JujuRefused(`application name "${name}" not valid`);
  const application: Application = {
    name,
    charm,
    channel: null,
    series: wanted.series ?? parseCharmUrl(charm).series ?? 'focal',
    isSubordinate: false,
    charmRevision: 0,
    charmFiles: null,
    settings: {},
    resources: {},
    isExposed: wanted.isExposed ?? false,
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
  };
  const { metadata, kind } = juju.charmOf(application);
  application.isSubordinate = metadata.isSubordinate;
  setOptions(application, metadata, wanted.options ?? {}, kind === 'stand-in');
  for (const [resource, file] of Object.entries(wanted.resources ?? {})) attach(juju, application, resource, file);
  model.applications[name] = application;
  for (const [endpoint, definition] of Object.entries(metadata.endpoints)) {
    if (definition.role === 'peers')
      addPeerRelation(model, { application: name, name: endpoint, isImplicit: false, ...definition });
  }
}

function attach(juju: Juju, application: Application, name: string, file: string): void {
  const { metadata, kind } = juju.charmOf(application);
  const definition = metadata.resources[name];
  if (definition === undefined) {
    if (kind === 'stand-in') return;
    throw new JujuRefused(`unrecognized resource "${name}"`);
  }
  if (!existsSync(file)) throw new JujuRefused(`file for resource "${name}": stat ${file}: no such file or directory`);
  const extension = path.extname(definition.filename);
  if (path.extname(file) !== extension) {
    throw new JujuRefused(`incorrect extension on resource upload "${file}", expected "${extension}"`);
  }
  const revision = (application.resources[name]?.revision ?? 0) + 1;
  const kept = path.join('resources', application.name, `${name}-${revision}`);
  mkdirSync(path.join(juju.folder, path.dirname(kept)), { recursive: true });
  copyFileSync(file, path.join(juju.folder, kept));
  application.resources[name] = { file: kept, revision };
}

interface BagPlace {
  readonly unit: string;
  readonly endpoint: string;
  readonly towards: string;
}

function writeBag(
  { model }: Juju,
  { unit, endpoint, towards }: BagPlace,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string | null> {
  const { application } = unitOf(model, unit);
  const other = towards.split('/')[0];
  for (const relation of Object.values(model.relations)) {
    const ends = endsOf(relation, application);
    if (ends?.own.name !== endpoint || ends.other.application !== other) continue;
    const bag = (relation.bags[unit] ??= { data: {}, version: 0 });
    const before = Object.fromEntries(Object.keys(changes).map((key) => [key, bag.data[key] ?? null]));
    changeBag(bag, changes);
    return before;
  }
  throw new JujuRefused(`${unit} has no relation to ${towards} at ${endpoint}`);
}
