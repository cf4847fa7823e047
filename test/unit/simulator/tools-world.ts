/** Small models in which hook tools are called, without processes. */
import { openContext } from '../../../simulator/agent/hook-context.ts';
import type { HookContext } from '../../../simulator/agent/hook-context.ts';
import type { Juju } from '../../../simulator/agent/juju.ts';
import type { Answer, CharmMetadata, EndpointDefinition, Machine } from '../../../simulator/contract.ts';
import { jujuFeatures } from '../../../simulator/model/juju-features.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { emptyModel, unitOf } from '../../../simulator/model/model.ts';
import type { Application, HookInfo, Model, RelationHookKind, Task } from '../../../simulator/model/model.ts';
import type { LogLine } from '../../../simulator/store/store.ts';
import { createUnit } from '../../../simulator/model/units.ts';
import { callTool } from '../../../simulator/tools/call-tool.ts';
import { noCluster } from './no-cluster.ts';

/** A model with three units of `tiny`, the first one leading, and what they are related to. */
export interface World {
  readonly juju: Juju;
  readonly model: Model;
  readonly log: Omit<LogLine, 'time'>[];
  /** What `killHook` was asked for. */
  readonly killed: { isKilled: boolean };
}

/** In what the tools are called. */
export interface Place {
  readonly juju?: JujuTrack;
  /** A hook of the unit: `install`, `db-relation-changed`, `action`, `exec`, ...; `config-changed` when left out. */
  readonly in?: string;
  /** `tiny/0` when left out; `tiny/1` does not lead. */
  readonly unit?: string;
  readonly stdin?: string;
  readonly cwd?: string;
  /** What is different in the world. */
  readonly where?: (world: World) => void;
}

export const now = 1_700_000_000;
export const modelUuid = 'cdac5656-2423-4388-8f30-41854b4cca7d';

export const metadata: CharmMetadata = {
  name: 'tiny',
  isSubordinate: false,
  endpoints: {
    db: { role: 'requires', interface: 'sql', scope: 'global' },
    website: { role: 'provides', interface: 'http', scope: 'global' },
    admin: { role: 'provides', interface: 'http', scope: 'global' },
    ring: { role: 'peers', interface: 'ring', scope: 'global' },
  },
  extraBindings: ['internal'],
  resources: { snap: { filename: 'tiny.snap' } },
  options: {
    text: { type: 'string', default: 'a: b' },
    empty: { type: 'string', default: '' },
    flag: { type: 'boolean', default: false },
    size: { type: 'int', default: 123456789 },
    ratio: { type: 'float', default: 1.5 },
    unset: { type: 'string' },
  },
  storages: {
    data: { type: 'filesystem', minimum: 1, maximum: 3, location: '/srv/data' },
    logs: { type: 'block', minimum: 0, maximum: null, location: null },
  },
};

/** The world as it is before anything is called. */
export function aWorld(track: JujuTrack = '2.9'): World {
  const model: Model = { ...emptyModel('default', track, now), uuid: modelUuid };
  const log: Omit<LogLine, 'time'>[] = [];
  for (const [id, name] of ['tiny', 'tiny', 'tiny', 'server', 'server', 'neighbour', 'backup'].entries()) {
    model.applications[name] ??= anApplication(name);
    const machine = name === 'neighbour' ? '0' : String(id);
    model.machines[machine] ??= aMachine(machine, `10.5.0.${id + 3}`);
    const unit = unitOf(model, createUnit(model, { application: name, machine, principal: null, now }));
    unit.isInstalled = true;
    unit.workload = { status: 'active', message: 'ready', since: now };
    unit.agentStatus = { status: 'idle', message: '', since: now };
  }
  addRelations(model);
  unitOf(model, 'neighbour/0').ports = ['8443/tcp'];
  addStorages(model);
  const machine = (id: string): Machine => ({
    ...{
      id,
      hostName: `host-${id}`,
      series: 'focal',
      architecture: 'amd64',
      isContainer: false,
      state: {},
      faults: [],
    },
    address: model.machines[id]?.address ?? '',
    root: '/nowhere',
    world: { cluster: noCluster, now: () => now },
  });
  const charm = { metadata, handle: () => undefined };
  const juju = {
    model,
    folder: '/nowhere',
    features: jujuFeatures[track],
    charmOf: () => ({ kind: 'stand-in' as const, metadata, isInert: false, charm }),
    charmSource: () => null,
    machine,
    now: () => now,
    log: (line: Omit<LogLine, 'time'>) => void log.push(line),
    rebootPrograms: () => undefined,
    resourceFile: () => null,
  };
  return { juju, model, log, killed: { isKilled: false } };
}

