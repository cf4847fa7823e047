/**
 * A template of kubectl's `-o jsonpath` filled in; null when it does not parse.
 *
 * Steps: `.name`, `['name']`, `[0]`, `[*]` and `[?(@.name=="value")]`; no ranges, slices and unions.
 */
export function renderJsonPath(template: string, value: unknown): string | null {
  if (/\{[^}]*$/u.test(template.replace(/\{[^}]*\}/gu, ''))) return null;
  let isWrong = false;
  const text = template.replace(/\{([^}]*)\}/gu, (_all, expression: string) => {
    const literal = /^"(.*)"$/su.exec(expression)?.[1];
    if (literal !== undefined) return literal.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
    const found = follow(expression, [value]);
    isWrong ||= found === null;
    return (found ?? []).map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(' ');
  });
  return isWrong ? null : text;
}

function follow(expression: string, values: readonly unknown[]): readonly unknown[] | null {
  let rest = expression.replace(/^[$@]/u, '');
  let found = values;
  while (rest !== '') {
    const step = pattern.exec(rest);
    if (step === null) return null;
    const [all, dotted, quoted, index, any, filter, wanted] = step;
    // A dot of a name is written with a backslash before it.
    const name = dotted?.replaceAll('\\.', '.') ?? quoted;
    if (name !== undefined)
      found = found.flatMap((each) => entriesOf(each).flatMap(([key, inner]) => (key === name ? [inner] : [])));
    else if (any !== undefined) found = found.flatMap((each) => entriesOf(each).map(([, inner]) => inner));
    else if (index !== undefined) {
      const at = Number(index);
      found = found.flatMap((each) =>
        (Array.isArray(each) ? entriesOf(each).slice(at, at + 1 || undefined) : []).map(([, inner]) => inner),
      );
    } else if (filter !== undefined)
      found = found
        .flatMap((each) => entriesOf(each).map(([, inner]) => inner))
        .filter((each) => follow(`.${filter}`, [each])?.[0] === wanted);
    rest = rest.slice(all.length);
  }
  return found;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

const pattern =
  /^(?:\.((?:[\w/-]|\\\.)+)|\[['"]([^'"]+)['"]\]|\[(-?\d+)\]|(\.?\*|\[\*\])|\[\?\(@\.([\w.]+)\s*==\s*["']([^"']*)["']\)\])/u;
