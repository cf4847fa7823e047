import { createHash } from 'node:crypto';
import type { Machine } from '../contract.ts';
import { listMachineFolder, machineHas, readMachineFile } from './machine-files.ts';
import type { UnitRecord } from './state.ts';

export type LoadedUnit = NonNullable<UnitRecord['loaded']>;

/** The path of the unit's file on the machine; null when there is none. */
export function unitFileOf(machine: Machine, unit: string): string | null {
  return unitFolders.map((folder) => `${folder}/${unit}`).find((file) => machineHas(machine, file)) ?? null;
}

/**
 * What systemd takes from the unit's file and its drop-ins as they are on disk; null without a file.
 *
 * A line that systemd would warn about and pass over is a problem here: in a charm it is a mistake.
 */
export function readUnit(machine: Machine, unit: string): LoadedUnit | null {
  const file = unitFileOf(machine, unit);
  if (file === null) return null;
  const dropIns = unitFolders.flatMap((folder) =>
    listMachineFolder(machine, `${folder}/${unit}.d`)
      .filter((name) => name.endsWith('.conf'))
      .map((name) => `${folder}/${unit}.d/${name}`),
  );
  const texts = [file, ...dropIns].map((each) => ({ file: each, text: readMachineFile(machine, each) ?? '' }));
  const hash = createHash('sha256');
  for (const each of texts) hash.update(`${each.file}\0${each.text}\0`);
  const parsed = texts.map((each) => parseUnit(each.file, each.text, machine.series === 'xenial' ? 2048 : 1_048_576));
  const lines = parsed.flatMap(({ entries }) => entries);
  const valuesOf = (key: string) => lines.filter(([name]) => name === key).map(([, value]) => value);
  return {
    digest: hash.digest('hex'),
    problem: parsed.find(({ problem }) => problem !== null)?.problem ?? null,
    startPost: resettable(valuesOf('ExecStartPost')),
    // Values may hold a proxy's password: only names are remembered.
    environment: resettable(valuesOf('Environment')).map((value) => /^"?([A-Za-z_]\w*)=/u.exec(value)?.[1] ?? ''),
  };
}

/** The environment in an `EnvironmentFile`, or what is wrong with it. */
export function parseEnvironmentFile(
  text: string,
): { readonly values: Readonly<Record<string, string>> } | { readonly problem: string } {
  const values: Record<string, string> = {};
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/u.exec(trimmed) ?? [];
    if (name === undefined || value === undefined) return { problem: `line ${index + 1}: no assignment` };
    const [, quote, quoted] = /^(["'])((?:[^\\]|\\.)*?)\1$/u.exec(value) ?? [];
    if (quote === undefined && /["']/u.test(value)) return { problem: `line ${index + 1}: unbalanced quotes` };
    values[name] = quoted ?? value;
  }
  return { values };
}

interface ParsedUnit {
  readonly problem: string | null;
  readonly entries: readonly (readonly [key: string, value: string])[];
}

function parseUnit(file: string, text: string, longestLine: number): ParsedUnit {
  const entries: [string, string][] = [];
  let section = '';
  for (const [index, line] of text.split('\n').entries()) {
    const problem = (what: string): ParsedUnit => ({ problem: `[${file}:${index + 1}] ${what}`, entries });
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    if (Buffer.byteLength(line) >= longestLine) return problem('Line too long');
    const header = /^\[(\w+)\]$/u.exec(trimmed)?.[1];
    if (header !== undefined) {
      if (!['Unit', 'Service', 'Install'].includes(header)) return problem(`Unknown section '${header}'`);
      section = header;
      continue;
    }
    if (section === '') return problem('Assignment outside of section');
    const [, key, value] = /^([A-Za-z][A-Za-z-]*)\s*=\s*(.*)$/u.exec(trimmed) ?? [];
    if (key === undefined || value === undefined) return problem("Missing '='");
    if (key === 'Environment' && !isQuotedWell(value)) return problem('Invalid syntax in Environment');
    if (key.startsWith('Exec') && value !== '' && !/^[-@:+!]*\/\S/u.test(value))
      return problem(`Executable path is not absolute: ${value}`);
    entries.push([key, value]);
  }
  return { problem: null, entries };
}

/** An empty value takes back those before it. */
function resettable(values: readonly string[]): string[] {
  return values.slice(values.lastIndexOf('') + 1);
}

function isQuotedWell(value: string): boolean {
  return value === '' || /^(?:"(?:[^"\\]|\\.)*"|[^\s"]+)(?:\s+(?:"(?:[^"\\]|\\.)*"|[^\s"]+))*$/u.test(value);
}

const unitFolders: readonly string[] = ['/etc/systemd/system', '/run/systemd/system', '/lib/systemd/system'];
