import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runTask } from '../../../simulator/agent/run/run-task.ts';
import { anActionModel, written } from './actions-model.ts';
import type { ActionModel } from './actions-model.ts';

let model: ActionModel;
afterEach(() => model.end());

const backup = 'backup: {}\n';

/** A charm whose only action runs these lines. */
async function backingUp(lines: string, track: '2.9' | '3.6' = '3.6'): Promise<void> {
  model = await anActionModel({ track, actions: backup, scripts: { 'actions/backup': lines } });
}

describe.each([
  ['2.9', { Code: '0' }, { Code: '3' }, { Code: '-1' }, 'Stdout', 'Stderr'],
  ['3.6', { 'return-code': 0 }, { 'return-code': 3 }, { 'return-code': -1 }, 'stdout', 'stderr'],
] as const)('an action in Juju %s', (track, zero, three, killed, stdout, stderr) => {
  it.each([
    ['that exits with 0', 'true', 'completed', '', zero],
    ['that prints', 'echo a\necho b\necho c >&2', 'completed', '', { ...zero, [stdout]: 'a\nb\n', [stderr]: 'c\n' }],
    ['that exits with 3', 'echo a\nexit 3', 'failed', 'exit status 3', { ...three, [stdout]: 'a\n' }],
    ['that is terminated', 'kill -TERM $$', 'failed', 'terminated', killed],
    ['that is killed', 'echo a\nkill -KILL $$', 'failed', 'terminated', { ...killed, [stdout]: 'a\n' }],
    ['that gets another signal', 'kill -HUP $$', 'failed', 'signal: hangup', killed],
  ])('%s has its end, message and results', async (_what, lines, status, message, results) => {
    await backingUp(lines, track);
    const { task } = await model.act('backup');
    expect({ status: task.status, message: task.message, results: task.results }).toEqual({ status, message, results });
    expect(model.unit.agentStatus).toMatchObject({ status: 'idle', message: '' });
  });

  it('keeps output that is no text in base64', async () => {
    await backingUp("printf '\\377a'\nprintf '\\303\\244' >&2", track);
    const { task } = await model.act('backup');
    const encoding = { '2.9': 'StdoutEncoding', '3.6': 'stdout-encoding' }[track];
    expect(task.results).toEqual({ ...zero, [stdout]: '/2E=', [encoding]: 'base64', [stderr]: 'ä' });
  });
});

describe('what an action wrote', () => {
  it.each([
    ['0', ['80/tcp'], true],
    ['1', [], false],
  ])('is true or lost by its exit code %s', async (code, ports, committed) => {
    await backingUp(`open-port 80\nexit ${code}`);
    const { record } = await model.act('backup');
    expect(model.unit.ports).toEqual(ports);
    expect(record?.committed).toBe(committed);
  });

  it('by status-set is true at once', async () => {
    await backingUp('status-set blocked "no disk"\nexit 1');
    await model.act('backup');
    expect(model.unit.workload).toMatchObject({ status: 'blocked', message: 'no disk' });
  });

  it('is refused by the controller when somebody asked for that', async () => {
    await backingUp('open-port 80\naction-set a=b\necho careful >&2');
    model.operations.refuseCommit({ unit: 'tiny/0', hook: 'backup', problem: 'permission denied', times: 1 });
    const { task, record } = await model.act('backup');
    expect(task).toMatchObject({ status: 'failed', message: 'committing requested changes failed' });
    expect(task.results).toEqual({ 'return-code': 1, stderr: 'careful\npermission denied', a: 'b' });
    expect(record?.committed).toBe(false);
    expect(model.unit.ports).toEqual([]);
    expect(model.unit.failed).toBeNull();
    expect(model.log.at(-1)).toMatchObject({ level: 'ERROR', message: 'cannot apply changes: permission denied' });
  });
});

