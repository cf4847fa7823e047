import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKept } from '../../../simulator/store/journal.ts';
import type { Model } from '../../../simulator/model/model.ts';
import type { Settled, Simulation } from '../../../simulator/simulation.ts';
import { application, machine, model, relation, unit } from './cli-model.ts';
import { aCli, keepModel } from './cli-world.ts';
import { writeCharm } from './core-model.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-change-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const juju = aCli(() => folder);

/** Two units of etcd, one of them in error, and web, which is related to it. */
async function kept(more: Partial<Model> = {}): Promise<void> {
  const failed = { hook: { name: 'start', relation: null, isRequested: false }, attempts: 1, retryAt: null };
  const parts = model({
    applications: [
      application('etcd', { charm: 'cs:~someone/etcd-like', nextUnit: 2 }),
      application('web', { charm: 'cs:~someone/web-like', isExposed: true, isTrusted: true, settings: { a: '1' } }),
    ],
    units: [
      unit('etcd/0'),
      unit('etcd/1', { agentStatus: { status: 'error', message: 'hook failed: "start"', since: 0 }, failed }),
      unit('web/2'),
    ],
    machines: [machine('0', '10.1.1.5'), machine('1', '10.1.1.6'), machine('2', '10.1.1.7')],
    relations: [{ ...relation(0, 'etcd:client', 'web:etcd', 'etcd'), inScope: ['etcd/0', 'web/2'] }],
  });
  const config = { 'automatically-retry-hooks': false };
  await keepModel(folder, { ...parts, nextMachine: 3, nextRelation: 1, config, ...more });
}

/** The model as the last command left it. */
function left(): Model {
  const found = readKept(path.join(folder, '.demo'));
  if (found === null) throw new Error('there is no model');
  return found.model;
}

