import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addContainer, addImage, containersOf, imagesOf } from '../../simulator/programs/containers.ts';
import { describeMachine } from '../../simulator/programs/programs.ts';
import { JujuRefused } from '../../simulator/simulation.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { act, aModel, addWorker, changesIn, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';

const tracks = ['2.9', '3.6', '4.0'] as const;
type Track = (typeof tracks)[number];

/** A worker of each Juju whose Docker is the one that its release came with, older than what the archive has today. */
const bases = new Map<Track, TestModel>();

beforeAll(async () => {
  for (const track of tracks) {
    const base = await aModel({ juju: track });
    addWorker(base.sim, {}, { series: 'focal' });
    await settled(base.sim);
    await ownDocker(base.sim);
    const old = 'docker.io=19.03.8-0ubuntu1 containerd=1.3.3-0ubuntu2 runc=1.0.0~rc10-0ubuntu1';
    base.sim.exec([worker], `apt-get install -y --allow-downgrades --allow-change-held-packages ${old}`);
    await settled(base.sim);
    base.sim.updateStatus(worker);
    await settled(base.sim);
    await base.sim.save();
    bases.set(track, base);
  }
});
afterAll(async () => {
  for (const base of bases.values()) await base.end();
});

async function story(track: Track, tell: (sim: Simulation) => Promise<void>): Promise<void> {
  const model = await aModel({ from: bases.get(track)?.folder ?? '' });
  try {
    await tell(model.sim);
  } finally {
    await model.end();
  }
}

const machineFile = (sim: Simulation) =>
  path.join(sim.machineOf(worker).root, 'var/lib/juju/agents/unit-kubernetes-worker-0/charm/.state/machine.json');

async function recordOf(sim: Simulation) {
  const shape = z.looseObject({
    runtime: z.nullable(z.object({ kind: z.string(), packages: z.array(z.string()) })),
    held: z.array(z.string()),
  });
  return shape.parse(JSON.parse(await readFile(machineFile(sim), 'utf8')));
}

/** The charm knows that it has installed docker.io, and holds it. */
async function ownDocker(sim: Simulation): Promise<void> {
  const record = await recordOf(sim);
  if (record.runtime !== null) return;
  const owned = { ...record, runtime: { kind: 'apt', packages: ['docker.io'] }, held: ['docker.io'] };
  await writeFile(machineFile(sim), JSON.stringify(owned));
  sim.exec([worker], 'apt-mark hold docker.io');
  await settled(sim);
}

/** What a command on the machine prints. */
async function says(sim: Simulation, command: string): Promise<string> {
  const operation = sim.exec([worker], command);
  await settled(sim);
  const task = Object.values(sim.model.tasks).find((each) => each.operation === operation);
  const said = task?.results['Stdout'] ?? task?.results['stdout'];
  return typeof said === 'string' ? said.trim() : '';
}

/** Version and state of the package as dpkg has them, `hi` for one that is held; and how often docker was restarted. */
async function dockerOf(sim: Simulation): Promise<{ readonly dockerIo: string; readonly restarts: number }> {
  const format = "'${Version} ${db:Status-Abbrev}'";
  const dockerIo = await says(sim, `dpkg-query --show --showformat=${format} docker.io`);
  const { services } = describeMachine(sim.machineOf(worker));
  return { dockerIo, restarts: services.find(({ name }) => name === 'docker')?.restarts ?? 0 };
}

