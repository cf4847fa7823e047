import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCli } from './cli-world.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const juju = aCli(() => folder);

const bundle = `series: xenial
applications:
  easyrsa: {charm: "cs:~containers/easyrsa", num_units: 1}
  etcd: {charm: "cs:~containers/etcd", num_units: 2}
relations: [["etcd:certificates", "easyrsa:client"]]
`;

/** Charms that nobody plays: nothing to wait for. */
const light = `series: xenial
applications:
  etcd: {charm: "cs:~someone/etcd-like", num_units: 2}
  db: {charm: "cs:~someone/mysql", num_units: 1}
`;

/** A deployed model to copy: making certificates takes a second. */
let template: string;

beforeAll(async () => {
  template = await mkdtemp(path.join(tmpdir(), 'cli-template-'));
  folder = template;
  await writeFile(path.join(folder, 'bundle.yaml'), bundle);
  expect(await juju('deploy', './bundle.yaml')).toMatchObject({ exitCode: 0 });
});
afterAll(async () => {
  await rm(template, { recursive: true, force: true });
});

async function deployed(): Promise<void> {
  await cp(template, folder, { recursive: true, verbatimSymlinks: true });
}

describe('juju deploy', () => {
  it('deploys a bundle, with Juju’s lines on standard output and hooks on standard error', async () => {
    await writeFile(path.join(folder, 'bundle.yaml'), light);
    const { exitCode, stdout, stderr } = await juju('deploy', 'bundle.yaml');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'Executing changes:',
      '- upload charm mysql from charm-store for series xenial with architecture=amd64',
    ]);
    expect(stderr).toContain('Deploy of bundle completed.\n');
    expect(stderr).toMatch(/^db\/0 {2}install {2}\d+\.\ds$/m);
  });

  it('merges overlays and warns of what is in them', async () => {
    await writeFile(path.join(folder, 'more.yaml'), 'services: {etcd: {num_units: 1}}');
    await writeFile(path.join(folder, 'bundle.yaml'), light);
    const { stderr } = await juju('deploy', './bundle.yaml', '--overlay', 'more.yaml');
    expect(stderr).toMatch(/^WARNING .*more\.yaml: "services" is accepted here/m);
    expect((await juju('status')).stdout).not.toContain('etcd/1');
  });

  it('refuses a bundle with all its problems, and makes no model', async () => {
    await writeFile(
      path.join(folder, 'bundle.yaml'),
      'applications: {a: {charm: a, num_units: -1}}\nrelations: [[a, z]]',
    );
    const { exitCode, stderr } = await juju('deploy', './bundle.yaml');
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      'ERROR the provided bundle has the following errors:\n' +
        'negative number of units specified on application "a"\n' +
        'relation ["a" "z"] refers to application "z" not defined in this bundle\n',
    );
    expect(existsSync(path.join(folder, '.demo'))).toBe(false);
  });

  it('deploys one charm under another name', async () => {
    expect((await juju('deploy', 'cs:~someone/postgresql', 'db', '--series', 'xenial')).exitCode).toBe(0);
    expect((await juju('status')).stdout).toMatch(/^db\/0\* +unknown +idle +0 /m);
  });

  it('refuses an application that is there', async () => {
    await juju('deploy', 'postgresql');
    expect(await juju('deploy', 'postgresql')).toMatchObject({
      exitCode: 1,
      stderr:
        'ERROR cannot add application "postgresql": application already exists: \n' +
        'deploy application using an alias name:\n    juju deploy <application> <alias>\n' +
        'or use remove-application to remove the existing one and try again.\n',
    });
  });
});

