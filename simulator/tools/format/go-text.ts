/** The text in double quotes, as Go's `%q` writes it. */
export function quoted(text: string): string {
  let result = '';
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    const short = shortEscapes[sign];
    if (short !== undefined) result += short;
    else if (code < 0x20 || code === 0x7f) result += `\\x${hex(code, 2)}`;
    else if (invisible.test(sign)) result += code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
    else result += sign;
  }
  return `"${result}"`;
}

/** A list of words as Go's `%q` writes it: `["a" "b"]`. */
export function quotedList(words: readonly string[]): string {
  return `[${words.map(quoted).join(' ')}]`;
}

/** Go's `strconv.ParseBool`; null for anything else. */
export function parseBoolean(text: string): boolean | null {
  if (['1', 't', 'T', 'true', 'True', 'TRUE'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'False', 'FALSE'].includes(text)) return false;
  return null;
}

/** What a failed file operation is called: `open /x/y: no such file or directory`. */
export function fileProblem(error: unknown, file: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return `open ${file}: ${systemErrors[code] ?? (error instanceof Error ? error.message : String(error))}`;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};
/** Neither letter, mark, number, punctuation, symbol nor the blank. */
const invisible = /^(?! )[\p{Z}\p{C}]$/u;
const systemErrors: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
};

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
