import { createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { readKept } from '../../../simulator/store/journal.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { aCli } from './cli-world.ts';
import { writeCharm } from './core-model.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-charm-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const juju = aCli(() => folder);
const metadata = 'name: tiny\nsummary: s\ndescription: d\n';
const manifest = 'bases: [{name: ubuntu, channel: "22.04", architectures: [amd64]}]\n';

/** A model with one unit of a charm with these actions. */
async function deployed(track: JujuTrack, actions: Readonly<Record<string, string>>): Promise<void> {
  const charm = path.join(folder, 'tiny');
  // Juju 4 knows bases only, which a charm with series may not name.
  const series = track === '4.0' ? '' : 'series: [focal, jammy]\n';
  await writeCharm(charm, { metadata: `${metadata}${series}`, hooks: { start: 'status-set active ready' } });
  if (track === '4.0') await writeFile(path.join(charm, 'manifest.yaml'), manifest);
  await mkdir(path.join(charm, 'actions'));
  const params = '{params: {who: {type: string, default: world}, count: {type: integer}}}';
  await writeFile(
    path.join(charm, 'actions.yaml'),
    Object.keys(actions)
      .map((name) => `${name}: ${params}\n`)
      .join(''),
  );
  for (const [name, lines] of Object.entries(actions)) {
    await writeFile(path.join(charm, 'actions', name), `#!/bin/sh\n${lines}\n`);
    await chmod(path.join(charm, 'actions', name), 0o755);
  }
  await packed('tiny.charm', charm, Object.keys(actions));
  expect(await juju('--juju', track, 'deploy', './tiny.charm')).toMatchObject({ exitCode: 0 });
}

async function packed(name: string, charm: string, actions: readonly string[]): Promise<void> {
  const zip = new ZipFile();
  const texts = ['metadata.yaml', 'actions.yaml', 'manifest.yaml'].filter((file) => existsSync(path.join(charm, file)));
  for (const file of texts) zip.addFile(path.join(charm, file), file, { mode: 0o100644 });
  for (const file of ['hooks/start', ...actions.map((action) => `actions/${action}`)])
    zip.addFile(path.join(charm, file), file, { mode: 0o100755 });
  zip.addBuffer(Buffer.from('#!/bin/sh\n'), 'hooks/install', { mode: 0o100755 });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path.join(folder, name)));
}

describe('a .charm file', () => {
  it.each(['2.9', '4.0'] as const)('deploys with Juju %s under the name that is in it', async (track) => {
    await deployed(track, { hello: 'true' });
    expect((await juju('status')).stdout).toMatch(/^tiny\/0\* +active +idle .* ready$/m);
    expect((await juju('status')).stdout).toMatch(/^tiny +active +1 {2}tiny +0 {2}no +ready$/m);
  });

  it('is laid anew by refresh, from where it is', async () => {
    await deployed('3.6', { hello: 'true' });
    const { exitCode, stderr } = await juju('refresh', 'tiny');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Added local charm "tiny", revision 1, to the model\n');
    expect((await juju('refresh', 'tiny', '--path', 'tiny.charm')).stderr).toContain('revision 2, to the model\n');
  });

  it('that is none is refused', async () => {
    await writeFile(path.join(folder, 'odd.charm'), 'no zip');
    const { exitCode, stderr } = await juju('deploy', './odd.charm');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^ERROR /);
  });

  it.each([
    ['2.9', '--series', 'noble', 'series "noble" not supported by charm, supported series are: focal, jammy'],
    ['3.6', '--base', 'ubuntu@24.04', 'base "ubuntu@24.04" not supported by charm'],
  ] as const)('of %s is refused with %s %s', async (track, flag, value, problem) => {
    await deployed(track, { hello: 'true' });
    const { exitCode, stderr } = await juju('deploy', './tiny.charm', 'other', flag, value);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`ERROR ${problem}`);
  });
});

