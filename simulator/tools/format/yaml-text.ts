import { isPrintable, scalarStyle } from './yaml-scalar.ts';

/** What the hook tools answer. A `Map` keeps the order of its keys, as a Go struct does; a record is sorted. */
export type Value =
  | null
  | string
  | Date
  | boolean
  | number
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | { readonly [key: string]: Value };

/** The value as Juju's YAML writer (go-yaml 2) writes it, with one newline at the end. */
export function yamlText(value: Value): string {
  const out: Out = { text: '', column: 0 };
  if (isEmptyOrScalar(value)) writeScalar(out, value, { indent: 2, isKey: false });
  else writeBlock(out, value, 0);
  return `${out.text.replace(/\n+$/u, '')}\n`;
}

/** A struct or a record. */
export function isMap(value: Value): value is ReadonlyMap<string, Value> | { readonly [key: string]: Value } {
  return value !== null && typeof value === 'object' && !isList(value) && !(value instanceof Date);
}

/** A list of values. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** A map whose keys have an order of their own. */
export function isStruct(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** RFC 3339, without a fraction where there is none. */
export function timeText(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}

interface Out {
  text: string;
  column: number;
}

interface Place {
  /** Of continuation lines. */
  readonly indent: number;
  readonly isKey: boolean;
}

/** Lines are folded at the first blank after this column. */
const bestWidth = 80;

function isEmptyOrScalar(value: Value): boolean {
  if (isList(value)) return value.length === 0;
  if (isStruct(value)) return value.size === 0;
  return !isMap(value) || Object.keys(value).length === 0;
}

function writeBlock(out: Out, value: Value, indent: number): void {
  if (isList(value)) {
    value.forEach((each, index) => {
      if (index > 0) startLine(out, indent);
      put(out, '- ');
      if (isEmptyOrScalar(each)) writeScalar(out, each, { indent: indent + 2, isKey: false });
      else writeBlock(out, each, indent + 2);
    });
    return;
  }
  entriesOf(value).forEach(([key, each], index) => {
    if (index > 0) startLine(out, indent);
    writeScalar(out, key, { indent: indent + 2, isKey: true });
    put(out, ':');
    if (isEmptyOrScalar(each)) {
      put(out, ' ');
      writeScalar(out, each, { indent: indent + 2, isKey: false });
      return;
    }
    const inner = isList(each) ? indent : indent + 2;
    startLine(out, inner);
    writeBlock(out, each, inner);
  });
}

/** A struct's entries in their order, a record's sorted the way go-yaml sorts. */
function entriesOf(value: Value): [string, Value][] {
  if (isStruct(value)) return [...value.entries()];
  if (!isMap(value)) return [];
  return Object.entries(value).sort(([a], [b]) => compareNaturally(a, b));
}

function writeScalar(out: Out, value: Value, place: Place): void {
  if (typeof value === 'string') writeText(out, value, place);
  else if (typeof value === 'number') put(out, yamlNumber(value));
  else if (value instanceof Date) put(out, timeText(value));
  else if (isList(value)) put(out, '[]');
  else put(out, isMap(value) ? '{}' : String(value));
}

function writeText(out: Out, text: string, place: Place): void {
  switch (scalarStyle(text, place.isKey)) {
    case 'plain':
      writeFolded(out, text, place, false);
      return;
    case 'single':
      put(out, "'");
      writeFolded(out, text.replaceAll("'", "''"), place, true);
      put(out, "'");
      return;
    case 'double':
      put(out, '"');
      writeEscaped(out, text, place);
      put(out, '"');
      return;
    case 'literal':
      writeLiteral(out, text, place.indent);
  }
}

function writeFolded(out: Out, text: string, { indent, isKey }: Place, isQuoted: boolean): void {
  let wasBlank = false;
  const signs = [...text];
  signs.forEach((sign, index) => {
    const isInside = !isQuoted || (index > 0 && index < signs.length - 1);
    const canFold = !isKey && !wasBlank && out.column > bestWidth && isInside && signs[index + 1] !== ' ';
    if (sign === ' ' && canFold) startLine(out, indent);
    else put(out, sign);
    wasBlank = sign === ' ';
  });
}

function writeEscaped(out: Out, text: string, { indent, isKey }: Place): void {
  let wasBlank = false;
  const signs = [...text];
  signs.forEach((sign, index) => {
    const isInside = index > 0 && index < signs.length - 1;
    if (sign === ' ' && !isKey && !wasBlank && out.column > bestWidth && isInside) {
      startLine(out, indent);
      if (signs[index + 1] === ' ') put(out, '\\');
    } else put(out, escaped(sign));
    wasBlank = sign === ' ';
  });
}

function escaped(sign: string): string {
  const short = shortEscapes[sign];
  if (short !== undefined) return short;
  if (isPrintable(sign) && !/^[\n\u2028\u2029\ufeff]$/u.test(sign)) return sign;
  const code = sign.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function writeLiteral(out: Out, text: string, indent: number): void {
  const isIndented = /^[ \n]/u.test(text);
  const chomping = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  put(out, `|${isIndented ? '2' : ''}${chomping}`);
  newLine(out);
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    if (line !== '') put(out, ' '.repeat(indent) + line);
    if (index < lines.length - 1) newLine(out);
  });
}

/** Numbers are floats by the time they get here: Go's shortest `%g`, with an exponent from a million on. */
function yamlNumber(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e6)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/u, 'e$10$2');
}

/** go-yaml's order of keys: letters after other characters, runs of digits by their value. */
function compareNaturally(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [x = '', y = ''] = [left[index], right[index]];
    if (x === y) continue;
    const [isLetterX, isLetterY] = [/\p{L}/u.test(x), /\p{L}/u.test(y)];
    if (isLetterX !== isLetterY) return isLetterY ? -1 : 1;
    if (isLetterX) return x < y ? -1 : 1;
    return compareDigits(left, right, index) || (x < y ? -1 : 1);
  }
  return left.length - right.length;
}

function compareDigits(left: readonly string[], right: readonly string[], from: number): number {
  const lead = leadsNumber(left, right, from) ? '1' : '';
  const [x, y] = [lead + digitsAt(left, from), lead + digitsAt(right, from)];
  return Number(x) - Number(y) || x.length - y.length;
}

/** A zero counts as a digit of the number that begins before it. */
function leadsNumber(left: readonly string[], right: readonly string[], from: number): boolean {
  if (left[from] !== '0' && right[from] !== '0') return false;
  for (let index = from - 1; index >= 0 && /\d/u.test(left[index] ?? ''); index -= 1) {
    if (left[index] !== '0') return true;
  }
  return false;
}

function digitsAt(signs: readonly string[], from: number): string {
  return /^\d*/u.exec(signs.slice(from).join(''))?.[0] ?? '';
}

function put(out: Out, text: string): void {
  out.text += text;
  out.column += [...text].length;
}

function newLine(out: Out): void {
  out.text += '\n';
  out.column = 0;
}

/** What is written next stands in a line of its own, that far from the left. */
function startLine(out: Out, indent: number): void {
  if (out.column > 0) newLine(out);
  put(out, ' '.repeat(indent));
}
