import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyWrites } from '../../../simulator/agent/run/apply-writes.ts';
import { unitOf } from '../../../simulator/model/model.ts';
import { failure, itAnswers, usage } from './tools-rows.ts';
import { aWorld, callAll, contextIn } from './tools-world.ts';
import type { Place } from './tools-world.ts';

const attaching: Place = { in: 'data-storage-attached' };

describe('storage-list', () => {
  itAnswers([
    ['storage-list', 'data/0\nlogs/1\n'],
    ['storage-list --format=json', '["data/0","logs/1"]\n'],
    ['storage-list data', 'data/0\n'],
    ['storage-list nope --format=json', '[]\n'],
    ['storage-list data', 'data/0\ndata/2\n', attaching],
    ['storage-list', 'data/3\n', { unit: 'tiny/1' }],
    ['storage-list', '', { unit: 'tiny/2' }],
    ['storage-list a b', usage('unrecognized args: ["b"]')],
  ]);
});

describe('storage-get', () => {
  itAnswers([
    ['storage-get -s data/0', 'kind: filesystem\nlocation: /srv/data\n'],
    ['storage-get -s data/0 --format=json', '{"kind":"filesystem","location":"/srv/data"}\n'],
    ['storage-get -s logs/1 kind', 'block\n'],
    ['storage-get -slogs/1 location --format=json', '"/dev/vdb"\n'],
    ['storage-get', 'kind: filesystem\nlocation: /srv/data/2\n', attaching],
    ['storage-get location', '/srv/data/2\n', attaching],
    ['storage-get location', '/srv/data/2\n', { in: 'data-storage-detaching' }],
    ['storage-get -s data/0 location', '/srv/data\n', attaching],
    ['storage-get', usage('no storage instance specified')],
    ['storage-get -s data/0 x', failure('invalid storage attribute "x"')],
    ['storage-get -s data/0 kind x', usage('unrecognized args: ["x"]')],
    ['storage-get -s data/9', usage('invalid value "data/9" for option -s: storage "data/9" not found')],
    ['storage-get -s data/3', usage('invalid value "data/3" for option -s: storage "data/3" not found')],
  ]);
});

describe('storage-add', () => {
  itAnswers([
    ['storage-add data', ''],
    ['storage-add data=2 logs=1', ''],
    ['storage-add', usage('storage add requires a storage directive')],
    ['storage-add data=ebs', usage('only count can be specified for "data"')],
    ['storage-add data=10G', usage('only count can be specified for "data"')],
    ['storage-add data=ebs,2', usage('only count can be specified for "data"')],
    ['storage-add data=', usage('only count can be specified for "data"')],
    ['storage-add data ; storage-list', 'data/0\nlogs/1\n'],
  ]);

  it('gives the unit new storage when the hook is committed', async () => {
    const world = aWorld();
    const context = contextIn(world);
    const before = Object.keys(world.model.storages);
    await callAll(world, context, 'storage-add data=1 logs ; storage-add logs=2');
    expect(Object.keys(world.model.storages)).toEqual(before);
    expect(applyWrites(world.juju, context)).toBeNull();
    const added = Object.values(world.model.storages).filter(({ id }) => !before.includes(id));
    expect(added.map(({ name, unit, isAttached }) => [name, unit, isAttached]).sort()).toEqual([
      ['data', 'tiny/0', false],
      ['logs', 'tiny/0', false],
      ['logs', 'tiny/0', false],
      ['logs', 'tiny/0', false],
    ]);
  });

  it.each([
    ['storage-add nope', 'adding storage nope for unit tiny/0: charm storage "nope" not found'],
    [
      'storage-add data=2',
      'adding storage data for unit tiny/0: charm storage "data": at most 3 instances supported, 4 specified',
    ],
    [
      'storage-add data ; storage-add data',
      'adding storage data for unit tiny/0: charm storage "data": at most 3 instances supported, 4 specified',
    ],
  ])('is refused in the end: %s', async (line, refusal) => {
    const world = aWorld();
    const context = contextIn(world);
    await callAll(world, context, line);
    const before = JSON.stringify(world.model);
    expect(applyWrites(world.juju, context)).toBe(refusal);
    expect(JSON.stringify(world.model)).toBe(before);
  });
});

describe('payloads', () => {
  let cwd = '';
  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), 'payloads-'));
    await writeFile(path.join(cwd, 'metadata.yaml'), 'name: tiny\npayloads:\n  monitor: {type: docker}\n');
  });
  afterEach(() => rm(cwd, { recursive: true }));

  const here = (line: string) => {
    const world = aWorld();
    return callAll(world, contextIn(world), line, { cwd });
  };

  it.each([
    ['payload-register docker monitor m1', ''],
    ['payload-register docker monitor m1 tag1 tag2', ''],
    ['payload-register docker', usage('missing required arguments')],
    ['payload-register docker nope m1', failure('payload "nope" not found in metadata.yaml')],
    ['payload-register kvm monitor m1', failure('incorrect type "kvm" for payload "monitor", expected "docker"')],
    ['payload-unregister monitor m1', ''],
    ['payload-unregister monitor', usage('missing required arguments')],
    ['payload-register docker monitor m1 ; payload-status-set monitor m1 stopping', ''],
    ['payload-status-set monitor m1 running', failure('payload "monitor/m1" not found')],
    ['payload-status-set monitor m1', usage('missing required arguments')],
    [
      'payload-status-set monitor m1 asleep',
      usage('status "asleep" not supported; expected one of ["running" "starting" "stopped" "stopping"]'),
    ],
  ])('%s', async (line, expected) => {
    expect(await here(line)).toEqual(
      typeof expected === 'string' ? { exitCode: 0, stdout: expected, stderr: '' } : expected,
    );
  });

  it('are true at once', async () => {
    const world = aWorld('3.6');
    const register = 'payload-register docker monitor m1 blue ; payload-register docker monitor m2';
    await callAll(
      world,
      contextIn(world),
      `${register} ; payload-status-set monitor m1 stopped ; payload-unregister monitor m2`,
      { cwd },
    );
    expect(unitOf(world.model, 'tiny/0').payloads).toEqual({
      'monitor/m1': { type: 'docker', class: 'monitor', id: 'm1', labels: ['blue'], status: 'stopped' },
    });
  });

  it('need a metadata.yaml where they are called', async () => {
    const world = aWorld();
    expect(await callAll(world, contextIn(world), 'payload-register docker monitor m1')).toEqual(
      failure('open /nowhere/metadata.yaml: no such file or directory'),
    );
  });
});

describe('an output file', () => {
  let cwd = '';
  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), 'output-'));
  });
  afterEach(() => rm(cwd, { recursive: true }));

  it.each(['-o out', '-oout', '--output out', '--output=out'])('takes what is printed: %s', async (flag) => {
    const world = aWorld();
    const answer = await callAll(world, contextIn(world), `config-get --format=json flag ${flag}`, { cwd });
    expect(answer).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await readFile(path.join(cwd, 'out'), 'utf8')).toBe('false\n');
  });

  it('cannot be where there is no folder', async () => {
    const world = aWorld();
    const answer = await callAll(world, contextIn(world), 'config-get flag -o /nowhere/out', { cwd });
    expect(answer).toEqual(failure('open /nowhere/out: no such file or directory'));
  });
});