describe('an action of a charm', () => {
  const actions = {
    hello: 'action-log starting\naction-set result-map.message="hello $(action-get who)"\necho said\necho erred >&2',
    broken: 'action-set a=1\nexit 3',
  };

  it('runs with Juju 2.9', async () => {
    await deployed('2.9', actions);
    const { exitCode, stdout } = await juju('run-action', '--wait', 'tiny/leader', 'hello', 'who=you');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^unit-tiny-0:\n {2}UnitId: tiny\/0\n {2}id: "2"\n {2}log:\n {2}- .* \+0000 UTC starting\n/);
    expect(stdout).toContain(
      '  results:\n    Stderr: |\n      erred\n    Stdout: |\n      said\n    result-map:\n      message: hello you\n',
    );
    expect((await juju('run-action', '--wait', 'tiny/0', 'broken')).stdout).toContain(
      '    ReturnCode: 3\n    a: "1"\n',
    );
  });

  it('runs with Juju 3', async () => {
    await deployed('3.6', actions);
    const { exitCode, stdout, stderr } = await juju('run', 'tiny/0', 'hello');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: 'result-map:\n  message: hello world\n\nsaid\nerred\n',
    });
    expect(stderr).toMatch(
      /^Running operation 1 with 1 task\n {2}- task 2 on unit-tiny-0\n\nWaiting for task 2\.\.\.\n/,
    );
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d starting\n\n$/m);
    expect(await juju('run', 'tiny/0', 'broken')).toMatchObject({
      exitCode: 1,
      stdout: 'Action id 4 failed: exit status 3\na: "1"\n\n',
    });
  });

  it.each([
    [['hello', 'count=two'], 'validation failed: (root).count : must be of type integer, given "two"'],
    [['nothing'], 'action "nothing" not defined on unit "tiny/0"'],
  ])('is refused: %j', async (words, problem) => {
    await deployed('3.6', actions);
    expect(await juju('run', 'tiny/0', ...words)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `Operation 1 failed to schedule any tasks:\n${problem}\n`,
    });
  });

  it('is recorded with --no-wait, and can be cancelled', async () => {
    await deployed('3.6', actions);
    await juju('--no-wait', 'run', 'tiny/0', 'hello');
    expect((await juju('operations')).stdout).toMatch(/^1 +pending .* hello run on unit-tiny-0$/m);
    expect((await juju('cancel-task', '2')).stdout).toContain('  status: cancelled\n');
    await juju('wait');
    expect((await juju('operations')).stdout).toMatch(/^1 +cancelled /m);
  });

  it.each([
    [['who=1', 'count=2'], { who: 1, count: 2 }],
    [['who=1', '--string-args'], { who: '1' }],
    [['--params', 'p.yaml', 'count=3'], { who: 'file', count: 3 }],
  ])('has the parameters that were typed: %j', async (words, expected) => {
    await deployed('2.9', { hello: 'action-get' });
    await writeFile(path.join(folder, 'tiny/actions.yaml'), 'hello: {}');
    await writeFile(path.join(folder, 'p.yaml'), 'who: file\ncount: 9\n');
    await packed('tiny.charm', path.join(folder, 'tiny'), ['hello']);
    await juju('refresh', 'tiny');
    await juju('--no-wait', 'run-action', 'tiny/leader', 'hello', ...words);
    const tasks = Object.values(readKept(path.join(folder, '.demo'))?.model.tasks ?? {});
    expect(tasks.map(({ unit, parameters }) => ({ unit, parameters }))).toEqual([
      { unit: 'tiny/0', parameters: expected },
    ]);
  });

  it('is listed, with its schema', async () => {
    await deployed('2.9', actions);
    expect((await juju('actions', 'tiny')).stdout).toMatch(/^Action +Description\nbroken +.*\nhello +/);
    expect((await juju('actions', 'tiny', '--schema')).stdout).toContain(
      'hello:\n  description: No description\n  properties:\n    count:\n      type: integer\n    who:\n      default: world\n      type: string\n',
    );
  });
});

describe('a shell command', () => {
  it.each([
    ['2.9', ['run', '--unit', 'tiny/0', 'echo "$JUJU_UNIT_NAME"; exit 4'], 4],
    ['3.6', ['exec', '--unit', 'tiny/0', '--', 'echo "$JUJU_UNIT_NAME"; exit 4'], 1],
  ] as const)('runs on a unit with Juju %s', async (track, argv, exitCode) => {
    await deployed(track, {});
    const answer = await juju(...argv);
    expect(answer.exitCode).toBe(exitCode);
    expect(answer.stdout).toMatch(/^tiny\/0$/m);
  });
});

describe('a model that one process changes', () => {
  it('is changed by no other one, which is told so', async () => {
    await deployed('2.9', {});
    let other: Awaited<ReturnType<typeof juju>> | null = null;
    let seen: Awaited<ReturnType<typeof juju>> | null = null;
    const during = aCli(() => folder, {
      around: (simulation) => ({
        ...simulation,
        settle: async () => {
          other = await juju('expose', 'tiny');
          seen = await juju('status');
          return { hooks: [], failed: [] };
        },
      }),
    });
    expect((await during('expose', 'tiny')).exitCode).toBe(0);
    expect(other).toMatchObject({ exitCode: 1, stdout: '' });
    expect(other).toHaveProperty('stderr', expect.stringMatching(/^ERROR .*process \d+/));
    expect(seen).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
