import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { standIns } from '../../../simulator/charms/charms.ts';
import { createCluster } from '../../../simulator/cluster/cluster.ts';
import type { Cluster, Machine, StandInCharm, StandInHook, StandInRelation } from '../../../simulator/contract.ts';

type Bag = Record<string, string>;

interface FakeUnit {
  readonly name: string;
  readonly app: string;
  readonly charm: StandInCharm;
  readonly machine: Machine;
  readonly storage: Record<string, unknown>;
  readonly config: Record<string, unknown>;
  isLeader: boolean;
  status: string;
  readonly ports: Set<string>;
}

interface FakeRelation {
  readonly number: number;
  /** Unit to its endpoint. */
  readonly members: Readonly<Record<string, string>>;
  readonly bags: Record<string, Bag>;
}

/** As much of a model as stand-ins need: every unit sees every bag at once, and `settle` runs hooks until none writes. */
export interface FakeModel {
  readonly cluster: Cluster;
  /** A unit of a stand-in charm; its application is the charm. */
  add(
    unit: string,
    options?: { readonly charm?: StandInCharm; readonly config?: Record<string, unknown>; readonly beside?: string },
  ): FakeUnit;
  /** Members as `unit endpoint`; units without a stand-in are played by the test through `write`. */
  relate(...members: readonly string[]): FakeRelation;
  unrelate(relation: FakeRelation): void;
  write(relation: FakeRelation, unit: string, bag: Bag): void;
  /** Runs one hook. Gives back how many bags it wrote to. */
  run(unit: string, hook?: string): Promise<number>;
  settle(): Promise<void>;
}

/** An empty model. Models that are given the same `authority` share one easyrsa's memory: making keys takes long. */
export function aModel({ authority = {} }: { readonly authority?: Record<string, unknown> } = {}): FakeModel {
  const units: Record<string, FakeUnit> = {};
  const shared: Record<string, Record<string, unknown>> = { easyrsa: authority };
  const relations: FakeRelation[] = [];
  const now = () => 1_525_000_000;
  const cluster = createCluster(null, now);
  const relationsOf = (unit: FakeUnit, endpoint: string, wrote: () => void) =>
    relations
      .filter(({ members }) => members[unit.name] === endpoint)
      .map((relation) => viewOf(relation, unit.name, wrote));
  const model: FakeModel = {
    cluster,
    add: (name, { charm, config = {}, beside } = {}) => {
      const app = name.split('/')[0] ?? '';
      const played = charm ?? standIns[app];
      if (played === undefined) throw new Error(`no stand-in for ${app}`);
      const machine =
        (beside === undefined ? undefined : units[beside]?.machine) ??
        aMachine(Object.keys(units).length, cluster, now);
      const isLeader = Object.values(units).every((unit) => unit.app !== app);
      const unit = {
        name,
        app,
        charm: played,
        machine,
        storage: {},
        config,
        isLeader,
        status: '',
        ports: new Set<string>(),
      };
      units[name] = unit;
      shared[app] ??= {};
      return unit;
    },
    relate: (...ends) => {
      const members = Object.fromEntries(
        ends.map((end): [string, string] => [end.split(' ')[0] ?? '', end.split(' ')[1] ?? '']),
      );
      const bags = Object.fromEntries(
        Object.keys(members).map((unit) => [unit, juju(units[unit]?.machine.address ?? '10.5.9.9')]),
      );
      const relation = { number: relations.length, members, bags };
      relations.push(relation);
      return relation;
    },
    unrelate: (relation) => void relations.splice(relations.indexOf(relation), 1),
    write: (relation, unit, bag) => void Object.assign((relation.bags[unit] ??= {}), bag),
    run: async (name, hookName = 'config-changed') => {
      const unit = units[name];
      if (unit === undefined) throw new Error(`no unit ${name}`);
      let writes = 0;
      const hook: StandInHook = {
        name: hookName,
        relation: null,
        unit: name,
        app: unit.app,
        isLeader: unit.isLeader,
        config: unit.config,
        machine: unit.machine,
        storage: unit.storage,
        shared: shared[unit.app] ?? {},
        relations: (endpoint) => relationsOf(unit, endpoint, () => (writes += 1)),
        setStatus: (word, message) => void (unit.status = `${word}: ${message}`),
        setVersion: () => undefined,
        openPort: (port) => void unit.ports.add(port),
      };
      await unit.charm.handle(hook);
      return writes;
    },
    settle: async () => {
      for (let round = 0; round < 20; round += 1) {
        let writes = 0;
        for (const name of Object.keys(units)) writes += await model.run(name);
        if (writes === 0) return;
      }
      throw new Error('stand-ins never settle');
    },
  };
  return model;
}

function viewOf({ number, members, bags }: FakeRelation, self: string, wrote: () => void): StandInRelation {
  const appOf = (unit: string) => unit.split('/')[0] ?? '';
  const isPeer = Object.keys(members).every((unit) => appOf(unit) === appOf(self));
  const others = Object.keys(members).filter((unit) => unit !== self && (isPeer || appOf(unit) !== appOf(self)));
  return {
    id: `${members[self] ?? ''}:${number}`,
    remoteApp: appOf(others[0] ?? ''),
    units: others,
    get: (unit) => ({ ...bags[unit] }),
    own: () => ({ ...bags[self] }),
    set: (changes) => {
      wrote();
      const bag = (bags[self] ??= {});
      for (const [key, value] of Object.entries(changes)) {
        if (value === null) delete bag[key];
        else bag[key] = value;
      }
    },
  };
}

function juju(address: string): Bag {
  return { 'egress-subnets': `${address}/32`, 'ingress-address': address, 'private-address': address };
}

function aMachine(number: number, cluster: Cluster, now: () => number): Machine {
  const root = mkdtempSync(path.join(tmpdir(), 'stand-in-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return {
    id: String(number),
    hostName: `juju-abc-${number}`,
    series: 'xenial',
    architecture: 'amd64',
    isContainer: false,
    address: `10.5.0.${number + 1}`,
    root,
    state: {},
    faults: [],
    world: { cluster, now },
  };
}
