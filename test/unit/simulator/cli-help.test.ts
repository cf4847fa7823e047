import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { completionScript, shells } from '../../../simulator/cli/completion.ts';
import { jujuTracks } from '../../../simulator/cli/juju-track.ts';
import { createProgram } from '../../../simulator/cli/program.ts';
import { openSimulation } from '../../../simulator/simulation.ts';
import { application, machine, model, unit } from './cli-model.ts';
import { aCli, keepModel } from './cli-world.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-help-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const juju = aCli(() => folder);

function programOf(track: string): Command {
  return createProgram(
    ['--juju', track],
    {
      stdout: () => undefined,
      stderr: () => undefined,
      isTerminal: false,
      columns: 80,
      cwd: folder,
      env: {},
      project: folder,
      openSimulation,
      accountOf: () => '',
      pause: async () => false,
    },
    () => undefined,
  );
}

function shownCommands(program: Command): Command[] {
  return program.commands.filter((command) => !command.name().startsWith('__'));
}

describe.each(jujuTracks)('the help of Juju %s', (track) => {
  it('tells of every command what it does, with an example that is one', async () => {
    for (const command of shownCommands(programOf(track))) {
      const { exitCode, stdout } = await juju('--juju', track, 'help', command.name());
      expect({ exitCode, name: command.name() }).toEqual({ exitCode: 0, name: command.name() });
      expect(stdout).toMatch(/^Usage: juju .*\n\nSummary:\n.+[.]\n/);
      const words = [command.name(), ...command.aliases()].join('|');
      expect(stdout).toMatch(new RegExp(`\\nExamples:\\n {4}juju .*\\b(${words})\\b`));
    }
  });

  it('tells of every command of a group what it does', async () => {
    const group = programOf(track).commands.find((command) => command.name() === 'simulate');
    for (const command of group?.commands ?? []) {
      const { stdout } = await juju('--juju', track, 'simulate', command.name(), '--help');
      expect(stdout).toMatch(new RegExp(`Summary:\\n.+[.]\\n[^]*Examples:\\n {4}juju simulate ${command.name()}`));
    }
  });

  it('lists every command', async () => {
    const { exitCode, stdout } = await juju('--juju', track, 'help');
    expect(exitCode).toBe(0);
    for (const command of shownCommands(programOf(track))) expect(stdout).toContain(`    ${command.name()} `);
  });

  it.each(shells)('has completion for %s that knows every command and alias', (shell) => {
    const program = programOf(track);
    const script = completionScript(program, shell, '/project');
    for (const command of shownCommands(program)) {
      for (const name of [command.name(), ...command.aliases()]) {
        expect(script).toMatch(new RegExp(`(^|[ '|])${name}([ '|)]|$)`, 'm'));
      }
    }
  });
});

