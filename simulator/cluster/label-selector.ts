import { at, recordsAt, textAt, textsAt } from './objects.ts';

type Labels = Readonly<Record<string, string>>;

/** True when the labels satisfy a `labelSelector` of a query: `a=b,c!=d,e in (x,y),f notin (z),g,!h`. */
export function matchesSelector(labels: Labels, selector: string): boolean {
  return terms(selector).every((term) => matchesTerm(labels, term));
}

/** True when the labels satisfy the selector of an object: `matchLabels` and `matchExpressions`, or labels alone. */
export function matchesObjectSelector(labels: Labels, selector: unknown): boolean {
  const isPlain = at(selector, 'matchLabels') === undefined && at(selector, 'matchExpressions') === undefined;
  const wanted = isPlain ? textsAt(selector) : textsAt(selector, 'matchLabels');
  return (
    Object.entries(wanted).every(([key, value]) => labels[key] === value) &&
    recordsAt(selector, 'matchExpressions').every((expression) => matchesExpression(labels, expression))
  );
}

/** One of the `matchExpressions` of a selector or of a node affinity. */
export function matchesExpression(labels: Labels, expression: unknown): boolean {
  const key = textAt(expression, 'key');
  const value = labels[key];
  const values = listOf(at(expression, 'values'));
  switch (textAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return Number(value) > Number(values[0]);
    case 'Lt':
      return Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** A comma in brackets does not end a term. */
function terms(selector: string): readonly string[] {
  return (selector.match(/(?:\([^)]*\)|[^,(])+/gu) ?? []).map((term) => term.trim()).filter((term) => term !== '');
}

function matchesTerm(labels: Labels, term: string): boolean {
  const [, setKey, not, values = ''] = /^(\S+)\s+(not)?in\s*\(([^)]*)\)$/u.exec(term) ?? [];
  if (setKey !== undefined) {
    const isIn = values.split(',').some((value) => value.trim() === labels[setKey]);
    return not === undefined ? isIn : !isIn;
  }
  const [, key = '', operator, value = ''] = /^([^=!]+)(!=|==?)(.*)$/u.exec(term) ?? [];
  if (operator === undefined) return term.startsWith('!') ? !(term.slice(1).trim() in labels) : term in labels;
  const isEqual = labels[key.trim()] === value.trim();
  return operator === '!=' ? !isEqual : isEqual;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
