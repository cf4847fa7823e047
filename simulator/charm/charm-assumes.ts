import { JujuRefused } from '../model/model.ts';

/**
 * This Juju has what the charm's `assumes` asks for: a list of features, versions, `any-of` and `all-of`.
 *
 * @throws JujuRefused with everything that it lacks, or when the expression cannot be read
 */
export function checkAssumes(assumes: unknown, jujuVersion: string): void {
  if (assumes === null || assumes === undefined) return;
  const found = evaluate({ 'all-of': assumes }, jujuVersion);
  if (found.isMet) return;
  const lines = ['Charm feature requirements cannot be met:', ...found.lines.map((line) => `  ${line}`)];
  throw new JujuRefused(lines.join('\n'));
}

/**
 * This Juju is not older than the charm's `min-juju-version`.
 *
 * @throws JujuRefused
 */
export function checkMinVersion(minimum: string | null, jujuVersion: string): void {
  if (minimum === null) return;
  if (!isVersion(minimum)) throw new JujuRefused(`metadata: invalid min-juju-version: invalid version "${minimum}"`);
  if (compare(jujuVersion, minimum) >= 0) return;
  throw new JujuRefused(`charm's min version (${minimum}) is higher than this juju model's version (${jujuVersion})`);
}

interface Found {
  readonly isMet: boolean;
  readonly lines: readonly string[];
}

function evaluate(expression: unknown, jujuVersion: string): Found {
  if (typeof expression === 'string') return evaluateFeature(expression, jujuVersion);
  const entries = typeof expression === 'object' && expression !== null ? Object.entries(expression) : [];
  const [only] = entries;
  const [kind, parts] = only ?? [];
  if (entries.length !== 1 || (kind !== 'any-of' && kind !== 'all-of') || !Array.isArray(parts) || parts.length === 0)
    throw new JujuRefused('metadata: malformed "assumes" section: expected a list of features, "any-of" or "all-of"');
  const found = parts.map((part) => evaluate(part, jujuVersion));
  const isMet = kind === 'any-of' ? found.some((each) => each.isMet) : found.every((each) => each.isMet);
  const unmet = found.filter((each) => !each.isMet).flatMap(({ lines }) => lines.map((line) => `  ${line}`));
  const heading = kind === 'any-of' ? 'at least one' : 'all';
  return { isMet, lines: [`- charm requires ${heading} of the following:`, ...unmet] };
}

function evaluateFeature(text: string, jujuVersion: string): Found {
  const found = /^\s*([a-z][a-z0-9-]*[a-z0-9])\s*(?:(>=|<)\s*(\S+))?\s*$/u.exec(text);
  const [, feature = '', operator, version = ''] = found ?? [];
  if (found === null || (operator !== undefined && !isVersion(version)))
    throw new JujuRefused(`metadata: malformed "assumes" expression "${text}"`);
  if (feature !== 'juju')
    return { isMet: false, lines: [`- charm requires feature "${feature}" but model does not support it`] };
  if (operator === undefined) return { isMet: true, lines: [] };
  const difference = compare(jujuVersion, version);
  const needed = `feature "juju" (version ${operator} ${version})`;
  return {
    isMet: operator === '>=' ? difference >= 0 : difference < 0,
    lines: [`- charm requires ${needed} but model currently supports version ${jujuVersion}`],
  };
}

function isVersion(text: string): boolean {
  return /^\d+(\.\d+){0,3}(-[a-z]+\d*)?$/u.test(text);
}

/** Less than, equal to or greater than 0, by the numbers in order. */
function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => (version.split('-')[0] ?? '').split('.').map(Number));
  for (let index = 0; index < 4; index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
