/** Where and why a shell stops at a file. */
export interface ShellProblem {
  readonly problem: string;
  readonly line: number;
  readonly exitCode: number;
}

/**
 * What a shell with `set -e` has in its variables when it has read this text; `values` is changed in place.
 *
 * It knows assignments, `export` and `unset`, both kinds of quotes and variables; what commands print is empty.
 */
export function readAssignments(
  text: string,
  values: Record<string, string>,
): ShellProblem | { readonly isRead: true } {
  let rest = text.replace(/\\\n/gu, '');
  const lineOf = (left: string) => text.split('\n').length - left.split('\n').length + 1;
  for (;;) {
    rest = rest.replace(/^(?:[\s;]|#[^\n]*)+/u, '');
    if (rest === '') return { isRead: true };
    const line = lineOf(rest);
    const [, prefix = '', name] = /^(export\s+)?([A-Za-z_]\w*)=/u.exec(rest) ?? [];
    if (name === undefined) {
      const [command = '', verb = '', argument = ''] = /^(unset|export)\s+([A-Za-z_]\w*)[^\n]*/u.exec(rest) ?? [];
      if (command === '') return { problem: `${/^\S*/u.exec(rest)?.[0] ?? ''}: not found`, line, exitCode: 127 };
      if (verb === 'unset') delete values[argument];
      rest = rest.slice(command.length);
      continue;
    }
    const word = readWord(rest.slice(prefix.length + name.length + 1), values);
    if (word === null) return { problem: 'Syntax error: Unterminated quoted string', line, exitCode: 2 };
    values[name] = word.value;
    rest = word.rest;
  }
}

/** One word of the shell with its variables replaced; null when a quote does not end. */
function readWord(
  text: string,
  values: Readonly<Record<string, string>>,
): { readonly value: string; readonly rest: string } | null {
  let value = '';
  let rest = text;
  while (rest !== '' && !/^[\s;]/u.test(rest)) {
    const found = part.exec(rest);
    const [all = '', single, double, command, plain] = found ?? [];
    if (all === '') return null;
    if (single !== undefined) value += single;
    else if (double !== undefined) value += replaced(double, values);
    else if (plain !== undefined) value += replaced(plain, values);
    else if (command === undefined) return null;
    rest = rest.slice(all.length);
  }
  return { value, rest };
}

function replaced(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    /\\([\s\S])|\$(?:\{(\w+)\}|(\w+))/gu,
    (all, escaped: string | undefined, braced?: string, bare?: string) => {
      if (escaped !== undefined) return /["\\$`\s]/u.test(escaped) ? escaped : all;
      return values[braced ?? bare ?? ''] ?? '';
    },
  );
}

const part = /^(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|(`[^`]*`|\$\([^)]*\))|((?:[^\s;'"`\\]|\\[\s\S])+))/u;
