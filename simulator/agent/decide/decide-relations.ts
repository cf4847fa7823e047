import { createHash } from 'node:crypto';
import type { HookInfo, LocalRelation, Model, Relation, RelationHook, Unit } from '../../model/model.ts';
import { endsOf } from '../../model/relations.ts';
import { unitsInSight } from '../../model/scopes.ts';

export interface RelationDecision {
  readonly model: Model;
  readonly unit: Unit;
  /** Null takes relations in the order in which they were made. */
  readonly seed: number | null;
}

/** The hook that announces an alive relation which the unit has entered, or null when all are announced. */
export function createdHook(decision: RelationDecision): HookInfo | null {
  for (const { relation, local } of localRelations(decision)) {
    if (relation.life !== 'alive' || local.isCreated) continue;
    return inRelation(decision.unit, relation, { kind: 'created', remoteUnit: null });
  }
  return null;
}

/** The hook that is due in an announced relation, or null. */
export function relationHook(decision: RelationDecision): HookInfo | null {
  for (const { relation, local } of localRelations(decision)) {
    if (!local.isCreated) continue;
    const hook = hookInRelation(decision, relation, local);
    if (hook !== null) return inRelation(decision.unit, relation, hook);
  }
  return null;
}

type InRelation = Pick<RelationHook, 'kind' | 'remoteUnit'> & { readonly departingUnit?: string };

function hookInRelation(
  { model, unit }: RelationDecision,
  relation: Relation,
  local: LocalRelation,
): InRelation | null {
  // Joined is always followed by changed for the same unit, before anything else in this relation, its end included.
  if (local.changedPending !== null) return { kind: 'changed', remoteUnit: local.changedPending };
  if (relation.life === 'dying' || unit.life !== 'alive') return leaving(unit, relation, local);
  const visible = unitsInSight(model, relation, unit);
  const inSight = new Set(visible);
  const gone = least(Object.keys(local.members).filter((name) => !inSight.has(name)));
  if (gone !== null) return { kind: 'departed', remoteUnit: gone, departingUnit: gone };
  const remoteApp = endsOf(relation, unit.application)?.other.application ?? '';
  if ((relation.appBags[remoteApp]?.version ?? 0) !== local.appVersionSeen)
    return { kind: 'changed', remoteUnit: null };
  const joining = least(visible.filter((name) => local.members[name] === undefined));
  if (joining !== null) return { kind: 'joined', remoteUnit: joining };
  const changed = least(visible.filter((name) => (relation.bags[name]?.version ?? 0) !== local.members[name]));
  return changed === null ? null : { kind: 'changed', remoteUnit: changed };
}

function leaving(unit: Unit, relation: Relation, local: LocalRelation): InRelation | null {
  const first = least(Object.keys(local.members));
  if (first !== null)
    return { kind: 'departed', remoteUnit: first, departingUnit: unit.life === 'alive' ? first : unit.name };
  // Peers are left without another hook.
  return endsOf(relation, unit.application)?.own.role === 'peers' ? null : { kind: 'broken', remoteUnit: null };
}

function least(names: readonly string[]): string | null {
  let first: string | null = null;
  for (const name of names) if (first === null || name < first) first = name;
  return first;
}

/** Relations that the unit has entered, in the order in which they are looked at: Juju has none, so the seed decides. */
function localRelations({ model, unit, seed }: RelationDecision): readonly LocalView[] {
  // Relation numbers are keys that JavaScript keeps in ascending order.
  const found = Object.entries(unit.relations).flatMap(([id, local]) => {
    const relation = model.relations[id];
    if (relation === undefined || endsOf(relation, unit.application)?.own.isImplicit === true) return [];
    return [{ relation, local }];
  });
  if (seed === null || found.length < 2) return found;
  const ranked = found.map((view) => ({
    view,
    rank: rank(`${seed} ${unit.name} ${unit.lastHook} ${view.relation.id}`),
  }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ view }) => view);
}

interface LocalView {
  readonly relation: Relation;
  readonly local: LocalRelation;
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
