import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aCli } from './cli-world.ts';
import { writeCharm } from './core-model.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-deploy-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const juju = aCli(() => folder);

/** A charm of shell scripts in `./tiny`. */
async function tinyCharm(): Promise<void> {
  await writeCharm(path.join(folder, 'tiny'), {
    metadata: 'name: tiny\nseries: [focal, jammy]\nresources: {snap: {filename: a.snap}}\n',
    config: 'options: {port: {type: int, default: 80}, name: {type: string, default: ""}}\n',
    hooks: { 'config-changed': 'status-set active "listens on $(config-get port)"' },
  });
}

describe('juju deploy of a charm', () => {
  it.each([
    ['2.9', ['--series', 'jammy'], 'jammy'],
    ['3.6', ['--base', 'ubuntu@22.04'], 'ubuntu@22.04/stable'],
  ] as const)('of a folder says in the words of %s what is deployed', async (track, flags, on) => {
    await tinyCharm();
    const { exitCode, stdout, stderr } = await juju(
      '--juju',
      track,
      'deploy',
      './tiny',
      'small',
      ...flags,
      '--no-wait',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toBe(
      `Located local charm "tiny", revision 0\nDeploying "small" from local charm "tiny", revision 0 on ${on}\n`,
    );
  });

  it('of the store says where it comes from', async () => {
    const { stderr } = await juju('deploy', 'cs:~someone/postgresql-9', 'db', '--channel', 'edge', '--no-wait');
    expect(stderr).toBe(
      'Located charm "postgresql" in charm-store, revision 9\n' +
        'Deploying "db" from charm-store charm "postgresql", revision 9 in channel edge on focal\n' +
        'WARNING charm "postgresql" is not known here: one that does nothing is in its place\n',
    );
  });

  it('takes options from files and arguments, and the arguments win', async () => {
    await tinyCharm();
    await writeFile(path.join(folder, 'options.yaml'), 'tiny:\n  port: 1\n  name: from file\n');
    await juju('deploy', './tiny', '--config', 'options.yaml', '--config', 'port=8080', '--no-wait');
    expect((await juju('config', 'tiny', 'port')).stdout).toBe('8080\n');
    expect((await juju('config', 'tiny', 'name')).stdout).toBe('from file\n');
  });

  it('makes as many units as are asked for, at their places', async () => {
    await juju('deploy', 'postgresql', 'db', '--no-wait');
    await juju('deploy', 'etcd-like', 'kv', '-n', '3', '--to', '0,lxd:0', '--no-wait');
    const { stdout } = await juju('status', '--format', 'json');
    const units = { 'kv/0': { machine: '0' }, 'kv/1': { machine: '0/lxd/0' }, 'kv/2': { machine: '1' } };
    expect(JSON.parse(stdout)).toMatchObject({ applications: { kv: { units } } });
  });

  it('gives trust and warns that there are no spaces', async () => {
    const { stderr } = await juju('deploy', 'cs:~someone/db', '--trust', '--bind', 'alpha', '--no-wait');
    expect(stderr).toContain('WARNING --bind is ignored');
  });

  it('runs its hooks, which the status shows', async () => {
    await tinyCharm();
    const { stderr } = await juju('deploy', './tiny', '--config', 'port=8080');
    expect(stderr).toMatch(/^tiny\/0 {2}config-changed {2}\d+\.\ds$/m);
    expect((await juju('status')).stdout).toMatch(/^tiny\/0\* +active +idle .* listens on 8080$/m);
  });

  it('leaves its hooks with --no-wait to a later command', async () => {
    await tinyCharm();
    expect((await juju('--no-wait', 'deploy', './tiny')).stderr).not.toContain('config-changed');
    expect((await juju('status')).stdout).toMatch(/^tiny\/0\* +waiting +allocating .* waiting for machine$/m);
    expect((await juju('wait')).stderr).toMatch(/^tiny\/0 {2}config-changed/m);
    expect((await juju('status')).stdout).toMatch(/^tiny\/0\* +active /m);
  });

  it.each([
    ['2.9', ['./nowhere'], 'no charm was found at "./nowhere"'],
    ['4.0', ['./tiny'], 'deploying from directory not supported: pack ./tiny as a .charm file'],
    ['2.9', ['./tiny', '--config', 'nonsense=1'], 'unknown option "nonsense"'],
    ['2.9', ['./tiny', '--config', 'port=many'], 'option "port" expected int, got "many"'],
    ['2.9', ['./tiny', '--resource', 'nothing=./x'], 'unrecognized resource "nothing"'],
    ['2.9', ['./tiny', '--overlay', 'x.yaml'], 'options provided but not supported when deploying a charm: --overlay'],
    ['2.9', ['./tiny', '--config', 'nowhere.yaml'], 'nowhere.yaml: no such file or directory'],
    ['2.9', ['./bundle.yaml'], 'bundle.yaml: no such file or directory'],
  ] as const)('of %s refuses %j, and makes no model', async (track, argv, problem) => {
    await tinyCharm();
    const { exitCode, stderr } = await juju('--juju', track, 'deploy', ...argv);
    expect(exitCode).toBe(1);
    expect(existsSync(path.join(folder, '.demo'))).toBe(false);
    expect(stderr).toMatch(/^ERROR /);
    expect(stderr).toContain(problem);
  });
});

describe('juju deploy of a bundle', () => {
  const bundle = `series: xenial
applications:
  etcd: {charm: "cs:~someone/etcd-like", num_units: 1}
  db: {charm: "cs:~someone/mysql", num_units: 1}
`;

  it('is found in its folder', async () => {
    await mkdir(path.join(folder, 'cluster'));
    await writeFile(path.join(folder, 'cluster/bundle.yaml'), bundle);
    expect((await juju('deploy', './cluster', '--no-wait')).exitCode).toBe(0);
    expect((await juju('status')).stdout).toMatch(/^etcd\/0/m);
  });

  it.each([
    [['-n', '2'], '-n'],
    [['--to', '0', '--config', 'a=b'], '--config, --to'],
    [['--series', 'xenial'], '--series'],
  ])('refuses what only charms take: %j', async (flags, named) => {
    await writeFile(path.join(folder, 'bundle.yaml'), bundle);
    expect(await juju('deploy', './bundle.yaml', ...flags)).toMatchObject({
      exitCode: 1,
      stderr: `ERROR options provided but not supported when deploying a bundle: ${named}\n`,
    });
  });

  it('shows with --dry-run what would be done, and does nothing', async () => {
    await writeFile(path.join(folder, 'bundle.yaml'), bundle);
    const { exitCode, stdout, stderr } = await juju('deploy', './bundle.yaml', '--dry-run');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Changes to deploy bundle:\n- /);
    expect(stdout).toContain('- add unit etcd/0 to new machine ');
    expect(existsSync(path.join(folder, '.demo'))).toBe(false);
  });

  it('shows with --dry-run only what is missing', async () => {
    await writeFile(path.join(folder, 'bundle.yaml'), bundle);
    await juju('deploy', './bundle.yaml', '--no-wait');
    await writeFile(path.join(folder, 'bundle.yaml'), bundle.replace('num_units: 1', 'num_units: 2'));
    const before = (await juju('status', '--format', 'json')).stdout.replace(/"timestamp.*/, '');
    expect((await juju('deploy', './bundle.yaml', '--dry-run')).stdout).toBe(
      'Changes to deploy bundle:\n- add unit etcd/1 to new machine 2\n',
    );
    expect((await juju('status', '--format', 'json')).stdout.replace(/"timestamp.*/, '')).toBe(before);
  });

  it('is read by the rules of the model’s Juju', async () => {
    await writeFile(
      path.join(folder, 'bundle.yaml'),
      bundle.replace('series: xenial\n', 'default-base: ubuntu@22.04\n').replaceAll('cs:~someone/', ''),
    );
    expect((await juju('--juju', '3.6', 'deploy', './bundle.yaml', '--no-wait')).exitCode).toBe(0);
    expect((await juju('status')).stdout).toMatch(/^0 +started .* ubuntu@22\.04 /m);
    await writeFile(path.join(folder, 'old.yaml'), 'services: {kv: {charm: etcd-like, num_units: 1}}');
    expect((await juju('deploy', './old.yaml', '--no-wait')).stderr).toMatch(/^(ERROR|WARNING) .*services/m);
  });

  it('gives trust where the bundle asks for it and --trust allows it', async () => {
    await writeFile(path.join(folder, 'bundle.yaml'), bundle.replace('num_units: 1}\n  db', 'trust: true}\n  db'));
    expect((await juju('deploy', './bundle.yaml', '--no-wait', '--model', 'without')).stderr).toContain('--trust');
    expect((await juju('deploy', './bundle.yaml', '--no-wait', '--trust')).stderr).not.toContain('--trust');
    expect((await juju('config', 'etcd', 'trust')).stdout).toBe('true\n');
  });

  it('says when there is nothing to do', async () => {
    await writeFile(path.join(folder, 'bundle.yaml'), bundle);
    await juju('deploy', './bundle.yaml', '--no-wait');
    expect((await juju('deploy', './bundle.yaml', '--no-wait')).stdout).toBe('No changes to apply.\n');
  });
});

describe('juju refresh', () => {
  it('lays the charm anew from where it is, or from another place', async () => {
    await tinyCharm();
    await juju('deploy', './tiny');
    await writeCharm(path.join(folder, 'better'), {
      metadata: 'name: tiny\nseries: [focal, jammy]\nresources: {snap: {filename: a.snap}}\n',
      hooks: { 'upgrade-charm': 'status-set blocked "is better"' },
    });
    const { exitCode, stderr } = await juju('refresh', 'tiny', '--path', './better');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Added local charm "tiny", revision 1, to the model\n');
    expect(stderr).toMatch(/^tiny\/0 {2}upgrade-charm {2}/m);
    expect((await juju('status')).stdout).toMatch(/^tiny\/0\* +blocked .* is better$/m);
  });

  it.each([
    [['tiny', '--path', './tiny', '--switch', 'other'], '--switch and --path are mutually exclusive'],
    [['tiny', '--path', './nowhere'], 'no charm was found at "./nowhere"'],
    [['nobody'], 'application "nobody" not found'],
  ])('refuses %j', async (argv, problem) => {
    await tinyCharm();
    await juju('deploy', './tiny', '--no-wait');
    expect(await juju('refresh', ...argv)).toEqual({ exitCode: 1, stdout: '', stderr: `ERROR ${problem}\n` });
  });
});

describe('resources', () => {
  it('are attached and listed', async () => {
    await tinyCharm();
    await writeFile(path.join(folder, 'b.snap'), '');
    await juju('deploy', './tiny', '--no-wait');
    expect((await juju('resources', 'tiny')).stdout).toBe(
      'Resource  Supplied by  Revision\nsnap      charmstore   0\n',
    );
    expect((await juju('attach-resource', 'tiny', 'snap=./b.snap', '--no-wait')).exitCode).toBe(0);
    expect((await juju('resources', 'tiny')).stdout).toBe(
      'Resource  Supplied by  Revision\nsnap      admin        1\n',
    );
  });

  it('are refused when the charm has none of the name', async () => {
    await tinyCharm();
    await writeFile(path.join(folder, 'b.snap'), '');
    await juju('deploy', './tiny', '--no-wait');
    expect((await juju('attach-resource', 'tiny', 'other=./b.snap')).stderr).toBe(
      'ERROR unrecognized resource "other"\n',
    );
  });
});
