/** A table of TOML. Dates and times are not known. */
export type TomlTable = { readonly [key: string]: unknown };

/**
 * The tables of a TOML text, or what is wrong with it, with line and column as Go's reader has them.
 *
 * Source: https://toml.io/en/v1.0.0, without dates, arrays of tables and strings of several lines
 */
export function parseToml(text: string): { readonly value: TomlTable } | { readonly problem: string } {
  const root: Record<string, unknown> = {};
  const reader: Reader = { text, index: 0 };
  const seen = new Set<string>();
  let table = root;
  try {
    for (skip(reader, true); reader.index < text.length; skip(reader, true)) {
      if (peek(reader) === '[') {
        const keys = header(reader);
        const name = JSON.stringify(keys);
        if (seen.has(name)) fail(reader, 'duplicated tables');
        seen.add(name);
        table = descend(reader, root, keys);
      } else {
        assign(reader, table);
      }
      endOfLine(reader);
    }
    return { value: root };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: error.message };
    throw error;
  }
}

interface Reader {
  readonly text: string;
  index: number;
}

function header(reader: Reader): readonly string[] {
  reader.index += 1;
  if (peek(reader) === '[') fail(reader, 'arrays of tables are not known here');
  const keys = dottedKey(reader);
  expect(reader, ']');
  return keys;
}

function assign(reader: Reader, table: Record<string, unknown>): void {
  const keys = dottedKey(reader);
  expect(reader, '=');
  skip(reader, false);
  const value = readValue(reader);
  const last = keys.at(-1) ?? '';
  const target = descend(reader, table, keys.slice(0, -1));
  if (last in target) fail(reader, `The following key was defined twice: ${keys.join('.')}`);
  target[last] = value;
}

function descend(reader: Reader, table: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  let inner = table;
  for (const key of keys) {
    const next = (inner[key] ??= {});
    if (!isTable(next)) return fail(reader, `key ${key} is already assigned`);
    inner = next;
  }
  return inner;
}

function dottedKey(reader: Reader): readonly string[] {
  const keys: string[] = [];
  for (;;) {
    skip(reader, false);
    const quote = peek(reader);
    if (quote === '"' || quote === "'") keys.push(readString(reader));
    else {
      const bare = /^[\w-]+/u.exec(reader.text.slice(reader.index))?.[0];
      if (bare === undefined) return fail(reader, 'unexpected token, expected a key');
      reader.index += bare.length;
      keys.push(bare);
    }
    skip(reader, false);
    if (peek(reader) !== '.') return keys;
    reader.index += 1;
  }
}

function readValue(reader: Reader): unknown {
  const char = peek(reader);
  if (char === '"' || char === "'") return readString(reader);
  if (char === '[') return readArray(reader);
  if (char === '{') return readInline(reader);
  const word = /^[^\s,\]}#]+/u.exec(reader.text.slice(reader.index))?.[0] ?? '';
  if (word === 'true' || word === 'false') {
    reader.index += word.length;
    return word === 'true';
  }
  if (!/^[-+]?(?:0x[0-9a-f]+|0o[0-7]+|\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?)$/iu.test(word))
    fail(reader, `no value can start with ${char === '' ? 'EOF' : char}`);
  reader.index += word.length;
  return Number(word.replaceAll('_', ''));
}

function readString(reader: Reader): string {
  const quote = peek(reader);
  const pattern = quote === '"' ? /^"((?:[^"\\\n]|\\.)*)"/u : /^'([^'\n]*)'/u;
  const [all, inner] = pattern.exec(reader.text.slice(reader.index)) ?? [];
  if (all === undefined || inner === undefined) return fail(reader, 'unclosed string');
  reader.index += all.length;
  return quote === '"' ? String(JSON.parse(`"${inner}"`)) : inner;
}

function readArray(reader: Reader): readonly unknown[] {
  const values: unknown[] = [];
  reader.index += 1;
  for (;;) {
    skip(reader, true);
    if (peek(reader) === ']') break;
    values.push(readValue(reader));
    skip(reader, true);
    if (peek(reader) === ',') reader.index += 1;
    else if (peek(reader) !== ']') fail(reader, 'array is incomplete');
  }
  reader.index += 1;
  return values;
}

function readInline(reader: Reader): TomlTable {
  const table: Record<string, unknown> = {};
  reader.index += 1;
  for (;;) {
    skip(reader, false);
    if (peek(reader) === '}') break;
    assign(reader, table);
    skip(reader, false);
    if (peek(reader) === ',') reader.index += 1;
    else if (peek(reader) !== '}') fail(reader, 'inline table is incomplete');
  }
  reader.index += 1;
  return table;
}

/** Blanks and comments are passed over, and line ends where they may be. */
function skip(reader: Reader, isOverLines: boolean): void {
  const pattern = isOverLines ? /^(?:\s|#[^\n]*)+/u : /^[ \t]+/u;
  reader.index += pattern.exec(reader.text.slice(reader.index))?.[0].length ?? 0;
}

function endOfLine(reader: Reader): void {
  const rest = /^[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/u.exec(reader.text.slice(reader.index))?.[0];
  if (rest === undefined) fail(reader, 'unexpected token after a value');
  else reader.index += rest.length;
}

function expect(reader: Reader, char: string): void {
  skip(reader, false);
  if (peek(reader) !== char) fail(reader, `expected ${char}`);
  reader.index += 1;
}

function peek({ text, index }: Reader): string {
  return text[index] ?? '';
}

function fail({ text, index }: Reader, what: string): never {
  const before = text.slice(0, index).split('\n');
  throw new SyntaxError(`(${before.length}, ${(before.at(-1) ?? '').length + 1}): ${what}`);
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