/** What the last of these calls, separated by ` ; `, is answered; all are in one hook. */
export async function answerIn(line: string, place: Place = {}): Promise<Answer> {
  const world = aWorld(place.juju);
  place.where?.(world);
  return callAll(world, contextIn(world, place), line, place);
}

/** The context of a hook that has begun. */
export function contextIn(world: World, place: Place = {}): HookContext {
  const unit = unitOf(world.model, place.unit ?? 'tiny/0');
  const name = place.in ?? 'config-changed';
  const isTask = name === 'action' || name === 'exec';
  const task = isTask ? aTask(name, unit.name) : null;
  if (task !== null) world.model.tasks[task.id] = task;
  return openContext(world.juju, unit, isTask ? plain('') : hookOf(name), task);
}

/** What the last of these calls is answered in this context. */
export async function callAll(
  world: World,
  context: HookContext,
  line: string,
  { stdin = '', cwd = '/nowhere' }: Pick<Place, 'cwd' | 'stdin'> = {},
): Promise<Answer> {
  let answer: Answer = { exitCode: 0, stdout: '', stderr: '' };
  for (const call of line.split(' ; ')) {
    const [name = '', ...argv] = wordsOf(call);
    const killHook = () => {
      world.killed.isKilled = true;
    };
    answer = await callTool(name, { juju: world.juju, context, argv, cwd, stdin: async () => stdin, killHook });
  }
  return answer;
}

/** Words as a shell cuts them: quotes keep blanks together, `$'\n'` is a newline. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:\$'[^']*'|'[^']*'|"[^"]*"|[^\s'"$]|\$)+/gu)].map(([word]) =>
    word
      .replaceAll(/\$'([^']*)'/gu, (_, inner: string) => inner.replaceAll('\\n', '\n').replaceAll('\\t', '\t'))
      .replaceAll(/'([^']*)'|"([^"]*)"/gu, (_, single?: string, double?: string) => single ?? double ?? ''),
  );
}

function anApplication(name: string): Application {
  return {
    ...{ name, charm: name, channel: null, series: 'focal', isSubordinate: false, charmRevision: 0, charmFiles: null },
    ...{ settings: {}, resources: {}, isExposed: false, isTrusted: false, constraints: '', life: 'alive', nextUnit: 0 },
    ...{ version: '', status: null, leader: null, leaderData: {}, leaderVersion: 0, shared: {} },
  };
}

function aMachine(id: string, address: string): Model['machines'][string] {
  return {
    ...{ id, hostName: `host-${id}`, series: 'focal', architecture: 'amd64', parent: null, state: {}, faults: [] },
    address,
    publicAddress: address.replace('10.5.0', '203.0.113'),
  };
}

/** `ring:0` of the peers, `db:9` to server and `db:10` to backup. */
function addRelations(model: Model): void {
  const ring: EndpointDefinition = { role: 'peers', interface: 'ring', scope: 'global' };
  const relate = (id: number, ends: readonly (readonly [string, string, EndpointDefinition])[]) => {
    const names = ends.map(([application]) => application);
    const inScope = Object.values(model.units).filter(({ application }) => names.includes(application));
    model.relations[String(id)] = {
      id,
      endpoints: ends.map(([application, name, end]) => ({ application, name, isImplicit: false, ...end })),
      scope: 'global',
      life: 'alive',
      inScope: inScope.map(({ name }) => name),
      bags: Object.fromEntries(inScope.map(({ name }) => [name, { data: { from: name }, version: 1 }])),
      appBags: {},
    };
    for (const unit of inScope) {
      const others = inScope.filter((other) =>
        ends.length === 1 ? other !== unit : other.application !== unit.application,
      );
      unit.relations[String(id)] = {
        isCreated: true,
        members: Object.fromEntries(others.map(({ name }) => [name, 1])),
        changedPending: null,
        appVersionSeen: 0,
      };
    }
  };
  const requires: EndpointDefinition = { role: 'requires', interface: 'sql', scope: 'global' };
  const provides: EndpointDefinition = { role: 'provides', interface: 'sql', scope: 'global' };
  relate(0, [['tiny', 'ring', ring]]);
  relate(9, [
    ['tiny', 'db', requires],
    ['server', 'sql', provides],
  ]);
  relate(10, [
    ['tiny', 'db', requires],
    ['backup', 'sql', provides],
  ]);
  const server = model.relations['9'];
  if (server === undefined) return;
  server.bags['server/0'] = { data: { port: '5432', html: '<a>&b', list: '1.10' }, version: 2 };
  server.appBags['server'] = { data: { cluster: 'c1' }, version: 1 };
  server.appBags['tiny'] = { data: { user: 'tiny' }, version: 1 };
}

