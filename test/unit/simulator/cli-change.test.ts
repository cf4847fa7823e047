import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Model } from '../../../simulator/model/model.ts';
import type { Operations, Settled, Simulation } from '../../../simulator/simulation.ts';
import { application, machine, model, unit } from './cli-model.ts';
import { aCli, keepModel } from './cli-world.ts';
import { writeCharm } from './core-model.ts';

let folder: string;
/** What was asked of the model, in order. */
let asked: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-change-'));
  asked = [];
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const juju = aCli(() => folder);

/** The operations write down what they are asked for, and no hook is run. */
const recording = aCli(() => folder, {
  around: (simulation) => {
    const names = [
      ...['addUnit', 'removeUnit', 'removeApplication', 'removeMachine', 'relate', 'removeRelation', 'expose'],
      ...['unexpose', 'setTrust', 'setConfig', 'resetConfig', 'setModelConfig', 'resetModelConfig', 'resolved'],
      ...['prepareSeriesUpgrade', 'completeSeriesUpgrade', 'moveLeadership', 'loseAgent', 'restartAgent', 'refresh'],
      ...['rebootMachine', 'setAddress', 'refuseCommit', 'updateStatus', 'addMachine', 'cancelTask', 'attachResource'],
    ] as const satisfies readonly (keyof Operations)[];
    const written = names.map(
      (name) => [name, (...args: readonly unknown[]) => void asked.push([name, ...args])] as const,
    );
    const advance = async (seconds: number): Promise<Settled> => {
      asked.push(['advance', seconds]);
      return { hooks: [], failed: [] };
    };
    const silent = { settle: async () => ({ hooks: [], failed: [] }), advance };
    return Object.assign({ ...simulation, ...silent }, Object.fromEntries(written));
  },
});

async function kept(more: Partial<Model> = {}): Promise<void> {
  await keepModel(folder, {
    ...model({
      applications: [application('etcd', { charm: 'cs:~someone/etcd-like' })],
      units: [
        unit('etcd/0'),
        unit('etcd/1', { agentStatus: { status: 'error', message: 'hook failed: "start"', since: 0 } }),
      ],
      machines: [machine('0', '10.1.1.5'), machine('1', '10.1.1.6')],
    }),
    ...more,
  });
}

