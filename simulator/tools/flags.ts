import { parseBoolean, quoted, quotedList } from './format/go-text.ts';

/** Bad usage: exit code 2. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

/** The tool started and could not do it: exit code 1. */
export class ToolFailed extends Error {
  override readonly name = 'ToolFailed';
}

/** `--help` or `-h` was among the arguments. */
export class HelpWanted extends Error {
  override readonly name = 'HelpWanted';
}

export interface Flag {
  /** Without dashes; the last one is what the answer calls it. */
  readonly names: readonly [string, ...string[]];
  /** What help calls the value; a flag without one is a boolean. */
  readonly value?: string;
  readonly help: string;
  /** Looks at the value while arguments are parsed. @throws BadUsage with what is wrong about it */
  readonly check?: (value: string) => void;
}

export interface Arguments {
  readonly values: Readonly<Record<string, string>>;
  readonly booleans: Readonly<Record<string, boolean>>;
  readonly words: readonly string[];
}

/**
 * Flags and words of a command line, mixed in any order, the way Juju's GNU-style parser takes them.
 *
 * @throws BadUsage in Juju's words, HelpWanted
 */
export function parseArguments(argv: readonly string[], flags: readonly Flag[]): Arguments {
  const parsed: Parsed = { values: {}, booleans: {}, words: [], rest: [...argv] };
  for (let word = parsed.rest.shift(); word !== undefined; word = parsed.rest.shift()) {
    if (word === '--') parsed.words.push(...parsed.rest.splice(0));
    else if (word === '-' || !word.startsWith('-')) parsed.words.push(word);
    else if (word.startsWith('--')) takeLong(parsed, word.slice(2), flags);
    else takeShort(parsed, [...word.slice(1)], flags);
  }
  return parsed;
}

/** @throws BadUsage when there are more words than the tool takes */
export function refuseMoreThan(count: number, { words }: Pick<Arguments, 'words'>): void {
  if (words.length > count) throw new BadUsage(`unrecognized args: ${quotedList(words.slice(count))}`);
}

/** `key=value` words; surrounding white space is cut off, empty words are skipped. @throws BadUsage */
export function parsePairs(words: readonly string[]): Record<string, string> {
  const pairs = new Map<string, string>();
  for (const word of words) {
    if (word === '') continue;
    const at = word.indexOf('=');
    const key = word.slice(0, Math.max(at, 0)).trim();
    if (key === '') throw new BadUsage(`expected "key=value", got ${quoted(word)}`);
    if (pairs.has(key)) throw new BadUsage(`key ${quoted(key)} specified more than once`);
    pairs.set(key, word.slice(at + 1).trim());
  }
  return Object.fromEntries(pairs);
}

interface Parsed {
  readonly values: Record<string, string>;
  readonly booleans: Record<string, boolean>;
  readonly words: string[];
  readonly rest: string[];
}

function takeLong(parsed: Parsed, text: string, flags: readonly Flag[]): void {
  const at = text.indexOf('=');
  const name = at === -1 ? text : text.slice(0, at);
  const attached = at === -1 ? null : text.slice(at + 1);
  const flag = flagOf(name, flags);
  if (flag.value === undefined) {
    setBoolean(parsed, flag, name, attached);
    return;
  }
  setValue(parsed, flag, name, attached ?? nextWord(parsed, name));
}

/** `-a`, `-ab`, `-rVALUE`, `-r VALUE`. */
function takeShort(parsed: Parsed, signs: string[], flags: readonly Flag[]): void {
  for (let name = signs.shift(); name !== undefined; name = signs.shift()) {
    const flag = flagOf(name, flags);
    if (flag.value === undefined) setBoolean(parsed, flag, name, null);
    else setValue(parsed, flag, name, signs.length > 0 ? signs.splice(0).join('') : nextWord(parsed, name));
  }
}

function flagOf(name: string, flags: readonly Flag[]): Flag {
  const flag = flags.find(({ names }) => names.includes(name));
  if (flag !== undefined) return flag;
  if (name === 'h' || name === 'help') throw new HelpWanted();
  throw new BadUsage(`option provided but not defined: ${withDashes(name)}`);
}

function setBoolean(parsed: Parsed, flag: Flag, name: string, attached: string | null): void {
  const value = attached === null ? true : parseBoolean(attached);
  if (value === null) {
    const text = quoted(attached ?? '');
    const problem = `strconv.ParseBool: parsing ${text}: invalid syntax`;
    throw new BadUsage(`invalid value ${text} for option ${withDashes(name)}: ${problem}`);
  }
  parsed.booleans[nameOf(flag)] = value;
}

function setValue(parsed: Parsed, flag: Flag, name: string, value: string): void {
  try {
    flag.check?.(value);
  } catch (error) {
    if (!(error instanceof BadUsage)) throw error;
    throw new BadUsage(`invalid value ${quoted(value)} for option ${withDashes(name)}: ${error.message}`);
  }
  parsed.values[nameOf(flag)] = value;
}

function nextWord({ rest }: Parsed, name: string): string {
  const word = rest.shift();
  if (word === undefined) throw new BadUsage(`option needs an argument: ${withDashes(name)}`);
  return word;
}

function nameOf({ names }: Flag): string {
  return names.at(-1) ?? '';
}

/** `-r`, `--relation`. */
function withDashes(name: string): string {
  return `${[...name].length > 1 ? '--' : '-'}${name}`;
}
