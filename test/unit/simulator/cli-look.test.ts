import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { application, model } from './cli-model.ts';
import { sampleParts } from './cli-sample.ts';
import { aCli, keepModel } from './cli-world.ts';
import { writeCharm } from './core-model.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-look-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const juju = aCli(() => folder);

describe('a command that looks', () => {
  it.each([
    ['status'],
    ['status', '--format', 'yaml'],
    ['show-unit', 'etcd/0'],
    ['show-application', 'etcd'],
    ['config', 'etcd'],
    ['model-config'],
    ['models'],
    ['show-model'],
    ['debug-log'],
    ['resources', 'etcd'],
    ['actions', 'etcd'],
  ])('leaves the model as it is: %s %s', async (...argv) => {
    await keepModel(folder, model(sampleParts));
    const file = path.join(folder, '.demo/model.json');
    const [before, { mtimeMs, ino }] = [await readFile(file, 'utf8'), await stat(file)];
    expect((await juju(...argv)).exitCode).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await stat(file)).toMatchObject({ mtimeMs, ino });
  });
});

describe('juju status', () => {
  it('shows what was selected, or that nothing was', async () => {
    await keepModel(folder, model(sampleParts));
    const { stdout } = await juju('status', 'easyrsa');
    expect(stdout).toContain('easyrsa/0*');
    expect(stdout).not.toContain('etcd');
    expect((await juju('status', 'nobody')).stderr).toBe('\nNothing matched specified filter.\n');
  });

  it('marks leaders, and shows how applications are, by all units and not by those that were selected', async () => {
    await keepModel(folder, model(sampleParts));
    const { stdout } = await juju('status', 'etcd/0');
    expect(stdout).toMatch(/^etcd +3\.4\.22 +error +1 /m);
    expect((await juju('status', 'etcd/1')).stdout).toMatch(/^etcd\/1 +error .*\n {2}filebeat\/1 /m);
    expect((await juju('status', 'etcd/1', '--format', 'yaml')).stdout).not.toContain('leader: true');
  });

  it('says that the model is empty', async () => {
    await keepModel(folder, model({}));
    const { stdout, stderr } = await juju('status');
    expect(stdout.split('\n')).toHaveLength(3);
    expect(stderr).toBe('\nModel "k8s" is empty.\n');
  });

  it('is shown anew with --watch until it is stopped', async () => {
    await keepModel(folder, model(sampleParts));
    let looks = 0;
    const pause = async () => {
      looks += 1;
      if (looks === 1) await keepModel(folder, model({}));
      return looks < 2;
    };
    const { stdout } = await aCli(() => folder, { pause })('status', '--watch', '2s');
    expect([...stdout.matchAll(/^(Model|etcd\/0\*)/gm)].map(([word]) => word)).toEqual(['Model', 'etcd/0*', 'Model']);
  });

  it('is one line of JSON, or YAML, with the keys of Juju', async () => {
    await keepModel(folder, model(sampleParts));
    const { stdout } = await juju('status', '--format', 'json');
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(stdout).toMatch(/^\{"model":.*"machines":.*"applications":.*"storage":.*"controller":.*\}\n$/);
    expect((await juju('status', '--format', 'yaml')).stdout).toMatch(
      /^model:\n {2}name: k8s\n {2}type: iaas\n {2}controller: simulator\n/,
    );
  });

  it.each(['--relations', '--integrations'])('shows relations of Juju 3 with %s', async (flag) => {
    await keepModel(folder, model({ ...sampleParts, juju: '3.6' }));
    expect((await juju('status', flag)).stdout).toMatch(/^Integration provider {2}Requirer /m);
  });
});

describe('juju show-application', () => {
  it.each([
    ['2.9', 'series: jammy'],
    ['3.6', 'base: ubuntu@22.04'],
  ] as const)('of %s shows charm, constraints and endpoints', async (track, base) => {
    const etcd = application('etcd', { charm: 'cs:etcd-3', constraints: 'cores=2 mem=4G', isExposed: true });
    await keepModel(folder, model({ applications: [etcd], juju: track }));
    const { stdout } = await juju('show-application', 'etcd');
    expect(stdout).toContain(`etcd:
  charm: etcd
  ${base}
  channel: stable
  constraints:
    cores: "2"
    mem: 4G
  principal: true
  exposed: true
  remote: false
  life: alive
  endpoint-bindings:
    "": alpha
`);
  });

  it('refuses an unknown one', async () => {
    await keepModel(folder, model({}));
    expect(await juju('show-application', 'etcd')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'ERROR application "etcd" not found\n',
    });
  });
});

describe('juju models', () => {
  it('lists the model of the folder', async () => {
    await keepModel(folder, model(sampleParts));
    expect((await juju('models')).stdout).toBe(`Controller: simulator

Model  Cloud/Region         Type  Status     Machines  Units  Access  Last connection
k8s*   localhost/localhost  lxd   available         3      5  admin   just now
`);
    expect((await juju('show-model', 'k8s')).stdout).toContain('agent-version: 2.9.46\n');
    expect(await juju('show-model', 'other')).toMatchObject({ exitCode: 1 });
  });
});

describe('juju actions', () => {
  it('says when there are none', async () => {
    await writeCharm(path.join(folder, 'tiny'), {});
    await juju('deploy', './tiny', '--no-wait');
    expect(await juju('actions', 'tiny')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'No actions defined for tiny.\n',
    });
  });
});
