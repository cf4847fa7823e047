/** Where a text stops being JSON, both counted from one. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
}

/**
 * The first place at which the text is no JSON; null when it is.
 *
 * Of its own because `JSON.parse` says the position in some versions of Node.js only, and quotes the text, which may
 * hold passwords, in others.
 */
export function jsonFault(text: string): JsonFault | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const before = text.slice(0, firstFault(text)).split('\n');
    return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
  }
}

/** The offset of the first token that does not belong where it is. */
function firstFault(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    offset += /^[ \t\r\n]*/u.exec(text.slice(offset))?.[0].length ?? 0;
    const token = tokenForm.exec(text.slice(offset))?.[0];
    if (token === undefined) return offset;
    const next = after(token, expected, open);
    if (next === null) return offset;
    expected = next;
    offset += token.length;
  }
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'end';

/** What has to follow `token`; null where it may not stand. */
function after(token: string, expected: Expected, open: ('{' | '[')[]): Expected | null {
  const isValue = expected === 'value' || expected === 'value or ]';
  const closed = (): Expected => (open.length === 0 ? 'end' : ', or end');
  switch (token) {
    case '{':
    case '[':
      if (!isValue) return null;
      open.push(token);
      return token === '{' ? 'key or }' : 'value or ]';
    case '}':
    case ']': {
      const isEmpty = expected === (token === '}' ? 'key or }' : 'value or ]');
      if (!isEmpty && expected !== ', or end') return null;
      return open.pop() === (token === '}' ? '{' : '[') ? closed() : null;
    }
    case ':':
      return expected === ':' ? 'value' : null;
    case ',':
      if (expected !== ', or end') return null;
      return open.at(-1) === '{' ? 'key' : 'value';
    default:
      if (token.startsWith('"') && (expected === 'key' || expected === 'key or }')) return ':';
      return isValue ? closed() : null;
  }
}

const tokenForm =
  /^(?:[{}[\]:,]|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")/u;
