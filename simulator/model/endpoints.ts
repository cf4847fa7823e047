import type { CharmMetadata, EndpointDefinition } from '../contract.ts';
import { applicationOf, JujuRefused } from './model.ts';
import type { Application, Model, RelationEnd } from './model.ts';

/** A charm as far as relating goes. `isInert` charms have any endpoint that somebody relates to. */
export interface RelatableCharm {
  readonly metadata: CharmMetadata;
  readonly isInert: boolean;
}

export type CharmOf = (application: Application) => RelatableCharm;

/**
 * The two ends that `a` and `b` (`app` or `app:endpoint`) mean, the requirer first.
 *
 * @throws JujuRefused when there is none, or more than one pair
 */
export function inferEndpoints(
  model: Model,
  charmOf: CharmOf,
  a: string,
  b: string,
): readonly [RelationEnd, RelationEnd] {
  const [candidatesA, candidatesB] = [candidates(model, charmOf, a, b), candidates(model, charmOf, b, a)];
  const pairs = candidatesA
    .flatMap((endA) => candidatesB.map((endB): [RelationEnd, RelationEnd] => [endA, endB]))
    .filter(([endA, endB]) => fit(model, endA, endB));
  const explicit = pairs.filter((pair) => pair.every(({ isImplicit }) => !isImplicit));
  const chosen = explicit.length > 0 ? explicit : pairs;
  const [first, second] = chosen;
  if (first === undefined) throw new JujuRefused('no relations found');
  if (second !== undefined) {
    const keys = chosen.map((pair) => `"${relationKey(ordered(pair))}"`).sort();
    throw new JujuRefused(`ambiguous relation: "${a} ${b}" could refer to ${keys.join('; ')}`);
  }
  return ordered(first);
}

/** For example `kubernetes-worker:certificates easyrsa:client`. */
export function relationKey(ends: readonly RelationEnd[]): string {
  return ends.map(({ application, name }) => `${application}:${name}`).join(' ');
}

function ordered([a, b]: readonly [RelationEnd, RelationEnd]): readonly [RelationEnd, RelationEnd] {
  return a.role === 'requires' ? [a, b] : [b, a];
}

function fit(model: Model, a: RelationEnd, b: RelationEnd): boolean {
  const roles = [a.role, b.role].sort().join(' ');
  if (roles !== 'provides requires' || a.interface !== b.interface || a.application === b.application) return false;
  if (a.scope === 'global' && b.scope === 'global') return true;
  return [a, b].some(({ application }) => applicationOf(model, application).isSubordinate);
}

function candidates(model: Model, charmOf: CharmOf, end: string, other: string): RelationEnd[] {
  const [name = '', endpoint] = end.split(':');
  const app = applicationOf(model, name);
  const { metadata, isInert } = charmOf(app);
  const all: [string, EndpointDefinition, boolean][] = Object.entries(metadata.endpoints).map(([key, value]) => [
    key,
    value,
    false,
  ]);
  all.push(['juju-info', { role: 'provides', interface: 'juju-info', scope: 'global' }, true]);
  const named = endpoint === undefined ? all : all.filter(([key]) => key === endpoint);
  if (isInert && (named.length === 0 || endpoint === undefined))
    named.push(...mirrored(model, charmOf, app, endpoint, other));
  if (named.length === 0) throw new JujuRefused(`application "${name}" has no "${endpoint}" relation`);
  return named.map(([key, definition, isImplicit]) => ({ application: name, name: key, isImplicit, ...definition }));
}

/** An endpoint of a charm that nothing is known of: the counterpart of what it is related to. */
function mirrored(
  model: Model,
  charmOf: CharmOf,
  app: Application,
  endpoint: string | undefined,
  other: string,
): [string, EndpointDefinition, boolean][] {
  const [otherName = '', otherEndpoint] = other.split(':');
  const { metadata } = charmOf(applicationOf(model, otherName));
  if (otherEndpoint === 'juju-info') {
    return [[endpoint ?? 'juju-info', { role: 'requires', interface: 'juju-info', scope: 'global' }, false]];
  }
  const known = otherEndpoint ?? likelyEndpoint(metadata, endpoint, app.name);
  const theirs = metadata.endpoints[known ?? ''];
  if (theirs === undefined) {
    const [mine, its] = [endpoint ?? otherEndpoint ?? otherName, otherEndpoint ?? endpoint ?? app.name];
    const role = `${mine} ${app.name}` < `${its} ${otherName}` ? 'provides' : 'requires';
    return [[mine, { role, interface: 'unknown', scope: 'global' }, false]];
  }
  if (theirs.scope === 'container' && !metadata.isSubordinate && app.nextUnit === 0) app.isSubordinate = true;
  const role = theirs.role === 'provides' ? 'requires' : 'provides';
  return [[endpoint ?? known ?? '', { ...theirs, role }, false]];
}

/**
 * Which endpoint of a charm is meant by a relation that does not say: the one that is called as the other end, or as
 * the other application begins (`aws` for aws-integrator), or the only one.
 */
function likelyEndpoint({ endpoints }: CharmMetadata, otherEnd: string | undefined, otherApp: string): string | null {
  const names = Object.keys(endpoints).filter((name) => endpoints[name]?.role !== 'peers');
  const wanted = [otherEnd ?? '', otherApp.split('-')[0] ?? ''];
  return wanted.find((name) => names.includes(name)) ?? (names.length === 1 ? (names[0] ?? null) : null);
}