describe('a changing command', () => {
  it.each([
    [
      ['add-unit', 'etcd', '-n', '2', '--to', '0'],
      [
        ['addUnit', 'etcd', { machine: '0' }],
        ['addUnit', 'etcd', {}],
      ],
    ],
    [
      ['remove-unit', 'etcd/0', 'etcd/1', '--force', '--no-prompt'],
      [
        ['removeUnit', 'etcd/0', { isForced: true }],
        ['removeUnit', 'etcd/1', { isForced: true }],
      ],
    ],
    [['remove-application', 'etcd'], [['removeApplication', 'etcd', {}]]],
    [['remove-machine', '1', '--force'], [['removeMachine', '1', { isForced: true }]]],
    [['relate', 'a:x', 'b'], [['relate', 'a:x', 'b']]],
    [['integrate', 'a', 'b'], [['relate', 'a', 'b']]],
    [['add-relation', 'a', 'b'], [['relate', 'a', 'b']]],
    [['remove-relation', 'a', 'b'], [['removeRelation', 'a', 'b']]],
    [['expose', 'etcd'], [['expose', 'etcd']]],
    [['unexpose', 'etcd'], [['unexpose', 'etcd']]],
    [['trust', 'etcd'], [['setTrust', 'etcd', true]]],
    [['trust', 'etcd', '--remove'], [['setTrust', 'etcd', false]]],
    [
      ['config', 'etcd', 'a=1', 'trust=true'],
      [
        ['setConfig', 'etcd', { a: '1' }],
        ['setTrust', 'etcd', true],
      ],
    ],
    [['config', 'etcd', '--reset', 'a,b'], [['resetConfig', 'etcd', ['a', 'b']]]],
    [['model-config', 'update-status-hook-interval=1m'], [['setModelConfig', { 'update-status-hook-interval': '1m' }]]],
    [['model-config', '--reset', 'logging-config'], [['resetModelConfig', ['logging-config']]]],
    [['resolve', 'etcd/1'], [['resolved', 'etcd/1', { isRetried: true }]]],
    [['resolved', '--no-retry', 'etcd/1'], [['resolved', 'etcd/1', { isRetried: false }]]],
    [['resolved', '--all'], [['resolved', 'etcd/1', { isRetried: true }]]],
    [
      ['upgrade-charm', 'etcd', '--channel', 'edge', '--force-units'],
      [['refresh', 'etcd', { channel: 'edge', isForced: true }]],
    ],
    [['upgrade-series', '1', 'prepare', 'focal', '-y'], [['prepareSeriesUpgrade', '1', 'focal']]],
    [['upgrade-machine', '1', 'prepare', 'ubuntu@22.04'], [['prepareSeriesUpgrade', '1', 'jammy']]],
    [['upgrade-machine', '1', 'complete'], [['completeSeriesUpgrade', '1']]],
    [['add-machine', 'lxd:0'], [['addMachine', { container: { parent: '0' } }]]],
    [
      ['add-machine', '--series', 'jammy', '-n', '2', '--constraints', 'mem=4G arch=arm64'],
      [
        ['addMachine', { series: 'jammy', architecture: 'arm64' }],
        ['addMachine', { series: 'jammy', architecture: 'arm64' }],
      ],
    ],
    [['update-status', 'etcd/0'], [['updateStatus', 'etcd/0']]],
    [['simulate', 'advance', '1h30m'], [['advance', 5400]]],
    [['simulate', 'reboot', '0'], [['rebootMachine', '0']]],
    [['simulate', 'lose-agent', 'etcd/0'], [['loseAgent', 'etcd/0']]],
    [['simulate', 'restart-agent', 'etcd/0'], [['restartAgent', 'etcd/0']]],
    [['simulate', 'move-leader', 'etcd/1'], [['moveLeadership', 'etcd/1']]],
    [['simulate', 'set-address', '0', '10.9.9.9'], [['setAddress', '0', '10.9.9.9']]],
    [
      ['simulate', 'refuse-commit', 'etcd/0', 'permission denied', '--hook', 'start', '--times', '2'],
      [['refuseCommit', { unit: 'etcd/0', problem: 'permission denied', times: 2, hook: 'start' }]],
    ],
  ])('asks the model: %j', async (argv, expected) => {
    await kept();
    expect(await recording(...argv)).toMatchObject({ exitCode: 0, stdout: '' });
    expect(asked).toEqual(expected);
  });

  it.each([
    [['remove-unit', 'etcd/0'], '2.9', 'removing unit etcd/0\n'],
    [['remove-unit', 'etcd/0'], '3.6', 'will remove unit etcd/0\n'],
    [['remove-application', 'etcd'], '2.9', 'removing application etcd\n'],
    [
      ['remove-application', 'etcd'],
      '3.6',
      'will remove application etcd\n- will remove unit etcd/0\n- will remove unit etcd/1\n',
    ],
  ] as const)('says what goes: %j of %s', async (argv, juju, stderr) => {
    await kept({ juju });
    expect((await recording(...argv)).stderr).toContain(stderr);
  });

  it.each([
    [['remove-unit'], 2, 'no units specified'],
    [['simulate', 'set-address', '0', 'nowhere'], 2, '"nowhere" is not an IP address'],
    [['relate', 'a'], 2, 'a relation must involve two applications'],
    [['add-unit', 'etcd', '-n', '0'], 1, 'must add at least one unit'],
    [['resolve'], 2, 'no unit specified'],
    [
      ['upgrade-machine', '1', 'halt'],
      2,
      '"halt" is an invalid upgrade-machine command; valid commands are: prepare, complete.',
    ],
    [['upgrade-machine', '1', 'prepare', 'trusty'], 1, 'unknown series "trusty"'],
    [['upgrade-machine', '1', 'complete', 'focal'], 2, 'unrecognized args: ["focal"]'],
    [['simulate', 'advance', 'soon'], 2, 'invalid value "soon" for option DURATION: time: invalid duration "soon"'],
    [['simulate', 'fail', 'snap', '--on', '7'], 1, 'machine 7 not found'],
    [
      ['simulate', 'fail', 'snap', '--on', '0', '--kind', 'odd'],
      2,
      'invalid value "odd" for option --kind: it is one of busy, locked, offline, fail',
    ],
    [['simulate', 'explode'], 2, 'juju: "simulate explode" is not a juju command. See "juju --help".'],
    [['config', 'etcd', 'a=1', '--reset', 'a'], 1, 'cannot set and reset key "a" simultaneously'],
    [['destroy-model', 'other'], 1, 'model simulator:admin/other not found'],
    [['model-config', 'nonsense'], 1, 'key "nonsense" not found in "k8s" model.'],
  ])('is refused as %j with exit code %i', async (argv, exitCode, problem) => {
    await kept();
    expect(await recording(...argv)).toEqual({ exitCode, stdout: '', stderr: `ERROR ${problem}\n` });
  });
});

