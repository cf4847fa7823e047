import { createHash } from 'node:crypto';
import { lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import type { Machine } from '../contract.ts';
import { onDisk } from './answers.ts';
import { listMachineFolder, machineHas, readMachineFile } from './machine-files.ts';
import type { UnitRecord } from './state.ts';
import { splitWords, withoutSpecifiers } from './systemd-words.ts';

export type LoadedUnit = NonNullable<UnitRecord['loaded']>;

/** The path of the unit's file on the machine; null when there is none. */
export function unitFileOf(machine: Machine, unit: string): string | null {
  return (
    unitFolders
      .map((folder) => `${folder}/${unit}`)
      .find((file) => machineHas(machine, file) || isLinkToNull(machine, file)) ?? null
  );
}

/** True when the unit's file is a link to /dev/null. */
export function isMasked(machine: Machine, unit: string): boolean {
  const file = unitFileOf(machine, unit);
  return file !== null && isLinkToNull(machine, file);
}

/** The unit's drop-ins: those of a name once, /etc before /run before /lib, in the order of their names. */
export function dropInsOf(machine: Machine, unit: string): readonly string[] {
  const byName = new Map<string, string>();
  for (const folder of unitFolders) {
    for (const name of listMachineFolder(machine, `${folder}/${unit}.d`)) {
      if (name.endsWith('.conf') && !byName.has(name)) byName.set(name, `${folder}/${unit}.d/${name}`);
    }
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

/**
 * What systemd takes from the unit's file and its drop-ins as they are on disk; null without a file.
 *
 * A line that systemd would warn about and pass over is a problem here: in a charm it is a mistake.
 */
export function readUnit(machine: Machine, unit: string): LoadedUnit | null {
  const file = unitFileOf(machine, unit);
  if (file === null) return null;
  const texts = [file, ...dropInsOf(machine, unit)].map((each) => {
    return { file: each, text: readMachineFile(machine, each) ?? '' };
  });
  const hash = createHash('sha256');
  for (const each of texts) hash.update(`${each.file}\0${each.text}\0`);
  const known = specifiersOf(machine, unit);
  const longestLine = machine.series === 'xenial' ? 2048 : 1_048_576;
  const parsed = texts.map((each) => parseUnit({ ...each, longestLine, known }));
  const lines = parsed.flatMap(({ entries }) => entries);
  const valuesOf = (key: string) => resettable(lines.filter(([name]) => name === key).map(([, value]) => value));
  const wordsOf = (key: string) => valuesOf(key).flatMap((value) => value.split(/\s+/u));
  const commands = valuesOf('ExecStart');
  const type = valuesOf('Type').at(-1) ?? null;
  return {
    digest: hash.digest('hex'),
    problem:
      parsed.find(({ problem }) => problem !== null)?.problem ?? (isService(unit) ? execProblem(commands, type) : null),
    type,
    exec: commands.at(-1) ?? null,
    startPost: valuesOf('ExecStartPost'),
    reload: valuesOf('ExecReload'),
    environment: Object.fromEntries(valuesOf('Environment').flatMap((value) => assignmentsIn(value, known))),
    environmentFiles: valuesOf('EnvironmentFile'),
    wants: wordsOf('Wants'),
    requires: wordsOf('Requires'),
  };
}

/** What the specifiers of a unit of the machine stand for. */
export function specifiersOf(machine: Machine, unit: string): Readonly<Record<string, string>> {
  const name = unit.replace(/\.[a-z]+$/u, '');
  return { n: unit, N: name, p: name, H: machine.hostName, h: '/root', u: 'root', t: '/run', '%': '%' };
}

interface UnitText {
  readonly file: string;
  readonly text: string;
  readonly longestLine: number;
  readonly known: Readonly<Record<string, string>>;
}

interface ParsedUnit {
  readonly problem: string | null;
  readonly entries: readonly (readonly [key: string, value: string])[];
}

function parseUnit({ file, text, longestLine, known }: UnitText): ParsedUnit {
  const entries: [string, string][] = [];
  let section = '';
  // A line that ends with a backslash goes on in the next one.
  const lines = text.replace(/\\\n/gu, ' ').split('\n');
  for (const [index, line] of lines.entries()) {
    const problem = (what: string): ParsedUnit => ({ problem: `[${file}:${index + 1}] ${what}`, entries });
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    if (Buffer.byteLength(line) >= longestLine) return problem('Line too long');
    const header = /^\[(\w+)\]$/u.exec(trimmed)?.[1];
    if (header !== undefined) {
      if (!['Unit', 'Service', 'Socket', 'Install'].includes(header)) return problem(`Unknown section '${header}'`);
      section = header;
      continue;
    }
    if (section === '') return problem('Assignment outside of section');
    const [, key, value] = /^([A-Za-z][A-Za-z-]*)\s*=\s*(.*)$/u.exec(trimmed) ?? [];
    if (key === undefined || value === undefined) return problem("Missing '='");
    if (key === 'Environment' && assignmentProblem(value, known)) return problem('Invalid syntax in Environment');
    if (key.startsWith('Exec') && value !== '' && !/^[-@:+!]*\/\S/u.test(value))
      return problem(`Executable path is not absolute: ${value}`);
    entries.push([key, value]);
  }
  return { problem: null, entries };
}

function assignmentProblem(value: string, known: Readonly<Record<string, string>>): boolean {
  const plain = withoutSpecifiers(value, known);
  if ('problem' in plain) return true;
  const split = splitWords(value);
  return 'problem' in split || split.words.some((word) => !/^[A-Za-z_]\w*=/u.test(word));
}

/** Words first, then specifiers in each, as systemd goes about it. */
function assignmentsIn(value: string, known: Readonly<Record<string, string>>): [string, string][] {
  const split = splitWords(value);
  if ('problem' in split) return [];
  return split.words.flatMap((word): [string, string][] => {
    const plain = withoutSpecifiers(word, known);
    const text = 'problem' in plain ? word : plain.text;
    const at = text.indexOf('=');
    return at < 1 ? [] : [[text.slice(0, at), text.slice(at + 1)]];
  });
}

function execProblem(commands: readonly string[], type: string | null): string | null {
  if (commands.length === 0) return 'Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.';
  if (commands.length === 1 || type === 'oneshot') return null;
  return 'Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.';
}

/** An empty value takes back those before it. */
function resettable(values: readonly string[]): string[] {
  return values.slice(values.lastIndexOf('') + 1);
}

function isService(unit: string): boolean {
  return unit.endsWith('.service');
}

function isLinkToNull(machine: Machine, file: string): boolean {
  const real = onDisk(machine, file);
  const stat = lstatSync(real, { throwIfNoEntry: false });
  return stat?.isSymbolicLink() === true && path.normalize(readlinkSync(real)) === '/dev/null';
}

const unitFolders: readonly string[] = ['/etc/systemd/system', '/run/systemd/system', '/lib/systemd/system'];
