import { inferEndpoints, relationKey } from './endpoints.ts';
import type { CharmOf } from './endpoints.ts';
import { JujuRefused } from './model.ts';
import type { BagData, Model, Relation, RelationEnd } from './model.ts';

/** @throws JujuRefused when the ends do not fit, or are related */
export function addRelation(model: Model, charmOf: CharmOf, a: string, b: string): Relation {
  const ends = inferEndpoints(model, charmOf, a, b);
  const key = relationKey(ends);
  if (find(model, key) !== undefined)
    throw new JujuRefused(`cannot add relation "${key}": relation ${key} already exists`);
  return create(model, ends);
}

/** Units of the application see each other from now on. */
export function addPeerRelation(model: Model, end: RelationEnd): Relation {
  return create(model, [end]);
}

/** Every unit will see the others depart, and then the relation break. */
export function removeRelation(model: Model, charmOf: CharmOf, a: string, b: string): void {
  const key = relationKey(inferEndpoints(model, charmOf, a, b));
  const relation = find(model, key);
  if (relation === undefined) throw new JujuRefused(`relation "${key}" not found`);
  relation.life = 'dying';
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

function find(model: Model, key: string): Relation | undefined {
  return Object.values(model.relations).find(
    ({ life, endpoints }) => life === 'alive' && relationKey(endpoints) === key,
  );
}
