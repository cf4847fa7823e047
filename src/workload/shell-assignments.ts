/**
 * What variables hold after a shell has read these texts in turn: `NAME=value` and `NAME+=value`, with quotes, escapes,
 * values of several lines, comments, and variables in values.
 *
 * It reads what configuration files such as /etc/default/grub hold, and is no shell: the output of commands is empty,
 * conditions are taken as met, and whatever else a text does is passed over.
 */
export function readAssignments(texts: readonly string[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const text of texts) readText(text, known);
  return known;
}

function readText(text: string, known: Map<string, string>): void {
  const before = /(?:[\s;&|(){}]|#[^\n]*|(?:then|else|do|export)[ \t]+)*/uy;
  const assignment = /([A-Za-z_]\w*)(\+?)=/uy;
  let at = 0;
  while (at < text.length) {
    at = endOf(before, text, at);
    assignment.lastIndex = at;
    const [all = '', name, plus] = assignment.exec(text) ?? [];
    const word = readWord(text, at + all.length, known);
    if (name !== undefined) known.set(name, plus === '+' ? `${known.get(name) ?? ''}${word.value}` : word.value);
    // Past at least one character, whatever stands there.
    at = Math.max(word.end, at + 1);
  }
}

interface Word {
  readonly value: string;
  /** Where the word ends in the text. */
  readonly end: number;
}

/** One word of a shell, with its quotes taken away and its variables filled in. */
function readWord(text: string, start: number, known: ReadonlyMap<string, string>): Word {
  let value = '';
  let at = start;
  let isQuoted = false;
  while (at < text.length) {
    const char = text.charAt(at);
    if (!isQuoted && /[\s;&|()]/u.test(char)) break;
    if (char === '"') {
      isQuoted = !isQuoted;
      at += 1;
    } else if (char === "'" && !isQuoted) {
      const end = indexOrEnd(text, "'", at + 1);
      value += text.slice(at + 1, end);
      at = end + 1;
    } else if (char === '\\') {
      value += escaped(text.charAt(at + 1), isQuoted);
      at += 2;
    } else if (char === '`') {
      at = indexOrEnd(text, '`', at + 1) + 1;
    } else if (char === '$') {
      const found = expansion(text, at, known);
      value += found.value;
      at = found.end;
    } else {
      value += char;
      at += 1;
    }
  }
  return { value, end: Math.min(at, text.length) };
}

/** What a backslash and the character after it stand for. */
function escaped(char: string, isQuoted: boolean): string {
  if (char === '\n') return '';
  return isQuoted && !'$`"\\'.includes(char) ? `\\${char}` : char;
}

function expansion(text: string, at: number, known: ReadonlyMap<string, string>): Word {
  const variable = /\$(?:(\w+)|\{(\w+)(?::?[-+=?][^}]*)?\})/uy;
  variable.lastIndex = at;
  const found = variable.exec(text);
  if (found !== null) return { value: known.get(found[1] ?? found[2] ?? '') ?? '', end: at + found[0].length };
  if (text.charAt(at + 1) === '(') return { value: '', end: indexOrEnd(text, ')', at) + 1 };
  return { value: '$', end: at + 1 };
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

function indexOrEnd(text: string, char: string, from: number): number {
  const found = text.indexOf(char, from);
  return found === -1 ? text.length : found;
}