describe('juju', () => {
  it('tells of a command in a group, and of an alias', async () => {
    expect((await juju('help', 'simulate', 'fail')).stdout).toMatch(/^Usage: juju simulate fail /);
    expect((await juju('help', 'integrate')).stdout).toMatch(/^Usage: juju relate/);
  });

  it('has no help for what it does not know', async () => {
    expect(await juju('help', 'nonsense')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'ERROR unknown command or topic for nonsense\n',
    });
  });

  it('prints its version', async () => {
    expect(await juju('--juju', '4.0', '--version')).toEqual({
      exitCode: 0,
      stdout: '4.0.0-ubuntu-amd64\n',
      stderr: '',
    });
  });

  it('without a command prints its help', async () => {
    expect(await juju()).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await juju()).stdout).toContain('Commands:\n');
  });

  it.each([
    ['2.9', ['exec', 'operations', 'show-operation', 'show-task', 'cancel-task']],
    ['3.6', ['run-action', 'show-action-status', 'show-action-output', 'cancel-action']],
    ['4.0', ['run-action', 'show-action-status', 'show-action-output', 'upgrade-machine', 'upgrade-series']],
  ] as const)('of %s refuses commands that it does not have', async (track, commands) => {
    for (const command of commands) {
      expect(await juju('--juju', track, command, 'etcd/0', '--wait')).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: `ERROR juju: "${command}" is not a juju command. See "juju --help".\n`,
      });
    }
  });

  it.each([
    ['2.9', ['deploy', 'etcd', '--base', 'ubuntu@22.04'], '--base'],
    ['4.0', ['deploy', 'etcd', '--series', 'focal'], '--series'],
    ['2.9', ['status', '--integrations'], '--integrations'],
    ['4.0', ['status', '--watch', '1s'], '--watch'],
    ['3.6', ['expose', 'etcd', '--nonsense'], '--nonsense'],
  ] as const)('of %s refuses %j', async (track, argv, option) => {
    expect(await juju('--juju', track, ...argv)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `ERROR option provided but not defined: ${option}\n`,
    });
  });

  it('of 4.0 takes no selectors of the status', async () => {
    expect((await juju('--juju', '4.0', 'status', 'etcd', 'db')).stderr).toBe(
      'ERROR unrecognized args: ["etcd" "db"]\n',
    );
  });

  it('speaks the commands of the Juju that the model has', async () => {
    await keepModel(folder, model({ juju: '3.6' }));
    expect((await juju('operations')).stderr).toBe('no matching operations\n');
    expect((await juju('run-action', 'a/0', 'b')).stderr).toContain('"run-action" is not a juju command');
    expect((await juju('version')).stdout).toBe('3.6.9-ubuntu-amd64\n');
  });

  it.each([
    [['--juju', '4.0', 'status'], {}],
    [['status', '--juju=4.0'], {}],
    [['status'], { JUJU_SIMULATOR_JUJU: '4.0' }],
  ])('says that a model keeps its own Juju: %j %j', async (argv, env) => {
    await keepModel(folder, model({ juju: '3.6' }));
    const { exitCode, stderr } = await aCli(() => folder, { env })(...argv);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^ERROR the model in .* has the rules of Juju 3\.6, not of 4\.0: a model keeps its own/);
  });

  it.each([
    [['--juju', '3.6'], {}, '3.6.9'],
    [[], { JUJU_SIMULATOR_JUJU: '4.0' }, '4.0.0'],
    [[], {}, '2.9.46'],
  ])('makes a model with the Juju that was asked for: %j %j', async (flags, env, version) => {
    const there = aCli(() => folder, { env });
    expect((await there(...flags, 'deploy', 'cs:~someone/nothing')).exitCode).toBe(0);
    expect((await juju('status')).stdout).toContain(`localhost/localhost  ${version} `);
  });

  it('refuses a Juju that it does not know', async () => {
    expect(await juju('--juju', '3.1', 'status')).toMatchObject({
      exitCode: 2,
      stderr: 'ERROR invalid value "3.1" for option --juju: it is one of 2.9, 3.6, 4.0\n',
    });
  });
});

describe('the completion of bash', () => {
  /** What bash offers after these words; the last one is not finished. */
  async function offered(...words: readonly string[]): Promise<string[]> {
    const script = completionScript(programOf('2.9'), 'bash', '/project').replaceAll(
      "node '/project/build/simulator/juju.mjs'",
      'fake',
    );
    const file = path.join(folder, 'completion.bash');
    const quoted = words.map((word) => `'${word}'`).join(' ');
    await writeFile(
      file,
      `fake() { [[ "$*" == "__complete applications" ]] && printf 'etcd\\nflannel\\n'; }
complete() { :; }
${script}
COMP_WORDS=(juju ${quoted}); COMP_CWORD=${words.length}; _juju_simulator; printf '%s\\n' "\${COMPREPLY[@]}"\n`,
    );
    return execFileSync('bash', [file], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '');
  }

  it.each([
    [['remove-u'], ['remove-unit']],
    [['--model', 'status', 'upd'], ['update-status']],
    [['remove-unit', '--fo'], ['--force']],
    [
      ['config', ''],
      ['etcd', 'flannel'],
    ],
    [['config', 'f'], ['flannel']],
    [
      ['simulate', 're'],
      ['reboot', 'refuse-commit', 'restart-agent'],
    ],
  ])('offers after %j', async (words, expected) => {
    expect((await offered(...words)).sort()).toEqual(expected);
  });

  it('asks the program for names, which it reads from the model', async () => {
    const parts = {
      applications: [application('etcd')],
      units: [unit('etcd/0'), unit('etcd/10')],
      machines: [machine('0', '')],
    };
    await keepModel(folder, model(parts));
    expect((await juju('__complete', 'units')).stdout).toBe('etcd/0\netcd/10\n');
    expect((await juju('__complete', 'names')).stdout).toBe('etcd\netcd/0\netcd/10\n');
    expect((await juju('__complete', 'machines')).stdout).toBe('0\n');
    expect((await juju('__complete', 'nonsense')).stdout).toBe('');
    expect((await juju('--model', 'nowhere', '__complete', 'units')).stdout).toBe('');
  });
});