describe('options from a file', () => {
  const options = 'options: {port: {type: int, default: 80}, name: {type: string, default: ""}}\n';

  it.each([
    ['below the application’s name', 'tiny: {port: 8080, name: x}\n'],
    [
      'as printed by juju config',
      'application: tiny\nsettings: {port: {value: 8080, source: user}, name: {value: x}}\n',
    ],
  ])('are set: %s', async (_, text) => {
    await writeCharm(path.join(folder, 'tiny'), { config: options });
    await writeFile(path.join(folder, 'o.yaml'), text);
    await juju('deploy', './tiny', '--no-wait');
    expect((await juju('config', 'tiny', '--file', 'o.yaml', '--no-wait')).exitCode).toBe(0);
    expect((await juju('config', 'tiny', 'port')).stdout).toBe('8080\n');
    expect((await juju('config', 'tiny', 'name')).stdout).toBe('x\n');
  });

  it('are read from what juju config printed', async () => {
    await writeCharm(path.join(folder, 'tiny'), { config: options });
    await juju('deploy', './tiny', '--config', 'port=8080', '--no-wait');
    await writeFile(path.join(folder, 'o.yaml'), (await juju('config', 'tiny')).stdout);
    await juju('config', 'tiny', '--reset', 'port', '--no-wait');
    await juju('config', 'tiny', '--file', 'o.yaml', '--no-wait');
    expect((await juju('config', 'tiny', 'port')).stdout).toBe('8080\n');
  });

  it.each([
    ['other: {port: 1}\n', 'no settings found for "tiny"'],
    ['- a\n', 'cannot parse settings data'],
    ['a: [', 'cannot parse '],
  ])('are refused: %j', async (text, problem) => {
    await writeCharm(path.join(folder, 'tiny'), { config: options });
    await writeFile(path.join(folder, 'o.yaml'), text);
    await juju('deploy', './tiny', '--no-wait');
    const { exitCode, stderr } = await juju('config', 'tiny', '--file', 'o.yaml');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`ERROR ${problem}`);
  });
});

describe('juju model-config', () => {
  it('prints a table, one value, or data', async () => {
    await kept({ config: { 'automatically-retry-hooks': false } });
    const { stdout } = await juju('model-config');
    expect(stdout).toMatch(/^Attribute +From +Value\n/);
    expect(stdout).toMatch(/^automatically-retry-hooks +model +false$/m);
    expect(stdout).toMatch(/^update-status-hook-interval +default +5m$/m);
    expect((await juju('model-config', 'update-status-hook-interval')).stdout).toBe('5m\n');
    expect(JSON.parse((await juju('model-config', '--format', 'json')).stdout)).toMatchObject({
      'automatically-retry-hooks': { Value: false, Source: 'model' },
    });
  });
});

