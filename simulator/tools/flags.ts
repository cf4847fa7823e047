/** Bad usage: exit code 2. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

/** The tool started and could not do it: exit code 1. */
export class ToolFailed extends Error {
  override readonly name = 'ToolFailed';
}

export interface FlagTable {
  /** Flag name (one letter or more, no dashes) to what it is called in the answer; the flag takes a value. */
  readonly values?: Readonly<Record<string, string>>;
  readonly booleans?: Readonly<Record<string, string>>;
}

export interface Arguments {
  readonly values: Readonly<Record<string, string>>;
  readonly booleans: Readonly<Record<string, boolean>>;
  readonly words: readonly string[];
}

/**
 * Flags and words of a command line, mixed in any order, the way Juju's GNU-style parser takes them.
 *
 * @throws BadUsage in Juju's words
 */
export function parseArguments(argv: readonly string[], table: FlagTable): Arguments {
  const values: Record<string, string> = {};
  const booleans: Record<string, boolean> = {};
  const words: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') {
      words.push(...argv.slice(index + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const { flag, name, attached } = split(word, table);
    const booleanName = table.booleans?.[name];
    if (booleanName !== undefined) {
      booleans[booleanName] = attached === null ? true : parseBoolean(attached, flag);
      continue;
    }
    const valueName = table.values?.[name];
    if (valueName === undefined) throw new BadUsage(`option provided but not defined: ${flag}`);
    const value = attached ?? argv[(index += 1)];
    if (value === undefined) throw new BadUsage(`option needs an argument: ${flag}`);
    values[valueName] = value;
  }
  return { values, booleans, words };
}

/** @throws BadUsage when there are more words than the tool takes */
export function refuseMoreThan(count: number, { words }: Arguments): void {
  if (words.length > count)
    throw new BadUsage(`unrecognized args: ${JSON.stringify(words.slice(count)).replaceAll('","', '" "')}`);
}

/** `key=value` words; surrounding white space is cut off, empty words are skipped. */
export function parsePairs(words: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const word of words) {
    if (word === '') continue;
    const [, key = '', value = ''] = /^([^=]*)=([\s\S]*)$/u.exec(word) ?? [];
    const name = key.trim();
    if (name === '') throw new BadUsage(`expected "key=value", got "${word}"`);
    if (pairs[name] !== undefined) throw new BadUsage(`key "${name}" specified more than once`);
    pairs[name] = value.trim();
  }
  return pairs;
}

function split(
  word: string,
  table: FlagTable,
): { readonly flag: string; readonly name: string; readonly attached: string | null } {
  if (word.startsWith('--')) {
    const [, name = '', attached] = /^--([^=]*)(?:=([\s\S]*))?$/u.exec(word) ?? [];
    return { flag: `--${name}`, name, attached: attached ?? null };
  }
  const name = word.slice(1, 2);
  const rest = word.slice(2);
  const isKnown = table.values?.[name] !== undefined || table.booleans?.[name] !== undefined;
  return { flag: `-${name}`, name, attached: !isKnown || rest === '' ? null : rest.replace(/^=/u, '') };
}

function parseBoolean(text: string, flag: string): boolean {
  if (['1', 't', 'T', 'true', 'True', 'TRUE'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'False', 'FALSE'].includes(text)) return false;
  throw new BadUsage(
    `invalid value "${text}" for option ${flag}: strconv.ParseBool: parsing "${text}": invalid syntax`,
  );
}
