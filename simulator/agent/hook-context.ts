import { randomBytes } from 'node:crypto';
import { effectiveOptions, settingsHash } from '../model/options.ts';
import { applicationOf } from '../model/model.ts';
import type { HookInfo, OptionValue, Task, Unit } from '../model/model.ts';
import { endsOf } from '../model/relations.ts';
import type { SecretChange } from '../model/secret-changes.ts';
import { newestRevisionOf } from '../model/secrets.ts';
import type { Juju } from './juju.ts';

/** A child process of a hook that came to the simulator. */
export interface CallRecord {
  readonly program: string;
  readonly argv: readonly string[];
  readonly exitCode: number;
  readonly isTool: boolean;
}

export type Bag = Readonly<Record<string, string>>;
export type BagChanges = Record<string, string | null>;

/** One run of a hook: what it was shown, and what it wrote that is not yet true. */
export interface HookContext {
  /** For example `etcd/0-install-5577006791947779410`. */
  readonly id: string;
  readonly unit: Unit;
  readonly hook: HookInfo;
  /** By the model's clock. */
  readonly startedAt: number;
  /** Milliseconds since the epoch by the host's clock. */
  readonly startedAtMs: number;
  readonly config: Readonly<Record<string, OptionValue>>;
  /** Relation number to the remote units that have joined; the joining one is in, the departing one is not. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Remote bags as they were at the first look, by `3 etcd/0`. */
  readonly seenBags: Map<string, Bag>;
  /** By relation number. */
  readonly bagChanges: Map<string, BagChanges>;
  readonly appBagChanges: Map<string, BagChanges>;
  readonly opened: Set<string>;
  readonly closed: Set<string>;
  /** Ports on some endpoints only, as `website 80/tcp`. */
  readonly openedOn: Set<string>;
  readonly closedOn: Set<string>;
  /** What state-set and state-delete wrote; null deletes. */
  readonly stateChanges: Map<string, string | null>;
  /** Storage name to how many more of it. */
  readonly storageAdds: Map<string, number>;
  /** In the order in which they were asked for. */
  readonly secretChanges: SecretChange[];
  /** The action or command that this is a run of; null in a hook. */
  readonly task: TaskRun | null;
  /** What juju-reboot asked for; `now` has killed the hook. */
  reboot: 'after' | 'no' | 'now';
  /** A tool has found that the unit does not lead: within this hook it then leads no more. */
  hasLostLeadership: boolean;
  readonly calls: CallRecord[];
  /** What the agent will have shown to the charm when this hook has succeeded: as of its start, so that later changes are due. */
  readonly seen: Seen;
  /** The hook was killed or is over: what still comes from its processes is not answered. */
  isOver: boolean;
}

/** What the model was when a hook started. */
export interface Seen {
  readonly settingsHash: string;
  readonly isTrusted: boolean;
  readonly address: string | null;
  readonly leaderVersion: number;
  readonly bagVersion: number;
  /** The newest revision of the secret that the hook is about; 0 for other hooks. */
  readonly secretRevision: number;
}

/** A run of an action, or of a command of `juju exec`. */
export interface TaskRun {
  readonly task: Task;
  /** What action-set wrote, nested by the dots of its keys. */
  results: Record<string, unknown>;
  /** What action-fail said; null while nobody did. */
  failure: string | null;
}

