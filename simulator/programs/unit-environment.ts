import type { Machine } from '../contract.ts';
import { readMachineFile } from './machine-files.ts';
import { splitWords, withVariables, withoutSpecifiers } from './systemd-words.ts';
import { specifiersOf } from './unit-file.ts';
import type { LoadedUnit } from './unit-file.ts';

/** What systemd runs for a unit: the words of its command, and the variables that it sets for it. */
export interface UnitCommand {
  readonly program: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The command of a unit with its environment, files read at this moment; a problem in the words of systemd's log.
 *
 * What environment files say goes over what the unit says. A file with `-` before it may be missing.
 */
export function commandOf(
  machine: Machine,
  unit: string,
  loaded: LoadedUnit,
): UnitCommand | { readonly problem: string } {
  const environment = { ...loaded.environment };
  for (const entry of loaded.environmentFiles) {
    const file = entry.replace(/^-/u, '');
    const text = readMachineFile(machine, file);
    if (text === null) {
      if (entry.startsWith('-')) continue;
      return { problem: `Failed to load environment files: No such file or directory` };
    }
    const parsed = parseEnvironmentFile(text);
    if ('problem' in parsed) return { problem: `Failed to load environment files: ${file}: ${parsed.problem}` };
    Object.assign(environment, parsed.values);
  }
  const [program = '', ...argv] = wordsOf(machine, unit, loaded.exec ?? '');
  return { program: program.replace(/^[-@:+!]+/u, ''), argv: withVariables(argv, environment), environment };
}

/** The environment in an `EnvironmentFile`, or what is wrong with it. Source: systemd.exec(5), `EnvironmentFile=` */
function parseEnvironmentFile(
  text: string,
): { readonly values: Readonly<Record<string, string>> } | { readonly problem: string } {
  const values: Record<string, string> = {};
  for (const [index, line] of text.replace(/\\\n/gu, '').split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/u.exec(trimmed) ?? [];
    if (name === undefined || value === undefined) return { problem: `line ${index + 1}: no assignment` };
    const unquoted = unquote(value);
    if (unquoted === null) return { problem: `line ${index + 1}: unbalanced quotes` };
    values[name] = unquoted;
  }
  return { values };
}

function wordsOf(machine: Machine, unit: string, line: string): readonly string[] {
  const split = splitWords(line);
  if ('problem' in split) return [line];
  return split.words.map((word) => {
    const plain = withoutSpecifiers(word, specifiersOf(machine, unit));
    return 'problem' in plain ? word : plain.text;
  });
}

/** Quoted and bare parts one after the other are one value. */
function unquote(value: string): string | null {
  let result = '';
  let quote = '';
  for (let index = 0; index < value.length; index += 1) {
    const char = value[index] ?? '';
    if (char === '\\' && quote !== "'") {
      index += 1;
      result += value[index] ?? '';
    } else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else result += char;
  }
  return quote === '' ? result : null;
}
