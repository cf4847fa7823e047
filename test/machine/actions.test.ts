import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openArchive } from '../model/an-archive.ts';
import { importBusybox } from './a-registry.ts';
import { aRealWorker, worker } from './a-worker.ts';
import type { RealWorker } from './a-worker.ts';
import { lifeOfDockerd } from './dockerd.ts';

let real: RealWorker;
beforeAll(async () => {
  real = await aRealWorker();
  await real.settle();
  await real.machine.run(['apt-get', 'install', '-y', '-qq', 'busybox-static']);
  // Every import is an image of its own; the first two lose their names to the next.
  for (const name of ['one', 'one', 'one', 'two', 'three']) await importBusybox(real.machine, `${name}:1`);
  await docker('run', '--detach', '--name=busy', '--network=none', 'one:1', '/bin/busybox', 'sleep', '600');
  await docker('run', '--name=over', '--network=none', 'two:1', '/bin/busybox', 'true');
});
afterAll(() => real.end());

const docker = (...argv: readonly string[]) => real.machine.run(['docker', ...argv]);
const linesOf = async (...argv: readonly string[]) =>
  (await docker(...argv)).stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
const containers = () => linesOf('ps', '--all', '--format', '{{.Names}}');
const images = () => linesOf('images', '--format', '{{.Repository}}');

/** The action has run on the worker; what it gave back. */
async function act(action: string, parameters: Readonly<Record<string, unknown>> = {}) {
  const operation = real.sim.runAction([worker], action, parameters);
  await real.sim.settle();
  const [task = ''] = real.sim.model.operations[operation]?.tasks ?? [];
  const found = real.sim.model.tasks[task];
  if (found === undefined) throw new Error('no task');
  return { status: found.status, results: found.results };
}

describe.sequential('on a machine with containers and images', () => {
  it('debug packs what real programs say, without secrets, for root alone where there is no user ubuntu', async () => {
    const { machine } = real;
    await docker('run', '--name=talks', '--network=none', 'one:1', '/bin/busybox', 'echo', 'up; password=hunter2-7f3a');
    await machine.run(['systemd-cat', '--identifier=somebody', 'echo', 'GET with Bearer hunter2-9c1d']);
    const { status, results } = await act('debug');
    expect(status).toBe('completed');
    const archive = String(results['path']);
    expect(archive).toMatch(/^\/root\/debug-\d{14}\.tar\.gz$/u);
    expect((await machine.run(['stat', '--format=%a %U %s', archive])).stdout).toBe(
      `600 root ${String(results['size'])}\n`,
    );
    // Programs of old that this Debian does not have.
    expect(String(results['missing']).split(' ')).toEqual(
      expect.arrayContaining(['network/ifconfig', 'kubectl/version']),
    );
    const names = (await machine.run(['tar', '--list', '--gzip', '--file', archive])).stdout;
    expect(names).toMatch(/^debug-\d{14}\/debug\.log$/mu);

    const { files } = await openArchive(`${machine.real.root}${archive}`);
    expect(files['filesystem/df-h']).toMatch(/^Filesystem .* Mounted on$/mu);
    expect(files['docker/docker-info']).toMatch(/^ ?Server Version: /mu);
    expect(files['docker/docker-ps']).toMatch(/ busy$/mu);
    expect(files['docker/docker-journal']).toMatch(/dockerd\[\d+\]/u);
    expect(files['docker/container-logs/talks']).toBe('up; password=***\n');
    expect(files['systemd/journalctl']).toMatch(/somebody\[\d+\]: GET with Bearer \*\*\*$/mu);
    expect(files['packages/dpkg-list']).toMatch(/^hi {2}docker\.io /mu);
    expect(files['sysctl/sysctl']).toMatch(/^kernel\.hostname = a-worker$/mu);
    expect(JSON.stringify(files)).not.toContain('hunter2');
    await docker('rm', 'talks');
  });

  it('clean-images removes those that have lost their names', async () => {
    expect(await images()).toEqual(['<none>', '<none>', 'one', 'three', 'two']);
    expect(await act('clean-images')).toMatchObject({
      status: 'completed',
      results: { 'images-removed': '2', 'images-left': '3' },
    });
    expect(await images()).toEqual(['one', 'three', 'two']);
  });

  it('clean-images with untagged=false leaves what containers use, also those that are over', async () => {
    expect(await act('clean-images', { untagged: false })).toMatchObject({ status: 'completed' });
    expect(await images()).toEqual(['one', 'two']);
  });

  it('clean-containers removes those that are over, and no other', async () => {
    expect(await containers()).toEqual(['busy', 'over']);
    expect(await act('clean-containers')).toMatchObject({
      status: 'completed',
      results: { 'containers-removed': '1' },
    });
    expect(await containers()).toEqual(['busy']);
    expect(await images()).toEqual(['one', 'two']);
  });

  it('upgrade-docker finds nothing newer and leaves dockerd and its containers alone', async () => {
    const before = await lifeOfDockerd(real.machine);
    expect(await act('upgrade-docker')).toMatchObject({ status: 'completed' });
    expect(await lifeOfDockerd(real.machine)).toEqual(before);
    expect(await linesOf('ps', '--format', '{{.Names}}')).toEqual(['busy']);
  });
});
