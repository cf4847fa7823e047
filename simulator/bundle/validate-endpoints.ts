import type { EndpointDefinition } from '../contract.ts';
import type { Bundle } from './content.ts';
import type { OpenCharm } from './open-charms.ts';

interface End {
  readonly application: string;
  readonly endpoint: string;
  readonly definition: EndpointDefinition;
}

/** What Juju would refuse about the relations of a bundle whose charms it has; unknown charms fit everything. */
export function checkEndpoints(bundle: Bundle, charmOf: (application: string) => OpenCharm): string[] {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const [a, b] of bundle.relations) {
    const found = resolve(a, b, charmOf);
    if (found.kind === 'unknown') continue;
    if (found.kind === 'problem') {
      problems.push(found.problem);
      continue;
    }
    const shown = `["${a}" "${b}"]`;
    const key = found.ends
      .map(({ application, endpoint }) => `${application}:${endpoint}`)
      .sort()
      .join(' ');
    if (seen.has(key) && seen.get(key) !== shown) problems.push(`relation ${shown} is defined more than once`);
    seen.set(key, shown);
  }
  return [...new Set(problems)];
}

type Resolved =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'problem'; readonly problem: string }
  | { readonly kind: 'ends'; readonly ends: readonly [End, End] };

function resolve(a: string, b: string, charmOf: (application: string) => OpenCharm): Resolved {
  const [left, right] = [endsOf(a, charmOf), endsOf(b, charmOf)];
  if (typeof left === 'string') return { kind: 'problem', problem: left };
  if (typeof right === 'string') return { kind: 'problem', problem: right };
  if (left === null || right === null) return { kind: 'unknown' };
  if (a.includes(':') && b.includes(':')) {
    const [first, second] = [left[0], right[0]];
    if (first === undefined || second === undefined) return { kind: 'unknown' };
    const problem = mismatch(first, second);
    return problem === null ? { kind: 'ends', ends: [first, second] } : { kind: 'problem', problem };
  }
  return infer(a, b, left, right);
}

/** What an end may mean; null when nothing is known of the charm, a text for what Juju says of it. */
function endsOf(end: string, charmOf: (application: string) => OpenCharm): readonly End[] | string | null {
  const [application = '', endpoint] = end.split(':');
  const { metadata } = charmOf(application);
  if (metadata === null) return null;
  const all = Object.entries({ ...implicit, ...metadata.endpoints }).map(([name, definition]) => ({
    application,
    endpoint: name,
    definition,
  }));
  if (endpoint === undefined) return all;
  const named = all.filter((each) => each.endpoint === endpoint);
  if (named.length > 0) return named;
  return `charm "${metadata.name}" used by application "${application}" does not define relation "${endpoint}"`;
}

/** Every charm provides it. */
const implicit: Readonly<Record<string, EndpointDefinition>> = {
  'juju-info': { role: 'provides', interface: 'juju-info', scope: 'global' },
};

function mismatch(a: End, b: End): string | null {
  const [left, right] = [`${a.application}:${a.endpoint}`, `${b.application}:${b.endpoint}`];
  const [first, second] = [a.definition, b.definition];
  const isPair = [first.role, second.role].sort().join(' ') === 'provides requires';
  if (!isPair) return `relation ${left} to ${right} relates ${words[first.role]} to ${words[second.role]}`;
  if (first.interface === second.interface) return null;
  return `mismatched interface between ${left} and ${right} ("${first.interface}" vs "${second.interface}")`;
}

const words = { provides: 'provider', requires: 'requirer', peers: 'peer' } as const;

function infer(a: string, b: string, left: readonly End[], right: readonly End[]): Resolved {
  const pairs = left.flatMap((first) =>
    right.flatMap((second) => (mismatch(first, second) === null ? [[first, second] as const] : [])),
  );
  const explicit = pairs.filter((pair) => pair.every(({ endpoint }) => implicit[endpoint] === undefined));
  const [found, ...others] = explicit.length > 0 ? explicit : pairs;
  const refused = (reason: string): Resolved => ({
    kind: 'problem',
    problem: `cannot infer endpoint between ${a} and ${b}: ${reason}`,
  });
  if (found === undefined) return refused('no relations found');
  if (others.length === 0) return { kind: 'ends', ends: [found[0], found[1]] };
  const shown = [found, ...others].map((pair) =>
    pair.map(({ application, endpoint }) => `${application}:${endpoint}`).join(' '),
  );
  return refused(`ambiguous relation: ${a} ${b} could refer to "${shown.sort().join('"; "')}"`);
}