/** What the hook, or the task in it, sees is fixed from here on. */
export function openContext(juju: Juju, unit: Unit, hook: HookInfo, task: Task | null = null): HookContext {
  const application = applicationOf(juju.model, unit.application);
  const { metadata } = juju.charmOf(application);
  return {
    id: `${unit.name}-${hook.name}-${randomBytes(8).readBigUInt64BE() >> 1n}`,
    unit,
    hook,
    startedAt: juju.now(),
    startedAtMs: Date.now(),
    config: { ...effectiveOptions(application, metadata) },
    members: membersOf(unit, hook),
    seenBags: new Map(),
    bagChanges: new Map(),
    appBagChanges: new Map(),
    opened: new Set(),
    closed: new Set(),
    openedOn: new Set(),
    closedOn: new Set(),
    stateChanges: new Map(),
    storageAdds: new Map(),
    secretChanges: [],
    task: task === null ? null : { task, results: {}, failure: null },
    reboot: 'no',
    hasLostLeadership: false,
    calls: [],
    seen: {
      settingsHash: settingsHash(application, metadata),
      isTrusted: application.isTrusted,
      address: juju.model.machines[unit.machine]?.address ?? null,
      leaderVersion: application.leaderVersion,
      bagVersion: bagVersion(juju, hook),
      secretRevision: secretRevision(juju, hook),
    },
    isOver: false,
  };
}

/** The unit's own bag with what this hook has written to it. */
export function ownBag(juju: Juju, context: HookContext, relation: number): Bag {
  const saved = juju.model.relations[String(relation)]?.bags[context.unit.name]?.data ?? {};
  return withChanges(saved, context.bagChanges.get(String(relation)));
}

/** The bag of the unit's application with what this hook has written to it. */
export function ownAppBag(juju: Juju, context: HookContext, relation: number): Bag {
  const saved = juju.model.relations[String(relation)]?.appBags[context.unit.application]?.data ?? {};
  return withChanges(saved, context.appBagChanges.get(String(relation)));
}

/** A remote's bag, the same throughout the hook; null when it never was in the relation. */
export function remoteBag(juju: Juju, context: HookContext, relation: number, remote: string): Bag | null {
  const key = `${relation} ${remote}`;
  const seen = context.seenBags.get(key);
  if (seen !== undefined) return seen;
  const data = juju.model.relations[String(relation)];
  if (data === undefined) return null;
  const bag = remote.includes('/') ? data.bags[remote] : data.appBags[remote];
  const isEnd = endsOf(data, remote.split('/')[0] ?? '') !== null;
  if (!isEnd || (bag === undefined && remote.includes('/'))) return null;
  const copy = { ...(bag?.data ?? {}) };
  context.seenBags.set(key, copy);
  return copy;
}

/** Changes that wait for the end of the hook. */
export function addBagChanges(changes: Map<string, BagChanges>, relation: number, more: BagChanges): void {
  changes.set(String(relation), { ...changes.get(String(relation)), ...more });
}

function bagVersion({ model }: Juju, { relation }: HookInfo): number {
  if (relation === null) return 0;
  const data = model.relations[String(relation.id)];
  const { remoteUnit, remoteApp } = relation;
  return (remoteUnit === null ? data?.appBags[remoteApp] : data?.bags[remoteUnit])?.version ?? 0;
}

function secretRevision({ model }: Juju, { secret }: HookInfo): number {
  const found = secret === undefined ? undefined : model.secrets[secret.id];
  return found === undefined ? 0 : newestRevisionOf(found);
}

function withChanges(saved: Bag, changes: BagChanges | undefined): Bag {
  const bag = { ...saved };
  for (const [key, value] of Object.entries(changes ?? {})) {
    if (value === null || value === '') delete bag[key];
    else bag[key] = value;
  }
  return bag;
}

function membersOf(unit: Unit, { relation }: HookInfo): Record<string, readonly string[]> {
  const members: Record<string, readonly string[]> = {};
  for (const [id, local] of Object.entries(unit.relations)) {
    const joined = new Set(Object.keys(local.members));
    if (relation?.id === Number(id) && relation.remoteUnit !== null) {
      if (relation.kind === 'joined') joined.add(relation.remoteUnit);
      if (relation.kind === 'departed') joined.delete(relation.remoteUnit);
    }
    const isBreaking = relation?.id === Number(id) && relation.kind === 'broken';
    members[id] = isBreaking ? [] : [...joined].sort();
  }
  return members;
}
