/** Actions and commands in a whole simulation: between hooks, in error, beside other units, and after it is opened again. */
import { readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import type { Model, Seen, Task } from '../../../simulator/model/model.ts';
import { aTinyModel, everyHook, names } from './core-model.ts';
import type { TinyModel } from './core-model.ts';

let model: TinyModel;
afterEach(() => model.end());

interface Acting {
  readonly actions: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly hooks?: Readonly<Record<string, string>>;
  readonly juju?: JujuTrack;
}

/** Two units on one machine, settled. */
async function twoUnits({ actions, scripts, hooks = {}, juju = '3.6' }: Acting): Promise<void> {
  model = await aTinyModel({ hooks: { ...everyHook('true'), ...hooks } }, {}, { juju });
  const charm = path.join(model.folder, 'charm');
  await writeFile(path.join(charm, 'actions.yaml'), actions);
  await mkdir(path.join(charm, 'actions'));
  for (const [name, lines] of Object.entries(scripts)) {
    await writeFile(path.join(charm, 'actions', name), `#!/bin/sh\n${lines}\n`);
    await chmod(path.join(charm, 'actions', name), 0o755);
  }
  model.sim.deploy({ application: 'tiny', charm });
  model.sim.addUnit('tiny');
  model.sim.addUnit('tiny', { machine: '0' });
  await model.sim.settle();
}

function taskOf(operation: string, { tasks, operations }: Seen<Model> = model.sim.model): Seen<Task> {
  const task = tasks[operations[operation]?.tasks[0] ?? ''];
  if (task === undefined) throw new Error(`operation ${operation} has no task`);
  return task;
}

function written(name: string): string[] {
  return readFileSync(path.join(model.sim.machine('0').root, name), 'utf8')
    .trim()
    .split('\n');
}

describe('a simulation', () => {
  it.each([['2.9'], ['3.6'], ['4.0']] as const)(
    'of Juju %s runs what is pending, and keeps how it ended',
    async (juju) => {
      await twoUnits({ actions: 'backup: {}', scripts: { backup: 'action-set a.b=c\nopen-port 80' }, juju });
      const operation = model.sim.runAction(['tiny/0'], 'backup', {});
      const command = model.sim.exec(['tiny/1'], 'exit 3');
      expect(names(await model.sim.settle()).sort()).toEqual(['backup', juju === '2.9' ? 'juju-run' : 'juju-exec']);
      model = await model.reopened();
      const code = (number: number) => (juju === '2.9' ? { Code: String(number) } : { 'return-code': number });
      expect(taskOf(operation)).toMatchObject({ status: 'completed', results: { ...code(0), a: { b: 'c' } } });
      expect(taskOf(command)).toMatchObject({ status: 'failed', message: 'exit status 3', results: code(3) });
      expect(model.sim.model.units['tiny/0']?.ports).toEqual(['80/tcp']);
      expect(model.sim.unitStatus('tiny/1').status).not.toBe('error');
      expect(names(await model.sim.settle())).toEqual([]);
    },
  );

  it('runs actions on a unit that is in error, and leaves it there', async () => {
    await twoUnits({ actions: 'backup: {}', scripts: { backup: 'true' }, hooks: { 'update-status': 'exit 1' } });
    model.sim.updateStatus('tiny/0');
    await model.sim.settle();
    const operation = model.sim.runAction(['tiny/0'], 'backup', {});
    await model.sim.settle();
    expect(taskOf(operation).status).toBe('completed');
    expect(model.sim.unitStatus('tiny/0')).toEqual({ status: 'error', message: 'hook failed: "update-status"' });
  });

  it('does not run a task that was cancelled', async () => {
    await twoUnits({ actions: 'backup: {}', scripts: { backup: 'true' } });
    const operation = model.sim.runAction(['tiny/0'], 'backup', {});
    model.sim.cancelTask(taskOf(operation).id);
    expect(names(await model.sim.settle())).toEqual([]);
    expect(taskOf(operation).status).toBe('cancelled');
  });

  const note = (name: string) => `echo ${name} begins >> $KUBERNETES_WORKER_ROOT/notes
sleep 0.1
echo ${name} ends >> $KUBERNETES_WORKER_ROOT/notes`;

  it.each([
    ['an action', 'one: {}\ntwo: {}'],
    ['an action of a group', 'one: {execution-group: g}\ntwo: {execution-group: g}'],
  ])('runs %s when that of the other unit on the machine is over', async (_what, actions) => {
    await twoUnits({ actions, scripts: { one: note('one'), two: note('two') } });
    model.sim.runAction(['tiny/0'], 'one', {});
    model.sim.runAction(['tiny/1'], 'two', {});
    await model.sim.settle();
    const notes = written('notes');
    const orders = [
      ['one begins', 'one ends', 'two begins', 'two ends'],
      ['two begins', 'two ends', 'one begins', 'one ends'],
    ];
    expect(orders).toContainEqual(notes);
  });

  const untilGo = 'until test -e $KUBERNETES_WORKER_ROOT/go; do sleep 0.02; done';
  const go = 'touch $KUBERNETES_WORKER_ROOT/go';

  it.each([
    ['a parallel action beside a hook', 'one: {parallel: true}', { one: untilGo }, { 'update-status': go }],
    ['actions of two groups', 'one: {execution-group: a}\ntwo: {execution-group: b}', { one: untilGo, two: go }, {}],
  ])('runs %s of the other unit on the machine', async (_what, actions, scripts, hooks) => {
    await twoUnits({ actions, scripts, hooks });
    const operation = model.sim.runAction(['tiny/0'], 'one', {});
    if ('two' in scripts) model.sim.runAction(['tiny/1'], 'two', {});
    else model.sim.updateStatus('tiny/1');
    await model.sim.settle();
    expect(taskOf(operation).status).toBe('completed');
  });
});