describe.each(tracks)('an operator of Juju %s', (track) => {
  const exitCode = track === '2.9' ? { Code: '0' } : { 'return-code': 0 };

  it('who upgrades docker has the newest of the archive, held, with one restart, and a quiet hook after it', () =>
    story(track, async (sim) => {
      const before = await dockerOf(sim);
      expect(before.dockerIo).toBe('19.03.8-0ubuntu1 hi');
      const { status, message, results } = await act(sim, 'upgrade-docker');
      expect({ status, message }).toEqual({ status: 'completed', message: '' });
      expect(results).toMatchObject({
        ...exitCode,
        before: { 'docker-io': '19.03.8-0ubuntu1' },
        after: { 'docker-io': '26.1.3-0ubuntu1~20.04.1' },
        restarted: 'true',
      });
      const after = { dockerIo: '26.1.3-0ubuntu1~20.04.1 hi', restarts: before.restarts + 1 };
      expect(await dockerOf(sim)).toEqual(after);
      sim.updateStatus(worker);
      const hooks = await settled(sim);
      expect(changesIn(hooks)).toEqual([]);
      expect(await dockerOf(sim)).toEqual(after);
    }));

  it('who upgrades docker again is told that nothing is newer, and nothing restarts', () =>
    story(track, async (sim) => {
      await act(sim, 'upgrade-docker');
      const after = await dockerOf(sim);
      const { status, results } = await act(sim, 'upgrade-docker');
      expect(status).toBe('completed');
      expect(results).toMatchObject({ restarted: 'false', response: { msg: 'Nothing is newer.' } });
      expect(await dockerOf(sim)).toEqual(after);
    }));

  it('who upgrades docker without the archive is told why, and not by an exit status', () =>
    story(track, async (sim) => {
      sim.machineOf(worker).faults.push({ program: 'apt-get', match: 'update', kind: 'offline', times: -1 });
      const { status, message, results } = await act(sim, 'upgrade-docker');
      expect(status).toBe('failed');
      expect(message).toMatch(/^upgrade-docker: apt cannot tell what is newest: W: Failed to fetch /u);
      expect(results).toMatchObject(exitCode);
      expect((await dockerOf(sim)).dockerIo).toBe('19.03.8-0ubuntu1 hi');
    }));

  it('who cleans containers loses those that do not run, and no other; a second time none', () =>
    story(track, async (sim) => {
      const machine = sim.machineOf(worker);
      addContainer(machine, { name: 'web', image: 'nginx:1.25' });
      addContainer(machine, { name: 'job-1', image: 'busybox', isRunning: false });
      addContainer(machine, { name: 'job-2', image: 'busybox', isRunning: false });
      const { status, message, results } = await act(sim, 'clean-containers');
      expect({ status, message }).toEqual({ status: 'completed', message: '' });
      expect(results).toMatchObject({ ...exitCode, 'containers-removed': '2', reclaimed: '0B' });
      expect(containersOf(machine).map(({ name }) => name)).toEqual(['web']);
      expect((await act(sim, 'clean-containers')).results).toMatchObject({ 'containers-removed': '0' });
    }));

  it('who cleans images loses those without a tag, and only when he says so those that nothing uses', () =>
    story(track, async (sim) => {
      const machine = sim.machineOf(worker);
      addContainer(machine, { name: 'web', image: 'nginx:1.25' });
      addContainer(machine, { name: 'job-1', image: 'busybox', isRunning: false });
      for (const name of [null, null, 'unused:1']) addImage(machine, { name });
      const names = () => imagesOf(machine).map(({ name }) => name);
      const first = await act(sim, 'clean-images');
      expect(first).toMatchObject({ status: 'completed', message: '' });
      expect(first.results).toMatchObject({ 'images-removed': '2', 'images-left': '3' });
      expect(names()).toEqual(['nginx:1.25', 'busybox:latest', 'unused:1']);
      const second = await act(sim, 'clean-images', { untagged: false });
      expect(second.results).toMatchObject({ 'images-removed': '1', 'images-left': '2' });
      expect(names()).toEqual(['nginx:1.25', 'busybox:latest']);
    }));

  it('whose docker does not answer is told so by a failed action, and the unit is in no error', () =>
    story(track, async (sim) => {
      sim.exec([worker], 'systemctl stop docker');
      await settled(sim);
      const { status, message, results } = await act(sim, 'clean-images');
      expect(status).toBe('failed');
      expect(message).toMatch(/^clean-images: docker image ls .*Cannot connect to the Docker daemon/u);
      expect(results).toMatchObject(exitCode);
      expect(sim.model.units[worker]?.failed).toBeNull();
    }));

  it(
    'whose upgrade of docker is killed at any child has, after another, the newest docker, held',
    { timeout: 900_000 },
    () =>
      story(track, async (sim) => {
        const hooks = (await act(sim, 'upgrade-docker')).hooks;
        const calls = hooks.find(({ hook }) => hook === 'upgrade-docker')?.calls ?? [];
        expect(calls.length).toBeGreaterThan(10);
        const acting = ['apt-get', 'apt-mark', 'systemctl'];
        const points = calls.flatMap(({ program, argv }, index) =>
          acting.includes(program) && argv[0] !== 'show' ? [index + 1] : [],
        );
        for (const call of points) {
          await story(track, async (again) => {
            again.killPlan = { unit: worker, hook: 'upgrade-docker', nth: 0, call, when: 'after' };
            again.runAction([worker], 'upgrade-docker', {});
            await again.settle();
            again.updateStatus(worker);
            await settled(again);
            const { status, message } = await act(again, 'upgrade-docker');
            expect({ status, message }, `after child ${call}`).toEqual({ status: 'completed', message: '' });
            expect((await dockerOf(again)).dockerIo, `after child ${call}`).toBe('26.1.3-0ubuntu1~20.04.1 hi');
          });
        }
      }),
  );

  it('is refused parameters of another type, and others', () =>
    story(track, async (sim) => {
      for (const parameters of [{ untagged: 'yes' }, { untagged: 1 }, { other: true }]) {
        expect(() => sim.runAction([worker], 'clean-images', parameters)).toThrow(JujuRefused);
      }
      expect(statusOf(sim)).toMatch(/^blocked: Relate /u);
    }));
});