describe('juju wait', () => {
  /** The unit has the status after so much model time. */
  const after = (seconds: number): ReturnType<typeof aCli> => {
    let passed = 0;
    return aCli(() => folder, {
      around: (simulation): Simulation => {
        const shown = { ...model({}), ...simulation.model };
        const advance = async (more: number): Promise<Settled> => {
          passed += more;
          const name = 'etcd/0';
          if (passed >= seconds)
            Object.assign(shown.units, {
              [name]: unit(name, { workload: { status: 'blocked', message: 'no', since: 0 } }),
            });
          return { hooks: [], failed: [] };
        };
        return Object.assign(
          { ...simulation, settle: async () => ({ hooks: [], failed: [] }), advance },
          { model: shown },
        );
      },
    });
  };

  it('ends at once when what it waits for is true', async () => {
    await kept();
    expect(await juju('wait', 'etcd/0=active', '--timeout', '0s')).toMatchObject({ exitCode: 0 });
  });

  it('lets model time pass until it is true', async () => {
    await kept();
    expect(await after(200)('wait', 'etcd/0=blocked', '--timeout', '5m')).toMatchObject({ exitCode: 0 });
  });

  it('gives up after that time, and says how the units are', async () => {
    await kept();
    expect(await after(400)('wait', 'etcd=blocked', '--timeout', '5m')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'ERROR timed out waiting for etcd=blocked\netcd/0 is active\netcd/1 is error: hook failed: "start"\n',
    });
  });

  it.each([
    [['wait', 'etcd'], 2, 'expected "APPLICATION=STATUS" or "UNIT=STATUS"'],
    [['wait', 'etcd=fine'], 2, 'expected "APPLICATION=STATUS" or "UNIT=STATUS"'],
    [['wait', 'nobody=active'], 1, 'application "nobody" not found'],
    [['wait', 'etcd/9=active'], 1, 'unit "etcd/9" not found'],
  ])('refuses %j', async (argv, exitCode, problem) => {
    await kept();
    const answer = await juju(...argv);
    expect(answer.exitCode).toBe(exitCode);
    expect(answer.stderr).toContain(`ERROR ${problem}`);
  });
});

describe('juju simulate', () => {
  it('lets a program fail on a machine', async () => {
    await kept();
    await recording('simulate', 'fail', 'snap', '--on', '1', '--match', 'install', '--kind', 'offline', '--times', '3');
    await recording('simulate', 'fail', 'apt-get', '--on', '1', '--times', '0');
    const faults: unknown[] = [];
    await aCli(() => folder, {
      around: (simulation) => {
        faults.push(...simulation.machine('1').faults);
        return simulation;
      },
    })('models');
    expect(faults).toEqual([
      { program: 'snap', kind: 'offline', times: 3, match: 'install' },
      { program: 'apt-get', kind: 'fail', times: -1 },
    ]);
  });

  it('kills a hook at a call, and the hook runs again', async () => {
    const hooks = { 'config-changed': 'is-leader\nstatus-set active ok\n' };
    await writeCharm(path.join(folder, 'tiny'), { hooks });
    await juju('deploy', './tiny', '--no-wait');
    const { stderr } = await juju(
      'simulate',
      'kill',
      'tiny/0',
      '--hook',
      'config-changed',
      '--call',
      '2',
      '--when',
      'before',
    );
    expect(stderr).toMatch(/^tiny\/0 {2}config-changed .*killed\n(.*\n)*tiny\/0 {2}config-changed /m);
    expect((await juju('status')).stdout).toMatch(/^tiny\/0\* +active .* ok$/m);
  });

  it('says when there was nothing to kill', async () => {
    await kept();
    const { exitCode, stderr } = await juju('simulate', 'kill', 'etcd/0', '--call', '99');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('WARNING nothing was killed: no hook of etcd/0 that came to call 99\n');
  });
});
