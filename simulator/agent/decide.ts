import { createHash } from 'node:crypto';
import { leaderOf } from '../model/model.ts';
import type { HookInfo, LocalRelation, Model, Relation, RelationHook, Unit } from '../model/model.ts';
import { endsOf } from '../model/relations.ts';
import { takesPart, visibleUnits } from '../model/scopes.ts';

export interface Decision {
  readonly model: Model;
  readonly unit: Unit;
  /** What the settings of the unit's application are at this moment. */
  readonly settingsHash: string;
  /** Null takes relations in the order in which they were made. */
  readonly seed: number | null;
}

/**
 * The hook that this unit's agent runs next, or null when nothing is due.
 *
 * Pure. A failed hook is not retried from here: that is up to the caller.
 */
export function nextHook(decision: Decision): HookInfo | null {
  const { model, unit } = decision;
  if (unit.life === 'dead' || unit.failed !== null || unit.running !== null) return null;
  if (unit.queued !== null) return unit.queued;
  if (!unit.isInstalled) return unit.life === 'alive' ? simple('install') : null;
  if (unit.life !== 'alive') return dyingHook(decision);
  const revision = model.applications[unit.application]?.charmRevision;
  const [requested] = unit.requested;
  return (
    createdHook(decision) ??
    leaderHook(model, unit) ??
    (unit.isStarted && requested !== undefined ? requestedHook(model, unit, requested) : null) ??
    (unit.laidRevision !== revision ? simple('upgrade-charm') : null) ??
    (unit.settingsHash !== decision.settingsHash ? simple('config-changed') : null) ??
    (unit.isStarted ? relationHook(decision) : null) ??
    (unit.isStarted && unit.isUpdateStatusDue ? simple('update-status') : null)
  );
}

function dyingHook(decision: Decision): HookInfo | null {
  const { unit } = decision;
  const leaving = relationHook(decision);
  if (leaving !== null) return leaving;
  if (Object.keys(unit.relations).length > 0) return null;
  return simple(unit.isStopped ? 'remove' : 'stop');
}

function createdHook(decision: Decision): HookInfo | null {
  for (const { relation, local } of localRelations(decision)) {
    if (relation.life !== 'alive' || local.isCreated) continue;
    return inRelation(decision.unit, relation, { kind: 'created', remoteUnit: null });
  }
  return null;
}

function leaderHook(model: Model, unit: Unit): HookInfo | null {
  if (leaderOf(model, unit.application) === unit.name) return unit.isLeaderSeen ? null : simple('leader-elected');
  const version = model.applications[unit.application]?.leaderVersion ?? 0;
  return unit.leaderVersionSeen === version ? null : simple('leader-settings-changed');
}

function relationHook(decision: Decision): HookInfo | null {
  for (const { relation, local } of localRelations(decision)) {
    if (!local.isCreated) continue;
    const hook = hookInRelation(decision, relation, local);
    if (hook !== null) return inRelation(decision.unit, relation, hook);
  }
  return null;
}

type InRelation = Pick<RelationHook, 'kind' | 'remoteUnit'> & { readonly departingUnit?: string };

function hookInRelation({ model, unit }: Decision, relation: Relation, local: LocalRelation): InRelation | null {
  const members = Object.keys(local.members).sort();
  if (relation.life === 'dying' || unit.life !== 'alive') {
    const [first] = members;
    if (first === undefined) return { kind: 'broken', remoteUnit: null };
    return { kind: 'departed', remoteUnit: first, departingUnit: unit.life === 'alive' ? first : unit.name };
  }
  // Joined is always followed by changed for the same unit, before anything else in this relation.
  if (local.changedPending !== null) return { kind: 'changed', remoteUnit: local.changedPending };
  const visible = visibleUnits(model, relation, unit);
  const gone = members.find((name) => !visible.includes(name));
  if (gone !== undefined) return { kind: 'departed', remoteUnit: gone, departingUnit: gone };
  const remoteApp = endsOf(relation, unit.application)?.other.application ?? '';
  if ((relation.appBags[remoteApp]?.version ?? 0) !== local.appVersionSeen)
    return { kind: 'changed', remoteUnit: null };
  const joining = visible.find((name) => local.members[name] === undefined);
  if (joining !== undefined) return { kind: 'joined', remoteUnit: joining };
  const changed = visible.find((name) => (relation.bags[name]?.version ?? 0) !== local.members[name]);
  return changed === undefined ? null : { kind: 'changed', remoteUnit: changed };
}

/** Relations that the unit has entered, in the order in which they are looked at: Juju has none, so the seed decides. */
function localRelations({
  model,
  unit,
  seed,
}: Decision): { readonly relation: Relation; readonly local: LocalRelation }[] {
  const found = Object.entries(unit.relations).flatMap(([id, local]) => {
    const relation = model.relations[id];
    if (relation === undefined || endsOf(relation, unit.application)?.own.isImplicit === true) return [];
    return [{ relation, local, rank: seed === null ? '' : rank(`${seed} ${unit.name} ${unit.lastHook} ${id}`) }];
  });
  return found.sort((a, b) => (a.rank === b.rank ? a.relation.id - b.relation.id : a.rank < b.rank ? -1 : 1));
}

function rank(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function inRelation(unit: Unit, relation: Relation, hook: InRelation): HookInfo {
  const ends = endsOf(relation, unit.application);
  const endpoint = ends?.own.name ?? '';
  return {
    name: `${endpoint}-relation-${hook.kind}`,
    relation: {
      kind: hook.kind,
      id: relation.id,
      endpoint,
      remoteApp: ends?.other.application ?? '',
      remoteUnit: hook.remoteUnit,
      departingUnit: hook.departingUnit ?? null,
    },
    isRequested: false,
  };
}

/** A hook by its name alone: of a relation of that endpoint and its first member where it is a relation hook. */
function requestedHook(model: Model, unit: Unit, name: string): HookInfo {
  const match = /^(.+)-relation-(created|joined|changed|departed|broken)$/u.exec(name);
  if (match === null) return { ...simple(name), isRequested: true };
  const [, endpoint = '', kind] = match;
  const relation = Object.values(model.relations).find(
    (each) => endsOf(each, unit.application)?.own.name === endpoint && takesPart(model, each, unit),
  );
  const [member] = Object.keys(unit.relations[String(relation?.id)]?.members ?? {}).sort();
  const isAboutUnit = kind !== 'created' && kind !== 'broken';
  const remoteUnit = isAboutUnit ? (member ?? 'nobody/0') : null;
  return {
    name,
    relation: {
      kind: kind === 'created' || kind === 'joined' || kind === 'departed' || kind === 'broken' ? kind : 'changed',
      id: relation?.id ?? model.nextRelation,
      endpoint,
      remoteApp:
        (relation === undefined ? undefined : endsOf(relation, unit.application)?.other.application) ?? 'nobody',
      remoteUnit,
      departingUnit: kind === 'departed' ? remoteUnit : null,
    },
    isRequested: true,
  };
}

/** A hook that is about the unit alone. */
export function simple(name: string): HookInfo {
  return { name, relation: null, isRequested: false };
}
