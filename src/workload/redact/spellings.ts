/**
 * A form that finds the text in every spelling in which programs print what they were given: as it is; within JSON, also
 * JSON in JSON; within a URL; quoted by a shell, by systemd or by HTML; and within something in base64.
 */
export function spellingsOf(text: string): readonly RegExp[] {
  const plain = text.length < shortestInAWord ? `(?<![A-Za-z0-9])${spelled(text)}(?![A-Za-z0-9])` : spelled(text);
  const encoded = inBase64(text).map(spelled);
  return [plain, ...encoded].map((source) => new RegExp(source, 'gu'));
}

/** The longest part of the text that every spelling but base64 leaves as it is. */
export function lettersOf(text: string): string {
  return (text.match(/[A-Za-z0-9]+/gu) ?? []).reduce(
    (longest, run) => (run.length > longest.length ? run : longest),
    '',
  );
}

/**
 * The parts of base64 that are the same whatever stands before and behind the text: one for each of the three places
 * that its first byte can have, in both alphabets. None that is too short to be told from chance.
 */
export function inBase64(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const found = new Set<string>();
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // Bits of what stands before are in the first letters, bits of what stands behind in the last one.
    const first = [0, 2, 3][before] ?? 0;
    const rest = (before + bytes.length) % 3;
    const last = rest === 0 ? encoded.length : encoded.indexOf('=') - 1;
    const sure = encoded.slice(first, last);
    if (sure.length >= shortestInAWord) found.add(sure).add(sure.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return [...found];
}

function spelled(text: string): string {
  return [...text.replaceAll('\r\n', '\n')].map(spelledCharacter).join('');
}

function spelledCharacter(character: string): string {
  if (/[A-Za-z0-9]/u.test(character)) return character;
  // Line ends are of two kinds, and a private key is a text of many lines.
  if (character === '\n') return '(?:\\r?\\n|(?:\\\\+r)?\\\\+n|(?:%0[Dd])?%0[Aa])';
  const bytes = [...Buffer.from(character)];
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const spellings = [
    ...(named[character] ?? []),
    `\\\\*${literal(character)}`,
    bytes.map((byte) => `%${hex(byte, 2)}`).join(''),
    units.map((unit) => `\\\\+u${hex(unit, 4)}`).join(''),
    bytes.map((byte) => `\\\\+x${hex(byte, 2)}`).join(''),
    bytes.map((byte) => `\\\\+${byte.toString(8).padStart(3, '0')}`).join(''),
  ];
  return `(?:${spellings.join('|')})`;
}

/** In either case. */
function hex(value: number, digits: number): string {
  const text = value.toString(16).padStart(digits, '0');
  return [...text].map((digit) => (/[a-f]/u.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit)).join('');
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}

/** Spellings of one kind of text alone: `'\''` is a shell's, `+` a form's. */
const named: Readonly<Record<string, readonly string[]>> = {
  "'": ["'\\\\+''", '&#0?39;'],
  ' ': ['\\+'],
  '"': ['&quot;', '&#34;'],
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  '\b': ['\\\\+b'],
  '\f': ['\\\\+f'],
  '\r': ['\\\\+r'],
  '\t': ['\\\\+t'],
};

/** A shorter text is looked for as a word of its own: it would be found in too many others. */
const shortestInAWord = 6;
