import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { layCharm } from '../../../simulator/agent/files/lay-charm.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'laid-charm-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Tree = Readonly<Record<string, string>>;

/** Files by path; `->` begins a link's target. */
function write(place: string, tree: Tree): void {
  for (const [name, content] of Object.entries(tree)) {
    const file = path.join(folder, place, name);
    mkdirSync(path.dirname(file), { recursive: true });
    if (content.startsWith('->')) symlinkSync(content.slice(2), file);
    else writeFileSync(file, content);
  }
}

function lay(tree: Tree): void {
  rmSync(path.join(folder, 'source'), { recursive: true, force: true });
  mkdirSync(path.join(folder, 'source'), { recursive: true });
  write('source', tree);
  layCharm({ source: path.join(folder, 'source'), folder, url: 'local:focal/tiny-3', revision: 3 });
}

/** What is at a path of the laid charm: its content, `folder`, `-> target`, or null. */
function at(name: string): string | null {
  const file = path.join(folder, 'charm', name);
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  return stat.isDirectory() ? 'folder' : readFileSync(file, 'utf8');
}

describe('replacing the files of a charm', () => {
  it.each<{ what: string; old: Tree; made?: Tree; fresh: Tree; expected: Readonly<Record<string, string | null>> }>([
    {
      what: 'deletes a file that the new charm has not',
      old: { 'lib/a': '1', 'lib/b': '1' },
      fresh: { 'lib/a': '2' },
      expected: { 'lib/a': '2', 'lib/b': null },
    },
    {
      what: 'deletes a vanished folder with everything that was made in it',
      old: { 'lib/a': '1', x: '1' },
      made: { 'lib/cache/deep': 'made' },
      fresh: { x: '2' },
      expected: { lib: null, x: '2' },
    },
    {
      what: 'keeps what was never in a charm, beside files and in folders that stay',
      old: { 'lib/a': '1' },
      made: { '.unit-state.db': 'made', 'lib/a.pyc': 'made', '.venv/bin/x': 'made' },
      fresh: { 'lib/a': '2' },
      expected: { '.unit-state.db': 'made', 'lib/a.pyc': 'made', '.venv/bin/x': 'made' },
    },
    { what: 'loses local edits', old: { a: '1' }, made: { a: 'edited' }, fresh: { a: '1' }, expected: { a: '1' } },
    {
      what: 'puts a file where a folder was',
      old: { 'a/b': '1' },
      made: { 'a/c': 'made' },
      fresh: { a: 'file' },
      expected: { a: 'file' },
    },
    {
      what: 'puts a folder where a file was',
      old: { a: 'file' },
      fresh: { 'a/b': '2' },
      expected: { a: 'folder', 'a/b': '2' },
    },
    {
      what: 'puts a file where a link was, and leaves its target',
      old: { target: 'kept', a: '->target' },
      fresh: { target: 'kept', a: 'file' },
      expected: { target: 'kept', a: 'file' },
    },
    {
      what: 'writes its own two files, whatever the charm has of them',
      old: { revision: '7' },
      fresh: { a: '1' },
      expected: { revision: '3', '.juju-charm': 'local:focal/tiny-3\n' },
    },
  ])('$what', ({ old, made = {}, fresh, expected }) => {
    lay(old);
    write('charm', made);
    lay(fresh);
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, at(name)]))).toEqual(expected);
  });

  it('gives a file the mode that it has in the new charm', () => {
    lay({ dispatch: '1' });
    chmodSync(path.join(folder, 'charm/dispatch'), 0o700);
    lay({ dispatch: '1' });
    const modes = ['charm', 'source'].map((place) => lstatSync(path.join(folder, place, 'dispatch')).mode);
    expect(modes[0]).toBe(modes[1]);
  });
});
