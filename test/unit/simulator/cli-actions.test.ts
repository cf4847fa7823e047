import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { JujuRefused } from '../../../simulator/model/model.ts';
import type { Task } from '../../../simulator/model/model.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { application, machine, model, task, unit } from './cli-model.ts';
import { aCli, keepModel } from './cli-world.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-actions-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The operation 1 of the model is what running anything begins. */
const began = (simulation: Simulation): Simulation => ({
  ...simulation,
  runAction: () => '1',
  exec: () => '1',
  settle: async () => ({ hooks: [], failed: [] }),
});
const juju = aCli(() => folder, { around: began });

async function withTasks(track: JujuTrack, ...tasks: readonly Task[]): Promise<void> {
  await keepModel(
    folder,
    model({
      juju: track,
      applications: [application('etcd', { charm: 'etcd' })],
      units: [unit('etcd/0'), unit('etcd/1')],
      machines: [machine('0', '10.1.1.5'), machine('1', '10.1.1.6')],
      tasks,
    }),
  );
}

describe('juju run-action of 2.9', () => {
  it('prints with --wait what became of the action, by the tags of units', async () => {
    await withTasks(
      '2.9',
      task('12', 'etcd/0', { results: { Code: '0', Stdout: 'hello\n', outfile: { size: '10G' } } }),
    );
    expect(await juju('run-action', '--wait', 'etcd/0', 'backup')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `unit-etcd-0:
  UnitId: etcd/0
  id: "12"
  results:
    Stdout: |
      hello
    outfile:
      size: 10G
  status: completed
  timing:
    completed: 2022-05-26 11:57:21 +0000 UTC
    enqueued: 2022-05-26 11:57:18 +0000 UTC
    started: 2022-05-26 11:57:19 +0000 UTC
`,
    });
  });

  it('prints the return code, the message and the log of one that failed, with exit code 0', async () => {
    const log = [{ time: Date.UTC(2022, 4, 26, 11, 57, 20) / 1000, message: 'half-way' }];
    const failed = task('12', 'etcd/0', { status: 'failed', message: 'exit status 1', results: { Code: '1' }, log });
    await withTasks('2.9', failed);
    const { exitCode, stdout } = await juju('run-action', 'etcd/0', 'backup', '--wait=30s');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(0, 8)).toEqual([
      'unit-etcd-0:',
      '  UnitId: etcd/0',
      '  id: "12"',
      '  log:',
      '  - 2022-05-26 11:57:20 +0000 UTC half-way',
      '  message: exit status 1',
      '  results:',
      '    ReturnCode: 1',
    ]);
  });

  it('prints the number of the action when nobody waits', async () => {
    await withTasks('2.9', task('12', 'etcd/0'));
    expect(await juju('run-action', 'etcd/0', 'backup')).toEqual({
      exitCode: 0,
      stdout: 'Action queued with id: "12"\n',
      stderr: '',
    });
  });

  it('shows output and status of an action later', async () => {
    await withTasks('2.9', task('12', 'etcd/0', { results: { Code: '0', Stdout: 'hi\n' } }));
    expect((await juju('show-action-output', '12')).stdout).toMatch(
      /^UnitId: etcd\/0\nid: "12"\nresults:\n {2}Stdout: \|/,
    );
    expect((await juju('show-action-status')).stdout).toBe(`actions:
- action: backup
  completed at: "2022-05-26 11:57:21"
  id: "12"
  status: completed
  unit: etcd/0
`);
  });
});

describe('juju run of 2.9', () => {
  it.each([
    ['0', 0],
    ['3', 3],
  ])('prints what the command wrote, with its exit code %s', async (code, exitCode) => {
    await withTasks('2.9', task('2', 'etcd/0', { results: { Code: code, Stdout: 'out\n', Stderr: 'err\n' } }));
    expect(await juju('run', '--unit', 'etcd/0', 'hostname')).toEqual({ exitCode, stdout: 'out\n', stderr: 'err\n' });
  });

  it('prints YAML of several units', async () => {
    await withTasks(
      '2.9',
      task('2', 'etcd/0', { results: { Code: '0', Stdout: 'a\n' } }),
      task('3', 'etcd/1', { results: { Code: '1', Stdout: '', Stderr: 'no\n' } }),
    );
    expect((await juju('run', '--application', 'etcd', 'hostname')).stdout).toBe(`- Stdout: |
    a
  UnitId: etcd/0
- ReturnCode: 1
  Stderr: |
    no
  Stdout: ""
  UnitId: etcd/1
`);
  });
});

