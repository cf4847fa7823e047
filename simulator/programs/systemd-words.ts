/** The words of a line, or what is wrong with it. */
type Words = { readonly words: readonly string[] } | { readonly problem: string };

/**
 * A line taken apart as systemd does it: blanks divide, quotes of both kinds hold together, a backslash escapes.
 *
 * Source: systemd.syntax(7), "Quoting"
 */
export function splitWords(line: string): Words {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let index = 0; index < line.length; index += 1) {
    const char = line[index] ?? '';
    if (char === '\\') {
      const [text, length] = escapeAt(line, index + 1);
      word = `${word ?? ''}${text}`;
      index += length;
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word = `${word ?? ''}${char}`;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/u.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = `${word ?? ''}${char}`;
    }
  }
  if (quote !== '') return { problem: 'unbalanced quotes' };
  return { words: word === null ? words : [...words, word] };
}

/**
 * The line without its `%` specifiers; `%%` is a percent sign, and others than those of the machine are a mistake here.
 *
 * Source: systemd.unit(5), "Specifiers"
 */
export function withoutSpecifiers(
  line: string,
  known: Readonly<Record<string, string>>,
): { readonly text: string } | { readonly problem: string } {
  let problem: string | null = null;
  const text = line.replace(/%(.?)/gsu, (all, letter: string) => {
    if (letter === '%') return '%';
    const value = known[letter];
    if (value === undefined) problem ??= `Failed to resolve unit specifiers in ${line}: Invalid slot`;
    return value ?? all;
  });
  return problem === null ? { text } : { problem };
}

/**
 * The words of a command with variables replaced: `$NAME` as a word of its own becomes as many words as its value has,
 * `${NAME}` is replaced where it stands, `$$` is a dollar sign, what is not set is nothing.
 *
 * Source: systemd.service(5), "Command lines"
 */
export function withVariables(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  return words.flatMap((word) => {
    const name = /^\$([A-Za-z_]\w*)$/u.exec(word)?.[1];
    if (name !== undefined) {
      const split = splitWords(environment[name] ?? '');
      return 'problem' in split ? (environment[name] ?? '').split(/\s+/u).filter((each) => each !== '') : split.words;
    }
    return [
      word.replace(/\$(?:\$|\{([A-Za-z_]\w*)\})/gu, (all, inner: string | undefined) =>
        all === '$$' ? '$' : (environment[inner ?? ''] ?? ''),
      ),
    ];
  });
}

/** What a backslash and what follows it stand for, and how long that was. */
function escapeAt(line: string, at: number): readonly [text: string, length: number] {
  const rest = line.slice(at);
  const [, hex] = /^x([0-9a-fA-F]{2})/u.exec(rest) ?? [];
  if (hex !== undefined) return [String.fromCharCode(parseInt(hex, 16)), 3];
  const char = rest[0] ?? '';
  return [escapes[char] ?? char, 1];
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  s: ' ',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
};
