/** True when the labels satisfy a label selector of equalities and existence: `a=b,c!=d,e,!f`. */
export function matchesSelector(labels: Readonly<Record<string, string>>, selector: string): boolean {
  return selector
    .split(',')
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .every((term) => matchesTerm(labels, term));
}

function matchesTerm(labels: Readonly<Record<string, string>>, term: string): boolean {
  const [, key = term, operator, value] = /^([^=!]+)(!=|==?)(.*)$/u.exec(term) ?? [];
  if (operator === undefined) return term.startsWith('!') ? !(term.slice(1) in labels) : term in labels;
  return operator === '!=' ? labels[key] !== value : labels[key] === value;
}
