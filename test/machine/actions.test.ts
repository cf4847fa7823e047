import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  const { status, results } = real.sim.model.tasks[task] ?? { status: 'lost', results: {} };
  return { status, results };
}

describe.sequential('on a machine with containers and images', () => {
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
