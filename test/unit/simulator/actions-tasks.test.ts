import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runTask } from '../../../simulator/agent/run/run-task.ts';
import { JujuRefused } from '../../../simulator/model/model.ts';
import { anActionModel } from './actions-model.ts';
import type { ActionModel } from './actions-model.ts';

let model: ActionModel;
afterEach(() => model.end());

const actions = `
backup:
  params: {level: {type: integer, default: 3}}
  parallel: true
  execution-group: disk
`;

describe('an operation', () => {
  it('and its tasks are counted together', async () => {
    model = await anActionModel({ track: '3.6', actions });
    model.operations.addUnit('tiny');
    expect(model.operations.runAction(['tiny/0', 'tiny/1'], 'backup', {})).toBe('1');
    expect(model.operations.exec(['tiny/1'], 'hostname')).toBe('4');
    expect(model.juju.model.operations).toEqual({
      '1': { id: '1', summary: 'backup run on unit-tiny-0,unit-tiny-1', tasks: ['2', '3'], enqueuedAt: 1000 },
      '4': { id: '4', summary: 'juju-exec run on unit-tiny-1', tasks: ['5'], enqueuedAt: 1000 },
    });
    expect(Object.values(model.juju.model.tasks).map(({ unit }) => unit)).toEqual(['tiny/0', 'tiny/1', 'tiny/1']);
  });

  it('of an action has a pending task with the defaults of the schema', async () => {
    model = await anActionModel({ actions });
    expect(model.taskOf(model.operations.runAction(['tiny/0'], 'backup', { to: 'disk' }))).toEqual({
      id: '2',
      operation: '1',
      unit: 'tiny/0',
      kind: 'action',
      name: 'backup',
      parameters: { level: 3, to: 'disk' },
      command: null,
      isParallel: true,
      executionGroup: 'disk',
      status: 'pending',
      message: '',
      results: {},
      log: [],
      enqueuedAt: 1000,
      startedAt: null,
      completedAt: null,
    });
  });

  it.each([
    ['2.9', 'juju-run'],
    ['3.6', 'juju-exec'],
  ] as const)('of a command has the name that Juju %s gives it', async (track, name) => {
    model = await anActionModel({ track });
    const task = model.taskOf(model.operations.exec(['tiny/0'], 'hostname'));
    expect(task).toMatchObject({ kind: 'exec', name, command: 'hostname', isParallel: false, executionGroup: '' });
  });

  it('goes to the leader when it is asked to', async () => {
    model = await anActionModel({ actions });
    model.operations.addUnit('tiny');
    const application = model.juju.model.applications['tiny'];
    if (application !== undefined) application.leader = 'tiny/1';
    expect(model.taskOf(model.operations.runAction(['tiny/leader'], 'backup', {})).unit).toBe('tiny/1');
  });

  it.each([
    ['an action that the charm does not have', ['tiny/0'], 'foo', {}, 'action "foo" not defined on unit "tiny/0"'],
    [
      'a name that every object has',
      ['tiny/0'],
      'constructor',
      {},
      'action "constructor" not defined on unit "tiny/0"',
    ],
    ['a unit that is not there', ['tiny/0', 'tiny/7'], 'backup', {}, 'unit "tiny/7" not found'],
    ['the leader of nothing', ['big/leader'], 'backup', {}, 'application "big" not found'],
    [
      'parameters that the action does not take',
      ['tiny/0'],
      'backup',
      { level: 'x' },
      'validation failed: (root).level : must be of type integer, given "x"',
    ],
  ])('of %s is refused, leaves nothing and uses its number up', async (_what, units, name, parameters, problem) => {
    model = await anActionModel({ actions });
    expect(() => model.operations.runAction(units, name, parameters)).toThrow(new JujuRefused(problem));
    expect(model.juju.model.tasks).toEqual({});
    expect(model.juju.model.operations).toEqual({});
    expect(model.operations.runAction(['tiny/0'], 'backup', {})).toBe('2');
  });

  it('for a leader that is not there is refused', async () => {
    model = await anActionModel({ actions });
    model.unit.life = 'dying';
    expect(() => model.operations.runAction(['tiny/leader'], 'backup', {})).toThrow(
      'could not determine leader for "tiny"',
    );
  });
});

describe('a task that is cancelled', () => {
  it('while it is pending never runs', async () => {
    model = await anActionModel({ actions });
    const task = model.taskOf(model.operations.runAction(['tiny/0'], 'backup', {}));
    model.operations.cancelTask(task.id);
    expect(task).toMatchObject({ status: 'cancelled', message: '', startedAt: null, completedAt: 1000 });
  });

  it('while it runs is killed and aborted, and what it wrote is lost', async () => {
    const scripts = { 'actions/backup': 'open-port 80\ntouch started\nexec sleep 600' };
    model = await anActionModel({ track: '3.6', actions, scripts });
    const task = model.taskOf(model.operations.runAction(['tiny/0'], 'backup', {}));
    const done = runTask(model.juju, model.wiring, model.unit, task);
    while (!existsSync(path.join(model.charmFolder, 'started'))) await setTimeout(5);
    model.operations.cancelTask(task.id);
    expect(task.status).toBe('aborting');
    expect(await done).toMatchObject({ exitCode: null, signal: 'SIGKILL', committed: false });
    expect(task).toMatchObject({ status: 'aborted', message: '', results: { 'return-code': -1 } });
    expect(model.unit.ports).toEqual([]);
    expect(model.unit.agentStatus.status).toBe('idle');
  });

  it('before its process is there is killed as soon as it is', async () => {
    model = await anActionModel({ actions, scripts: { 'actions/backup': 'exec sleep 600' } });
    const task = model.taskOf(model.operations.runAction(['tiny/0'], 'backup', {}));
    const done = runTask(model.juju, model.wiring, model.unit, task);
    model.operations.cancelTask(task.id);
    await done;
    expect(task.status).toBe('aborted');
  });

  it('after it is over stays as it was', async () => {
    model = await anActionModel({ actions, scripts: { 'actions/backup': 'exit 3' } });
    const { task } = await model.act('backup');
    model.operations.cancelTask(task.id);
    expect(task).toMatchObject({ status: 'failed', message: 'exit status 3' });
  });

  it('and does not exist is refused', async () => {
    model = await anActionModel();
    expect(() => model.operations.cancelTask('7')).toThrow('action "7" not found');
  });
});

describe('a task whose agent starts anew while it runs', () => {
  it('has failed, and nothing comes of it any more', async () => {
    const scripts = {
      'actions/backup': 'open-port 80\naction-set a=b\ntouch started\nuntil test -e go; do sleep 0.02; done',
    };
    model = await anActionModel({ track: '3.6', actions, scripts });
    const task = model.taskOf(model.operations.runAction(['tiny/0'], 'backup', {}));
    const done = runTask(model.juju, model.wiring, model.unit, task);
    while (!existsSync(path.join(model.charmFolder, 'started'))) await setTimeout(5);
    model.operations.rebootMachine('0');
    await writeFile(path.join(model.charmFolder, 'go'), '');
    expect(await done).toMatchObject({ exitCode: 0, committed: false });
    expect(task).toMatchObject({ status: 'failed', message: 'action terminated', results: {} });
    expect(model.unit.ports).toEqual([]);
  });
});