describe.each(['3.6', '4.0'] as const)('juju run of %s', (track) => {
  it('prints results and output on standard output, and how it goes on standard error', async () => {
    await withTasks(
      track,
      task('2', 'etcd/0', {
        results: {
          'return-code': 0,
          stdout: 'hello\n',
          stderr: 'world\n',
          outcome: 'success',
          'result-map': { message: 'hello' },
        },
        log: [{ time: Date.UTC(2022, 4, 26, 12, 0, 1) / 1000, message: 'progress message' }],
      }),
    );
    expect(await juju('run', 'etcd/0', 'backup')).toEqual({
      exitCode: 0,
      stderr: `Running operation 1 with 1 task
  - task 2 on unit-etcd-0

Waiting for task 2...
12:00:01 progress message

`,
      stdout: `outcome: success
result-map:
  message: hello

hello
world
`,
    });
  });

  it('prints a blank line when there is nothing to print', async () => {
    await withTasks(track, task('2', 'etcd/0', { results: { 'return-code': 0 } }));
    expect((await juju('run', 'etcd/0', 'backup')).stdout).toBe('\n');
  });

  it('fails with a process that failed', async () => {
    const failed = task('2', 'etcd/0', { status: 'failed', message: 'exit status 1', results: { 'return-code': 1 } });
    await withTasks(track, failed);
    const { exitCode, stdout, stderr } = await juju('run', 'etcd/0', 'backup');
    expect(exitCode).toBe(1);
    expect(stdout).toBe('Action id 2 failed: exit status 1\n\n');
    expect(stderr).toContain(
      `ERROR the following task failed:\n - id "2" with return code 1\n\nuse 'juju show-task' to inspect the failure\n`,
    );
  });

  it('does not fail with an action that only said that it failed', async () => {
    await withTasks(
      track,
      task('2', 'etcd/0', { status: 'failed', message: 'disk full', results: { 'return-code': 0 } }),
    );
    const { exitCode, stdout } = await juju('run', 'etcd/0', 'backup');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'Action id 2 failed: disk full\n\n' });
  });

  it('gives up on a unit that does not answer', async () => {
    await withTasks(track, task('2', 'etcd/0', { status: 'pending', completedAt: null, startedAt: null }));
    const { exitCode, stderr } = await juju('run', 'etcd/0', 'backup');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('ERROR timed out waiting for results from: unit etcd/0\n');
  });

  it('prints a map of several units', async () => {
    await withTasks(
      track,
      task('2', 'etcd/0', { results: { 'return-code': 0, stdout: 'hello\n' } }),
      task('3', 'etcd/1', { status: 'failed', message: 'exit status 2', results: { 'return-code': 2 } }),
    );
    const { stdout, stderr } = await juju('run', 'etcd/0', 'etcd/1', 'backup');
    expect(stdout).toBe(`etcd/0:
  id: "2"
  output: hello
  status: completed
etcd/1:
  id: "3"
  message: exit status 2
  output: ""
  status: failed
`);
    expect(stderr).toContain(
      'Running operation 1 with 2 tasks\n  - task 2 on unit-etcd-0\n  - task 3 on unit-etcd-1\n\n',
    );
  });

  it('prints everything with --format yaml', async () => {
    await withTasks(
      track,
      task('2', 'etcd/0', {
        results: { outcome: 'success', 'return-code': 0, stdout: 'hello' },
        log: [{ time: Date.UTC(2024, 1, 14, 6, 6, 6) / 1000, message: 'progress message' }],
      }),
    );
    expect((await juju('run', 'etcd/0', 'backup', '--format', 'yaml')).stdout).toBe(`etcd/0:
  id: "2"
  log:
  - 2024-02-14 06:06:06 +0000 UTC progress message
  results:
    outcome: success
    return-code: 0
    stdout: hello
  status: completed
  timing:
    completed: 2022-05-26 11:57:21 +0000 UTC
    enqueued: 2022-05-26 11:57:18 +0000 UTC
    started: 2022-05-26 11:57:19 +0000 UTC
  unit: etcd/0
`);
  });

  it('says with --background what to ask for later', async () => {
    await withTasks(track, task('2', 'etcd/0'));
    expect(await juju('run', 'etcd/0', 'backup', '--background')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `Scheduled operation 1 with task 2
Check operation status with 'juju show-operation 1'
Check task status with 'juju show-task 2'
`,
    });
  });

  it('shows operations and tasks', async () => {
    await withTasks(track, task('2', 'etcd/0', { results: { 'return-code': 0, stdout: 'hello\n' } }));
    expect((await juju('operations')).stdout)
      .toBe(`ID  Status     Started              Finished             Task IDs  Summary
1   completed  2022-05-26T11:57:19  2022-05-26T11:57:21  2         backup run on unit-etcd-0
`);
    expect((await juju('show-task', '2')).stdout).toBe('hello\n');
    expect((await juju('show-operation', '1')).stdout).toMatch(
      /^summary: backup run on unit-etcd-0\nstatus: completed\naction:\n {2}name: backup\n {2}parameters: \{\}\n/,
    );
  });

  it.each([
    [['show-task', '9'], 'ERROR task "9" not found\n'],
    [['show-operation', '9'], 'ERROR operation "9" not found\n'],
  ])('refuses %j', async (argv, stderr) => {
    await withTasks(track, task('2', 'etcd/0'));
    expect(await juju(...argv)).toEqual({ exitCode: 1, stdout: '', stderr });
  });
});

describe('an action that Juju refuses', () => {
  const refused = aCli(() => folder, {
    around: (simulation) => ({
      ...simulation,
      runAction: () => {
        throw new JujuRefused('action "foo" not defined on unit "etcd/0"');
      },
    }),
  });

  it.each([
    ['3.6', 'run', 'Operation 1 failed to schedule any tasks:\naction "foo" not defined on unit "etcd/0"\n'],
    ['2.9', 'run-action', 'ERROR action "foo" not defined on unit "etcd/0"\n'],
  ] as const)('is refused in the words of %s', async (track, command, stderr) => {
    await withTasks(track);
    expect(await refused(command, 'etcd/0', 'foo')).toEqual({ exitCode: 1, stdout: '', stderr });
  });
});