describe('a changing command', () => {
  const alive = { life: 'alive' };
  const dying = { life: 'dying' };

  it.each([
    [
      ['add-unit', 'etcd', '-n', '2', '--to', '0'],
      { units: { 'etcd/2': { machine: '0' }, 'etcd/3': { machine: '3' } } },
    ],
    [['remove-unit', 'etcd/0', '--no-prompt'], { units: { 'etcd/0': dying, 'etcd/1': alive } }],
    [
      ['remove-unit', 'etcd/0', 'etcd/1', '--force'],
      { units: { 'etcd/0': { ...dying, isRemovalForced: true }, 'etcd/1': { ...dying, isRemovalForced: true } } },
    ],
    [['remove-application', 'etcd'], { applications: { etcd: dying }, units: { 'etcd/0': dying, 'web/2': alive } }],
    [
      ['relate', 'etcd:db', 'web'],
      { relations: { 1: { endpoints: [{ application: 'web' }, { application: 'etcd' }] } } },
    ],
    [['integrate', 'etcd:db', 'web:db'], { relations: { 1: alive } }],
    [['add-relation', 'etcd:db', 'web:db'], { relations: { 1: alive } }],
    [['remove-relation', 'web:etcd', 'etcd:client'], { relations: { 0: dying } }],
    [['expose', 'etcd'], { applications: { etcd: { isExposed: true } } }],
    [['unexpose', 'web'], { applications: { web: { isExposed: false } } }],
    [['trust', 'etcd'], { applications: { etcd: { isTrusted: true } } }],
    [['trust', 'web', '--remove'], { applications: { web: { isTrusted: false } } }],
    [['config', 'etcd', 'a=1', 'trust=true'], { applications: { etcd: { settings: { a: '1' }, isTrusted: true } } }],
    [['model-config', 'update-status-hook-interval=1m'], { config: { 'update-status-hook-interval': '1m' } }],
    [['resolve', 'etcd/1'], { units: { 'etcd/1': { failed: null, queued: { name: 'start' } } } }],
    [['resolved', '--no-retry', 'etcd/1'], { units: { 'etcd/1': { failed: null, queued: null } } }],
    [['resolved', '--all'], { units: { 'etcd/1': { failed: null, queued: { name: 'start' } } } }],
    [['upgrade-charm', 'etcd', '--channel', 'edge'], { applications: { etcd: { channel: 'edge', charmRevision: 1 } } }],
    [
      ['upgrade-series', '0', 'prepare', 'noble', '-y'],
      { units: { 'etcd/0': { seriesUpgrade: { target: 'noble', step: 'prepare' } } } },
    ],
    [
      ['upgrade-machine', '0', 'prepare', 'ubuntu@24.04'],
      { units: { 'etcd/0': { seriesUpgrade: { target: 'noble', step: 'prepare' } } } },
    ],
    [['add-machine', 'lxd:0'], { machines: { '0/lxd/0': { parent: '0' } } }],
    [
      ['add-machine', '--series', 'jammy', '-n', '2', '--constraints', 'mem=4G arch=arm64'],
      {
        machines: {
          3: { series: 'jammy', architecture: 'arm64', parent: null },
          4: { series: 'jammy', architecture: 'arm64', parent: null },
        },
      },
    ],
    [
      ['update-status', 'etcd/0'],
      { units: { 'etcd/0': { isUpdateStatusDue: true }, 'web/2': { isUpdateStatusDue: false } } },
    ],
    [['simulate', 'reboot', '0'], { units: { 'etcd/0': { isRebooted: true }, 'web/2': { isRebooted: false } } }],
    [['simulate', 'lose-agent', 'web/2'], { units: { 'web/2': { isAgentLost: true } } }],
    [['simulate', 'move-leader', 'etcd/1'], { applications: { etcd: { leader: 'etcd/1' } } }],
    [['simulate', 'set-address', '0', '10.9.9.9'], { machines: { 0: { address: '10.9.9.9' } } }],
    [
      ['simulate', 'hardware', '0', 'gpus=2', 'nics=1', 'driver=535.104.05', 'driver-loads=no'],
      {
        machines: {
          0: {
            state: {
              programs: { hardware: { gpus: 2, nics: 1, amd: 0, bus: true, module: '535.104.05', driverLoads: 'no' } },
            },
          },
        },
      },
    ],
    [
      ['simulate', 'refuse-commit', 'etcd/0', 'permission denied', '--hook', 'start', '--times', '2'],
      { commitFaults: [{ unit: 'etcd/0', problem: 'permission denied', times: 2, hook: 'start' }] },
    ],
    [
      ['simulate', 'fail', 'snap', '--on', '1', '--match', 'install', '--kind', 'offline', '--times', '3'],
      { machines: { 1: { faults: [{ program: 'snap', kind: 'offline', times: 3, match: 'install' }] } } },
    ],
    [
      ['simulate', 'fail', 'snap', '--on', '1', '--times', '0'],
      { machines: { 1: { faults: [{ kind: 'fail', times: -1 }] } } },
    ],
  ])('leaves the model so: %j', async (argv, expected) => {
    await kept();
    expect(await juju('--no-wait', ...argv)).toMatchObject({ exitCode: 0, stdout: '' });
    expect(left()).toMatchObject(expected);
  });

  it.each([
    [
      ['remove-machine', '1', '--force'],
      ['machines', '1'],
    ],
    [
      ['remove-machine', '1', '--force'],
      ['units', 'etcd/1'],
    ],
    [
      ['config', 'web', '--reset', 'a'],
      ['applications', 'web', 'settings', 'a'],
    ],
    [
      ['model-config', '--reset', 'automatically-retry-hooks'],
      ['config', 'automatically-retry-hooks'],
    ],
  ])('takes away: %j %j', async (argv, place) => {
    await kept();
    expect(left()).toHaveProperty(place);
    expect(await juju('--no-wait', ...argv)).toMatchObject({ exitCode: 0, stdout: '' });
    expect(left()).not.toHaveProperty(place);
  });

  it('brings a lost agent back, and says that a machine has its new series', async () => {
    await kept({ units: { 'web/2': unit('web/2', { isAgentLost: true }) } });
    await juju('--no-wait', 'simulate', 'restart-agent', 'web/2');
    expect(left()).toMatchObject({ units: { 'web/2': { isAgentLost: false } } });
    await juju('upgrade-machine', '2', 'prepare', 'noble');
    expect((await juju('--no-wait', 'upgrade-machine', '2', 'complete')).exitCode).toBe(0);
    expect(left()).toMatchObject({ units: { 'web/2': { seriesUpgrade: { step: 'complete' } } } });
  });

  it('lets time pass in the model', async () => {
    await kept();
    const before = left().clockSeconds;
    expect(await juju('simulate', 'advance', '1h30m')).toMatchObject({ exitCode: 0 });
    expect(left().clockSeconds - before).toBeGreaterThanOrEqual(5400);
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
  ] as const)('says what goes: %j of %s', async (argv, track, stderr) => {
    await kept({ juju: track });
    expect((await juju('--no-wait', ...argv)).stderr).toContain(stderr);
  });

  it.each([
    [['remove-unit'], 2, 'no units specified'],
    [['simulate', 'set-address', '0', 'nowhere'], 2, '"nowhere" is not an IP address'],
    [['simulate', 'hardware', '7', 'gpus=1'], 1, 'machine 7 not found'],
    [['simulate', 'hardware', '0', 'gpus=many'], 2, 'invalid value "many" for gpus: it is a number from 0 to 16'],
    [
      ['simulate', 'hardware', '0', 'driver=new'],
      2,
      'invalid value "new" for driver: it is a version such as 535.104.05, or none',
    ],
    [
      ['simulate', 'hardware', '0', 'cpus=2'],
      2,
      '"cpus=2" is not hardware: it is one of gpus, nics, audio, amd, bus, driver, libraries, driver-loads, each with a value',
    ],
    [
      ['simulate', 'hardware', '0'],
      2,
      'no hardware specified: any of gpus, nics, audio, amd, bus, driver, libraries, driver-loads',
    ],
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
    expect(await juju('--no-wait', ...argv)).toEqual({ exitCode, stdout: '', stderr: `ERROR ${problem}\n` });
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