describe('the results of an action', () => {
  it.each([
    ['exits with 0', 'true', 'completed', '', 0],
    ['exits with 3', 'exit 3', 'failed', 'exit status 3', 3],
    ['is killed', 'kill -KILL $$', 'failed', 'terminated', -1],
    ['said that it failed', 'action-fail "no disk"', 'failed', 'no disk', 0],
    ['said that it failed and exits with 3', 'action-fail "no disk"\nexit 3', 'failed', 'exit status 3', 3],
  ])('are kept when it %s', async (_what, lines, status, message, code) => {
    await backingUp(`action-set outfile.size=10G outfile.name=a\n${lines}`);
    const { task } = await model.act('backup');
    expect(task).toMatchObject({ status, message });
    expect(task.results).toEqual({ 'return-code': code, outfile: { size: '10G', name: 'a' } });
  });

  it('have the code of the agent, whatever the action says', async () => {
    await backingUp('action-set return-code=7');
    expect((await model.act('backup')).task.results).toEqual({ 'return-code': 0 });
  });

  it('may be a failure that leaves what was written true', async () => {
    await backingUp('open-port 80\naction-fail');
    const { task, record } = await model.act('backup');
    expect(task).toMatchObject({
      status: 'failed',
      message: 'action failed without reason given, check action for errors',
    });
    expect(model.unit.ports).toEqual(['80/tcp']);
    expect(record?.committed).toBe(true);
  });

  it('come from parameters with defaults, and progress is logged in the task', async () => {
    const actions = 'backup: {params: {to: {type: string}, level: {type: integer, default: 3}}}\n';
    const scripts = { 'actions/backup': 'action-log half done\naction-get to\naction-get level' };
    model = await anActionModel({ track: '3.6', actions, scripts });
    const { task } = await model.act('backup', { to: 'disk' });
    expect(task.results).toEqual({ 'return-code': 0, stdout: 'disk\n3\n' });
    expect(task.log).toEqual([{ time: 1000, message: 'half done' }]);
  });
});

describe('the file of an action', () => {
  it('is dispatch where the charm has it', async () => {
    const scripts = { dispatch: 'echo $JUJU_DISPATCH_PATH $JUJU_ACTION_NAME', 'actions/backup': 'echo not this' };
    model = await anActionModel({ track: '3.6', actions: backup, scripts });
    const { task } = await model.act('backup');
    expect(task.results).toEqual({ 'return-code': 0, stdout: 'actions/backup backup\n' });
  });

  it('that is missing means that the action is not implemented', async () => {
    model = await anActionModel({ actions: backup });
    const { task, record } = await model.act('backup');
    expect(task).toMatchObject({ status: 'failed', message: 'action not implemented on unit "tiny/0"', results: {} });
    expect(record).toBeNull();
  });

  it.each([
    ['is not executable', 0o644, '#!/bin/sh\n', 'permission denied'],
    ['has an interpreter that is not there', 0o755, '#!/no/such/program\n', 'no such file or directory'],
  ])('that %s fails the action', async (_what, mode, text, problem) => {
    await backingUp('true');
    const file = path.join(model.charmFolder, 'actions/backup');
    await writeFile(file, text);
    await chmod(file, mode);
    const { task } = await model.act('backup');
    expect(task).toMatchObject({ status: 'failed', message: `fork/exec ${file}: ${problem}`, results: {} });
  });

  it('runs in the charm folder without arguments and with nothing to read', async () => {
    await backingUp('pwd > where\necho "$0 $#" > arguments\ncat > input');
    await model.act('backup');
    expect(written(model, 'where').trim()).toBe(model.charmFolder);
    expect(written(model, 'arguments').trim()).toBe(`${path.join(model.charmFolder, 'actions/backup')} 0`);
    expect(written(model, 'input')).toBe('');
  });
});

describe('the charm on the machine', () => {
  it.each([
    ['does not define the action any more', '{}\n', 'not defined'],
    ['has no actions at all', null, 'not defined'],
    ['has actions that are none', 'backup: {description: 3}\n', 'value for schema key "description" must be a string'],
    [
      'takes other parameters',
      'backup: {params: {to: {type: integer}}}\n',
      'validation failed: (root).to : must be of type integer, given "disk"',
    ],
  ])('that %s fails it', async (_what, text, problem) => {
    await backingUp('true');
    const file = path.join(model.charmFolder, 'actions.yaml');
    await (text === null ? rm(file) : writeFile(file, text));
    const { task, record } = await model.act('backup', { to: 'disk' });
    expect(task).toMatchObject({ status: 'failed', message: `cannot run "backup" action: ${problem}`, results: {} });
    expect(record).toBeNull();
  });

  it('of a stand-in implements nothing', async () => {
    model = await anActionModel({ actions: backup, isStandIn: true });
    const { task } = await model.act('backup');
    expect(task).toMatchObject({ status: 'failed', message: 'action not implemented on unit "tiny/0"' });
  });
});

