/** A template of Go as far as `--format` of docker is used: `{{.Name}}`, `{{json .Name}}`, `{{.A.B}}`, `\n` and `\t`. */
export function renderTemplate(
  template: string,
  value: unknown,
): { readonly text: string } | { readonly problem: string } {
  let problem: string | null = null;
  const text = template.replace(/\{\{\s*(.*?)\s*\}\}/gu, (all, expression: string) => {
    const [, json, path] = /^(json\s+)?\.([\w.]*)$/u.exec(expression) ?? [];
    if (path === undefined) {
      problem ??= `template parsing error: template: :1: function "${expression.split(/\s/u)[0] ?? ''}" not defined`;
      return all;
    }
    const found = path === '' ? value : at(value, path.split('.'));
    if (found === undefined) {
      problem ??= `template: :1:2: executing "" at <.${path}>: can't evaluate field ${path.split('.').at(-1) ?? ''} in type system.Info`;
      return all;
    }
    return json === undefined && typeof found === 'string' ? found : JSON.stringify(found);
  });
  return problem === null ? { text: `${text.replaceAll('\\n', '\n').replaceAll('\\t', '\t')}\n` } : { problem };
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null
      ? Object.entries(inner).find(([name]) => name === key)?.[1]
      : undefined;
  }, value);
}