describe('juju', () => {
  it('keeps the model in the folder that --model names', async () => {
    await juju('--model', 'other', 'deploy', 'postgresql');
    expect(existsSync(path.join(folder, 'other/model.json'))).toBe(true);
    expect((await juju('--model', 'other', 'status')).stdout).toContain('postgresql/0');
  });

  it.each([
    [['status'], 1, 'ERROR no model in '],
    [['no-such-command'], 2, 'ERROR juju: "no-such-command" is not a juju command. See "juju --help".\n'],
    [['deploy'], 2, 'ERROR no charm or bundle specified\n'],
    [['status', '--nonsense'], 2, 'ERROR option provided but not defined: --nonsense\n'],
    [['debug-log', '--level'], 2, 'ERROR option needs an argument: --level\n'],
    [['debug-log', '--level', 'loud'], 2, 'ERROR level value "loud" is not one of'],
    [['expose', 'a', 'b', 'c'], 2, 'ERROR unrecognized args: ["b" "c"]\n'],
    [['status', '--format', 'xml'], 2, 'ERROR invalid value "xml" for option --format: unknown format "xml"\n'],
    [['add-unit', 'a', '-n', 'two'], 2, 'ERROR invalid value "two" for option --num-units: strconv.ParseInt'],
  ])('answers %j with exit code %i', async (argv, exitCode, stderr) => {
    const answer = await juju(...argv);
    expect(answer.exitCode).toBe(exitCode);
    expect(answer.stderr).toContain(stderr);
  });

  it('prints its help on standard output', async () => {
    const { exitCode, stdout } = await juju('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('remove-relation');
  });
});

describe('a deployed model', () => {
  it('shows its relations when asked', async () => {
    await deployed();
    expect((await juju('status', '--relations')).stdout).toMatch(
      /^easyrsa:client +etcd:certificates +tls-certificates +regular {2,}$/m,
    );
  });

  it('ends a relation and makes it again', async () => {
    await deployed();
    expect(await juju('remove-relation', 'etcd:certificates', 'easyrsa:client')).toMatchObject({ exitCode: 0 });
    expect((await juju('status', '--relations')).stdout).not.toContain('etcd:certificates');
    expect(await juju('integrate', 'etcd:certificates', 'easyrsa:client')).toMatchObject({ exitCode: 0 });
    expect((await juju('status', '--relations')).stdout).toContain('etcd:certificates');
  });

  it.each([
    [['relate', 'etcd:certificates', 'easyrsa:client'], 'already exists'],
    [['relate', 'etcd', 'nobody'], 'application "nobody" not found'],
    [['show-unit', 'etcd/7'], 'unit "etcd/7" not found'],
    [['update-status', 'etcd/7'], 'unit "etcd/7" not found'],
    [['config', 'nobody'], 'application "nobody" not found'],
    [['config', 'etcd', 'nonsense'], 'key "nonsense" not found in "etcd" application config or charm settings.'],
    [['config', 'etcd', 'a', 'b'], 'can only retrieve a single value, or all values'],
  ])('refuses %j', async (argv, stderr) => {
    await deployed();
    const answer = await juju(...argv);
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toMatch(/^ERROR /m);
    expect(answer.stderr).toContain(stderr);
  });

  it('shows what is on the relations of a unit', async () => {
    await deployed();
    const { stdout } = await juju('show-unit', 'easyrsa/0');
    expect(stdout).toContain('related-endpoint: certificates');
    expect(stdout).toContain('etcd/1:');
  });

  it('runs update-status on one unit', async () => {
    await deployed();
    const { stderr } = await juju('update-status', 'etcd/1');
    expect(stderr).toMatch(/^etcd\/1 {2}update-status {2}\d+\.\ds\n$/);
  });

  it('keeps options that were set, and forgets them when reset', async () => {
    await deployed();
    await juju('config', 'etcd', 'channel=3.3/edge');
    expect((await juju('config', 'etcd', 'channel')).stdout).toBe('3.3/edge\n');
    await juju('config', 'etcd', '--reset', 'channel');
    expect((await juju('config', 'etcd', 'channel')).stdout).not.toBe('3.3/edge\n');
  });

  it('logs every hook', async () => {
    await deployed();
    const { stdout } = await juju('debug-log', '--include', 'etcd/1');
    expect(stdout).toMatch(/^unit-etcd-1: \d\d:\d\d:\d\d INFO juju\.worker\.uniter\.operation ran "install" hook/m);
    expect(stdout).not.toContain('unit-etcd-0');
  });

  it('is gone when it is destroyed', async () => {
    await deployed();
    expect((await juju('destroy')).exitCode).toBe(0);
    expect(existsSync(path.join(folder, '.demo'))).toBe(false);
  });
});

describe('juju demo', () => {
  it('fails when the bundle has no worker, and shows the tables all the same', async () => {
    await writeFile(path.join(folder, 'bundle.yaml'), light);
    const { exitCode, stdout } = await juju('demo', 'bundle.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^etcd\/0\*/m);
    expect(stdout).toContain('There is no unit of kubernetes-worker in the bundle.\n');
  });

  it('begins with a fresh model each time', async () => {
    await juju('deploy', 'postgresql');
    await writeFile(path.join(folder, 'bundle.yaml'), light);
    expect((await juju('demo', 'bundle.yaml')).stdout).not.toContain('postgresql');
  });

  it('leaves a folder alone that holds something else', async () => {
    await mkdir(path.join(folder, '.demo'));
    await writeFile(path.join(folder, '.demo/thesis.txt'), '');
    await writeFile(path.join(folder, 'bundle.yaml'), light);
    expect((await juju('demo', 'bundle.yaml')).exitCode).toBe(1);
    expect(existsSync(path.join(folder, '.demo/thesis.txt'))).toBe(true);
  });

  it('writes no control characters when there is no terminal', async () => {
    await writeFile(path.join(folder, 'bundle.yaml'), light);
    expect((await juju('demo', 'bundle.yaml')).stdout).not.toContain('\u001b');
  });
});