describe('the agent', () => {
  it('says which action it runs', async () => {
    await backingUp('true');
    const operation = model.operations.runAction(['tiny/0'], 'backup', {});
    const done = runTask(model.juju, model.wiring, model.unit, model.taskOf(operation));
    expect(model.unit.agentStatus).toMatchObject({ status: 'executing', message: 'running action backup' });
    expect(model.unit.runningTask).toBe('2');
    expect(model.taskOf(operation).status).toBe('running');
    await done;
    expect(model.unit.runningTask).toBeNull();
    expect(model.taskOf(operation)).toMatchObject({ startedAt: 1000, completedAt: 1000 });
  });

  it('is in error after an action when it was before', async () => {
    await backingUp('exit 1');
    const hook = { name: 'start', relation: null, isRequested: false };
    model.unit.failed = { hook, attempts: 2, retryAt: 1040 };
    model.unit.agentStatus = { status: 'error', message: 'hook failed: "start"', since: 7 };
    await model.act('backup');
    expect(model.unit.agentStatus).toEqual({ status: 'error', message: 'hook failed: "start"', since: 7 });
    expect(model.unit.failed).toEqual({ hook, attempts: 2, retryAt: 1040 });
  });

  it('logs what an action prints under its name', async () => {
    await backingUp('echo out\necho\necho err >&2');
    await model.act('backup');
    expect(model.log.map(({ level, module, message }) => `${level} ${module} ${message}`)).toEqual([
      'DEBUG unit.tiny/0.backup out',
      'DEBUG unit.tiny/0.backup ',
      'WARNING unit.tiny/0.backup err',
    ]);
  });

  it('splits lines that are longer than its buffer', async () => {
    await backingUp(`printf '%05000d\\n' 7`);
    await model.act('backup');
    expect(model.log.map(({ message }) => message.length)).toEqual([4096, 904]);
  });

  it('does not wait for children that outlive the action', async () => {
    await backingUp('echo started\nsleep 3 &\necho $! > child');
    const { task } = await model.act('backup');
    expect(task.results).toEqual({ 'return-code': 0, stdout: 'started\n' });
    process.kill(Number(written(model, 'child')), 'SIGKILL');
  });

  it('keeps a record of the run', async () => {
    await backingUp('echo out\nstatus-set active\nexit 2');
    const { record } = await model.act('backup');
    expect(record).toMatchObject({
      kind: 'action',
      task: '2',
      unit: 'tiny/0',
      hook: 'backup',
      exitCode: 2,
      stdout: 'out\n',
      committed: false,
      calls: [{ program: 'status-set', argv: ['active'], exitCode: 0, isTool: true }],
    });
  });
});

describe('a command', () => {
  it.each([
    ['2.9', { Code: '0', Stdout: 'a b\n' }],
    ['3.6', { 'return-code': 0, stdout: 'a b\n' }],
    ['4.0', { 'return-code': 0, stdout: 'a b\n' }],
  ] as const)('is run by bash in Juju %s', async (track, results) => {
    model = await anActionModel({ track });
    const { task, record } = await model.exec('words=(a b)\necho "${words[@]}"');
    expect(task).toMatchObject({ status: 'completed', message: '', results });
    expect(record).toMatchObject({ kind: 'exec', hook: track === '2.9' ? 'juju-run' : 'juju-exec', exitCode: 0 });
  });

  it('runs in the charm folder, from the programs of its machine, and its output is not logged', async () => {
    model = await anActionModel({
      track: '3.6',
      programs: { 'apt-get': () => ({ exitCode: 4, stdout: 'no network\n', stderr: '' }) },
    });
    const { task } = await model.exec('pwd; apt-get update; exit $?');
    expect(task).toMatchObject({ status: 'failed', message: 'exit status 4' });
    expect(task.results).toEqual({ 'return-code': 4, stdout: `${model.charmFolder}\nno network\n` });
    expect(model.log).toEqual([]);
  });

  it('writes what becomes true when it succeeds', async () => {
    model = await anActionModel();
    await model.exec('open-port 80; false');
    expect(model.unit.ports).toEqual([]);
    await model.exec('open-port 80');
    expect(model.unit.ports).toEqual(['80/tcp']);
  });

  it('runs on the unit of a stand-in, too', async () => {
    model = await anActionModel({ isStandIn: true });
    const { task } = await model.exec('echo hello');
    expect(task.results).toEqual({ Code: '0', Stdout: 'hello\n' });
  });

  it('has no tools of an action', async () => {
    model = await anActionModel({ track: '3.6' });
    const { task } = await model.exec('action-set a=b');
    expect(task.results).toEqual({ 'return-code': 1, stderr: 'ERROR not running an action\n' });
  });

  it.each([
    ['juju-reboot', 'completed', ['80/tcp'], true],
    ['juju-reboot; false', 'failed', [], false],
    ['juju-reboot --now; sleep 600', 'failed', [], true],
  ])('%s reboots the machine as it does from a hook', async (command, status, ports, isRebooted) => {
    model = await anActionModel({ track: '3.6' });
    model.unit.isStarted = true;
    const { task } = await model.exec(`open-port 80; ${command}`);
    expect(task.status).toBe(status);
    expect(model.unit).toMatchObject({ ports, isRebooted, runningTask: null, queued: null });
  });
});
