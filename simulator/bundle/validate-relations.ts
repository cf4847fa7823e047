import type { BundleFields } from './schema.ts';

/** What Juju would refuse about relations. Endpoints are looked at by the model, which has the charms' metadata. */
export function checkRelations(bundle: BundleFields): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const relation of bundle.relations ?? []) {
    const shown = `[${relation.map((end) => JSON.stringify(end)).join(' ')}]`;
    const [a, b] = relation;
    if (relation.length !== 2 || a === undefined || b === undefined) {
      problems.push(`relation ${shown} has ${relation.length} endpoint(s), not 2`);
      continue;
    }
    problems.push(...endProblems(bundle, shown, a, b));
    const key = [a, b].sort().join(' ');
    if (seen.has(key)) problems.push(`relation ${shown} is defined more than once`);
    seen.add(key);
  }
  return problems;
}

function endProblems(bundle: BundleFields, shown: string, a: string, b: string): string[] {
  const malformed = [a, b].filter((end) => !/^[a-z0-9-]+(:[a-z0-9_-]+)?$/.test(end));
  if (malformed.length > 0) return malformed.map((end) => `invalid relation syntax "${end}"`);
  const [first = '', second = ''] = [a, b].map((end) => end.split(':')[0]);
  const known = { ...bundle.applications, ...bundle.saas };
  const problems = [...new Set([first, second])]
    .filter((application) => !Object.hasOwn(known, application))
    .map((application) => `relation ${shown} refers to application "${application}" not defined in this bundle`);
  if (first === second) problems.push(`relation ${shown} relates an application to itself`);
  return problems;
}
