import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readParameters } from '../../../simulator/cli/action-parameters.ts';
import { readKept } from '../../../simulator/store/journal.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { JujuRefused } from '../../../simulator/model/model.ts';
import { application, machine, model, unit } from './cli-model.ts';
import { aCli, keepModel } from './cli-world.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-words-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const juju = aCli(() => folder);

async function kept(track: JujuTrack): Promise<void> {
  const parts = {
    applications: [application('etcd', { charm: 'cs:~someone/etcd-like' })],
    units: [unit('etcd/0'), unit('etcd/1')],
    machines: [machine('0', '10.1.1.5'), machine('1', '10.1.1.6')],
  };
  await keepModel(folder, model({ ...parts, juju: track }));
}

describe('what is to be run', () => {
  it.each([
    ['3.6', ['exec', '--unit', 'etcd/1', '--', 'hostname', '-f'], { 'etcd/1': 'hostname -f' }],
    ['3.6', ['exec', '--unit', 'etcd/1', '--', 'echo', 'a b', '$x'], { 'etcd/1': 'echo "a b" "\\$x"' }],
    ['3.6', ['exec', '--application', 'etcd', 'echo $x'], { 'etcd/0': 'echo $x', 'etcd/1': 'echo $x' }],
    ['4.0', ['exec', '--app', 'etcd', '-u', 'etcd/0', 'true'], { 'etcd/0': 'true', 'etcd/1': 'true' }],
    ['2.9', ['run', '--machine', '1', 'true'], { 'etcd/1': 'true' }],
    ['2.9', ['run', '--all', 'true'], { 'etcd/0': 'true', 'etcd/1': 'true' }],
  ] as const)('is a task of each unit that is meant: %s %j', async (track, argv, expected) => {
    await kept(track);
    expect((await juju('--no-wait', ...argv)).exitCode).toBe(0);
    const tasks = Object.values(readKept(path.join(folder, '.demo'))?.model.tasks ?? {});
    expect(Object.fromEntries(tasks.map((task) => [task.unit, task.command]))).toEqual(expected);
  });

  it.each([
    [['run', 'backup'], 'ERROR no unit specified\n'],
    [['run', 'etcd/0'], 'ERROR no action specified\n'],
    [['run', 'etcd/0', 'backup', 'nonsense'], 'ERROR argument "nonsense" must be of the form key.key.key...=value\n'],
    [['exec', 'true'], 'ERROR You must specify a target, either through --all, --machine, --application or --unit\n'],
    [['exec', '--unit', 'etcd/0'], 'ERROR no commands specified\n'],
  ])('is refused as %j', async (argv, stderr) => {
    await kept('3.6');
    expect(await juju(...argv)).toEqual({ exitCode: 2, stdout: '', stderr });
  });
});

describe('parameters of an action', () => {
  const none = { file: null, areStrings: false };

  it.each([
    [['a=1', 'b=yes', 'c=1.10', 'd=[1, two]', 'e='], { a: 1, b: true, c: 1.1, d: [1, 'two'], e: null }],
    [['a.b.c=1', 'a.b.d=x', 'a.e=y=z'], { a: { b: { c: 1, d: 'x' }, e: 'y=z' } }],
    [['a=1', 'a.b=2'], { a: { b: 2 } }],
    [['a=: ['], { a: ': [' }],
  ])('are YAML, with dots that nest: %j', (args, expected) => {
    expect(readParameters({ ...none, args }, folder)).toEqual(expected);
  });

  it('are text with --string-args', () => {
    expect(readParameters({ args: ['a=1', 'b.c=true'], file: null, areStrings: true }, folder)).toEqual({
      a: '1',
      b: { c: 'true' },
    });
  });

  it('are read from a file, and what is typed wins', async () => {
    await writeFile(path.join(folder, 'p.yaml'), 'a: 1\nb: {c: 2, d: 3}\n');
    expect(readParameters({ args: ['b.c=9'], file: 'p.yaml', areStrings: false }, folder)).toEqual({
      a: 1,
      b: { c: 9, d: 3 },
    });
  });

  it('are refused as a list', async () => {
    await writeFile(path.join(folder, 'p.yaml'), '- a\n');
    expect(() => readParameters({ args: [], file: 'p.yaml', areStrings: false }, folder)).toThrow(JujuRefused);
  });
});