function addStorages(model: Model): void {
  model.nextStorage = 4;
  const instance = { unit: 'tiny/0', life: 'alive' as const, isProvisioned: true, isAttached: true };
  model.storages['data/0'] = { ...instance, id: 'data/0', name: 'data', kind: 'filesystem', location: '/srv/data' };
  model.storages['logs/1'] = { ...instance, id: 'logs/1', name: 'logs', kind: 'block', location: '/dev/vdb' };
  model.storages['data/2'] = {
    ...{ ...instance, id: 'data/2', name: 'data', kind: 'filesystem', location: '/srv/data/2' },
    isAttached: false,
  };
  model.storages['data/3'] = {
    ...{ ...instance, id: 'data/3', name: 'data', kind: 'filesystem', location: '/srv/data/3' },
    unit: 'tiny/1',
  };
}

function plain(name: string): HookInfo {
  return { name, relation: null, isRequested: false };
}

/** Relation hooks are about `db:9` and `server/0`; `app-changed` is about the application. */
function hookOf(name: string): HookInfo {
  const storage = /^(\w+)-storage-(?:attached|detaching)$/u.exec(name);
  if (storage !== null) return { ...plain(name), storage: 'data/2' };
  const relation = /^(db|ring)-relation-(\w+?)(-app)?$/u.exec(name);
  if (relation === null) return plain(name);
  const [, endpoint = '', word = '', app] = relation;
  const kind = kinds.find((each) => each === word) ?? 'changed';
  const isPeer = endpoint === 'ring';
  const hasUnit = app === undefined && kind !== 'created' && kind !== 'broken';
  return {
    name: `${endpoint}-relation-${kind}`,
    isRequested: false,
    relation: {
      ...{ kind, endpoint, id: isPeer ? 0 : 9, remoteApp: isPeer ? 'tiny' : 'server' },
      remoteUnit: hasUnit ? (isPeer ? 'tiny/1' : 'server/0') : null,
      departingUnit: kind === 'departed' ? 'server/0' : null,
    },
  };
}

const kinds: readonly RelationHookKind[] = ['broken', 'changed', 'created', 'departed', 'joined'];

function aTask(kind: 'action' | 'exec', unit: string): Task {
  return {
    ...{ id: '2', operation: '1', unit, kind, name: kind === 'action' ? 'backup' : 'juju-exec', command: null },
    parameters: {
      ...{ name: 'nightly', count: 3, big: 1000000, isQuick: true, nothing: null, tags: ['a', 'b'], none: [] },
      nested: { deep: { er: 'x' } },
    },
    ...{ isParallel: false, executionGroup: '', status: 'running', message: '', results: {}, log: [] },
    ...{ enqueuedAt: now, startedAt: now, completedAt: null },
  };
}
