import { inferEndpoints, relationKey } from './endpoints.ts';
import type { CharmOf } from './endpoints.ts';
import { JujuRefused } from './model.ts';
import type { BagData, Model, Relation, RelationEnd } from './model.ts';

/** @throws JujuRefused when the ends do not fit, are related, or take no more relations */
export function addRelation(model: Model, charmOf: CharmOf, a: string, b: string): Relation {
  const ends = inferEndpoints(model, charmOf, a, b);
  const key = relationKey(ends);
  const refused = (problem: string) => new JujuRefused(`cannot add relation "${key}": ${problem}`);
  if (findRelation(model, key) !== undefined) throw refused(`relation ${key} already exists`);
  for (const { application, name, limit } of ends) {
    if (model.applications[application]?.life !== 'alive') throw refused(`application "${application}" is not alive`);
    if (limit === undefined || countAt(model, application, name) < limit) continue;
    throw refused(
      `establishing a new relation for ${application}:${name} would exceed its maximum relation limit of ${limit}`,
    );
  }
  return create(model, ends);
}

/** Units of the application see each other from now on. */
export function addPeerRelation(model: Model, end: RelationEnd): Relation {
  return create(model, [end]);
}

/** The bag has these changes; null deletes. Its version grows only if that makes a difference. */
export function changeBag(bag: BagData, changes: Readonly<Record<string, string | null>>): void {
  const data = { ...bag.data };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === '') delete data[key];
    else data[key] = value;
  }
  const isSame =
    Object.keys(data).length === Object.keys(bag.data).length &&
    Object.entries(data).every(([key, value]) => bag.data[key] === value);
  if (isSame) return;
  bag.data = data;
  bag.version += 1;
}

/** The alive relation of this key, for example `kubernetes-worker:certificates easyrsa:client`. */
export function findRelation(model: Model, key: string): Relation | undefined {
  return Object.values(model.relations).find(
    ({ life, endpoints }) => life === 'alive' && relationKey(endpoints) === key,
  );
}

/** The end of an application, and the opposite one; a peer's opposite is its own. */
export function endsOf(
  relation: Relation,
  application: string,
): { readonly own: RelationEnd; readonly other: RelationEnd } | null {
  const own = relation.endpoints.find((end) => end.application === application);
  if (own === undefined) return null;
  return { own, other: relation.endpoints.find((end) => end !== own) ?? own };
}

/** For example `certificates:3`, as the units of this application call it. */
export function relationIdOf(relation: Relation, application: string): string {
  return `${endsOf(relation, application)?.own.name ?? ''}:${relation.id}`;
}

function create(model: Model, endpoints: readonly RelationEnd[]): Relation {
  const relation: Relation = {
    id: model.nextRelation,
    endpoints,
    scope: endpoints.some(({ scope }) => scope === 'container') ? 'container' : 'global',
    life: 'alive',
    inScope: [],
    bags: {},
    appBags: {},
  };
  model.nextRelation += 1;
  model.relations[String(relation.id)] = relation;
  return relation;
}

function countAt({ relations }: Model, application: string, endpoint: string): number {
  return Object.values(relations).filter(({ endpoints }) =>
    endpoints.some((end) => end.application === application && end.name === endpoint),
  ).length;
}
