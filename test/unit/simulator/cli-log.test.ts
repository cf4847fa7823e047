import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logText } from '../../../simulator/cli/text/log-lines.ts';
import type { LogLine } from '../../../simulator/store/store.ts';
import { model } from './cli-model.ts';
import { aCli, keepModel } from './cli-world.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-log-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('juju debug-log', () => {
  const at = Date.UTC(2018, 3, 30, 12, 0, 3) / 1000;
  const log: readonly LogLine[] = [
    {
      time: at,
      entity: 'unit-etcd-0',
      level: 'INFO',
      module: 'juju.worker.uniter.operation',
      message: 'ran "install" hook',
    },
    { time: at + 1, entity: 'unit-etcd-0', level: 'DEBUG', module: 'unit.etcd/0.install', message: 'two\nlines' },
    { time: at + 2, entity: 'unit-db-10', level: 'ERROR', module: 'unit.db/10.juju-log', message: 'db:3: lost' },
  ];
  const all = { include: [], level: 'DEBUG', count: null };

  it('prints entity, time, level, module and message', () => {
    expect(logText(log, all)).toBe(
      'unit-etcd-0: 12:00:03 INFO juju.worker.uniter.operation ran "install" hook\n' +
        'unit-etcd-0: 12:00:04 DEBUG unit.etcd/0.install two\nlines\n' +
        'unit-db-10: 12:00:05 ERROR unit.db/10.juju-log db:3: lost\n',
    );
  });

  it.each([
    ['a unit', { ...all, include: ['etcd/0'] }, ['INFO', 'DEBUG']],
    ['an entity', { ...all, include: ['unit-db-10'] }, ['ERROR']],
    ['a level', { ...all, level: 'info' }, ['INFO', 'ERROR']],
    ['a number of lines', { ...all, count: 2 }, ['DEBUG', 'ERROR']],
    ['no lines', { ...all, count: 0 }, []],
    ['an application', { ...all, include: ['etcd'] }, ['INFO', 'DEBUG']],
    ['units of a pattern', { ...all, include: ['unit-d*'] }, ['ERROR']],
    ['all but a unit', { ...all, exclude: ['etcd/0'] }, ['ERROR']],
    ['a module and what is below it', { ...all, includeModule: ['unit.etcd/0', 'juju.worker'] }, ['INFO', 'DEBUG']],
    ['all but a module', { ...all, excludeModule: ['juju'] }, ['DEBUG', 'ERROR']],
    ['the first of the last', { ...all, count: 2, limit: 1 }, ['DEBUG']],
  ])('keeps to %s', (_, filter, levels) => {
    expect([...logText(log, filter).matchAll(/:\d\d ([A-Z]+) /g)].map(([, level]) => level)).toEqual(levels);
  });

  it.each([
    [{ hasDate: true }, 'unit-etcd-0: 2018-04-30 12:00:03 INFO '],
    [{ hasMilliseconds: true }, 'unit-etcd-0: 12:00:03.250 INFO '],
    [{ isColoured: true }, 'unit-etcd-0: 12:00:03 \u001b[34mINFO\u001b[39m '],
  ])('looks as asked for: %j', (look, expected) => {
    const [first] = log;
    expect(logText(first === undefined ? [] : [{ ...first, time: at + 0.25 }], all, look)).toContain(expected);
  });

  it('shows with --tail the last ten lines, and then those of another process, until it is stopped', async () => {
    await keepModel(folder, model({}));
    const lines = Array.from({ length: 12 }, (_, n) => ({ ...log[0], message: `line ${n}` }));
    const file = path.join(folder, '.demo/log.jsonl');
    const write = (more: readonly object[]) =>
      appendFileSync(file, more.map((line) => `${JSON.stringify(line)}\n`).join(''));
    write(lines);
    let looks = 0;
    const pause = async () => {
      looks += 1;
      if (looks === 1) write([{ ...log[0], message: 'line 12' }]);
      return looks < 3;
    };
    const { stdout } = await aCli(() => folder, { pause })('debug-log', '--tail');
    expect([...stdout.matchAll(/line (\d+)/g)].map(([, n]) => Number(n))).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});
