/**
 * Why Go's encoding/json refuses a text, in its words; null when it does not.
 *
 * Source: the Go standard library, encoding/json, scanner.go
 */
export function goJsonProblem(text: string): string | null {
  const at = { index: 0 };
  try {
    value(text, at);
    blanks(text, at);
    if (at.index < text.length) fail(text, at, 'after top-level value');
    return null;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

interface Place {
  index: number;
}

function value(text: string, at: Place): void {
  blanks(text, at);
  const char = text[at.index] ?? '';
  if (char === '{') return members(text, at);
  if (char === '[') return elements(text, at);
  if (char === '"') return string(text, at);
  const literal = /^(?:true|false|null)/u.exec(text.slice(at.index))?.[0];
  const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/u.exec(text.slice(at.index))?.[0];
  const found = literal ?? number;
  if (found !== undefined) at.index += found.length;
  else if (/[tfn]/u.test(char)) word(text, at, { t: 'true', f: 'false', n: 'null' }[char] ?? '');
  else if (char === '-') fail(text, { index: at.index + 1 }, 'in numeric literal');
  else fail(text, at, 'looking for beginning of value');
}

function members(text: string, at: Place): void {
  at.index += 1;
  blanks(text, at);
  if (text[at.index] === '}') return void (at.index += 1);
  for (;;) {
    blanks(text, at);
    if (text[at.index] !== '"') fail(text, at, 'looking for beginning of object key string');
    string(text, at);
    blanks(text, at);
    if (text[at.index] !== ':') fail(text, at, 'after object key');
    at.index += 1;
    value(text, at);
    blanks(text, at);
    if (text[at.index] === '}') return void (at.index += 1);
    if (text[at.index] !== ',') fail(text, at, 'after object key:value pair');
    at.index += 1;
  }
}

function elements(text: string, at: Place): void {
  at.index += 1;
  blanks(text, at);
  if (text[at.index] === ']') return void (at.index += 1);
  for (;;) {
    value(text, at);
    blanks(text, at);
    if (text[at.index] === ']') return void (at.index += 1);
    if (text[at.index] !== ',') fail(text, at, 'after array element');
    at.index += 1;
  }
}

function string(text: string, at: Place): void {
  at.index += 1;
  while (text[at.index] !== '"') {
    const char = text[at.index] ?? '';
    if (char === '' || char < ' ') fail(text, at, 'in string literal');
    if (char === '\\') {
      at.index += 1;
      if (!/["\\/bfnrtu]/u.test(text[at.index] ?? '')) fail(text, at, 'in string escape code');
    }
    at.index += 1;
  }
  at.index += 1;
}

function word(text: string, at: Place, wanted: string): never {
  let length = 0;
  while (text[at.index + length] === wanted[length]) length += 1;
  return fail(text, { index: at.index + length }, `in literal ${wanted} (expecting '${wanted[length] ?? ''}')`);
}

function blanks(text: string, at: Place): void {
  while (/[ \t\r\n]/u.test(text[at.index] ?? '')) at.index += 1;
}

function fail(text: string, { index }: Place, context: string): never {
  const char = text[index];
  if (char === undefined) throw new SyntaxError('unexpected end of JSON input');
  const shown = { "'": `'\\''`, '"': `'"'`, '\n': `'\\n'`, '\t': `'\\t'`, '\r': `'\\r'` }[char] ?? `'${char}'`;
  throw new SyntaxError(`invalid character ${shown} ${context}`);
}
