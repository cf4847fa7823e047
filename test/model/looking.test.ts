import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Simulation } from '../../simulator/simulation.ts';
import { act, changesIn, fileOf, inACopy, running, settled, statusOf, worker } from './a-model.ts';
import { openArchive } from './an-archive.ts';
import { joinedWorkers, tracks } from './joined-workers.ts';

const baseOf = joinedWorkers();

const onMachine = (sim: Simulation, file: string) => path.join(sim.machineOf(worker).root, file);
const stateFolder = (sim: Simulation) => onMachine(sim, '/var/lib/juju/agents/unit-kubernetes-worker-0/charm/.state');
const workFolder = (sim: Simulation) => path.join(stateFolder(sim), 'debug');
const archivesOf = async (sim: Simulation) =>
  (await readdir(onMachine(sim, '/home/ubuntu'))).filter((name) => name.startsWith('debug-')).sort();

/** The machine has this program, which says two things and then nothing for long. */
async function hangs(sim: Simulation, program: string): Promise<void> {
  const file = path.join(path.dirname(sim.machineOf(worker).root), 'bin', program);
  await writeFile(file, '#!/bin/sh\necho begun\necho and more\nexec sleep 7200\n');
  await chmod(file, 0o755);
}

describe.each(tracks)('an operator of Juju %s who runs debug', (track) => {
  const story = (tell: (sim: Simulation) => Promise<void>) => inACopy(baseOf(track), tell);

  it('is told where the archive is and how to copy it, and what is not in it', () =>
    story(async (sim) => {
      const { status, message, results } = await act(sim, 'debug');
      expect({ status, message }).toEqual({ status: 'completed', message: '' });
      const archive = String(results['path']);
      expect(archive).toMatch(/^\/home\/ubuntu\/debug-\d{14}\.tar\.gz$/u);
      expect(results).toMatchObject({
        command: `juju scp ${worker}:${archive} .`,
        message: `Archive has been created on unit ${worker}. Use the juju scp command to copy it to your local machine.`,
        size: String((await stat(onMachine(sim, archive))).size),
      });
      // The simulated machine has none of these.
      expect(String(results['missing']).split(' ')).toEqual(
        expect.arrayContaining(['filesystem/lsof', 'network/dig-google']),
      );
      expect(statusOf(sim)).toBe(running);
    }));

  it('has an archive that its owner ubuntu can read and nobody else, and no other trace of it on the machine', () =>
    story(async (sim) => {
      const archive = String((await act(sim, 'debug')).results['path']);
      const found = await stat(onMachine(sim, archive));
      expect((found.mode & 0o777).toString(8)).toBe('600');
      expect(await ownerOf(sim, archive)).toBe('ubuntu');
      await expect(stat(workFolder(sim))).rejects.toThrow('ENOENT');
    }));

  it('finds in it what programs say, the state, the trace, and the log of 2018', () =>
    story(async (sim) => {
      const archive = String((await act(sim, 'debug')).results['path']);
      const { folder, files } = await openArchive(onMachine(sim, archive));
      expect(`${folder}.tar.gz`).toBe(path.basename(archive));
      expect(files['docker/docker-version']).toMatch(/Server:/u);
      expect(files['packages/snap-list']).toBeDefined();
      expect(JSON.parse(files['charm-unitdata/unitdata.json'] ?? '')).toMatchObject({ schema: 1, engine: {} });
      expect(JSON.parse(files['charm-unitdata/machine.json'] ?? '')).toMatchObject({ runtime: { kind: 'apt' } });
      const trace = (files['charm-unitdata/trace.jsonl'] ?? '').trim().split('\n');
      expect(trace.map((line) => (JSON.parse(line) as { hook: string }).hook)).toContain('install');
      const log = (files['debug.log'] ?? '').split('\n');
      expect(log[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| Running script: charm-unitdata$/u);
      expect(log.join('\n')).toMatch(/ \| ERROR: filesystem\/lsof failed with exit code 127\n/u);
    }));

  it('has it although a program hangs and another fails, and is told which', () =>
    story(async (sim) => {
      await hangs(sim, 'dig');
      sim.machineOf(worker).faults.push({ program: 'docker', match: 'info', kind: 'fail', times: -1 });
      const { status, results } = await act(sim, 'debug');
      expect(status).toBe('completed');
      const failed = String(results['failed']).split(' ');
      expect(failed).toEqual(expect.arrayContaining(['docker/docker-info', 'network/dig-google']));
      const { files } = await openArchive(onMachine(sim, String(results['path'])));
      expect(files['network/dig-google']).toBe('begun\n');
      expect(files['debug.log']).toMatch(/ERROR: network\/dig-google failed with exit code -9\n/u);
      expect(files['debug.log']).toMatch(/docker\/docker-info: Cannot connect to the Docker daemon/u);
    }));

  it('keeps the newest three archives, and every file that is not one of ours', () =>
    story(async (sim) => {
      await writeFile(onMachine(sim, '/home/ubuntu/debug-20180516090301.tar.gz'), 'of 2018');
      const made = new Set<string>();
      while (made.size < 5) made.add(path.basename(String((await act(sim, 'debug')).results['path'])));
      const kept = [...made].sort().slice(-3);
      expect(await archivesOf(sim)).toEqual(['debug-20180516090301.tar.gz', ...kept]);
    }));

  it('is killed half-way and leaves nothing that others can read; the next run clears it away', () =>
    story(async (sim) => {
      const calls = (await act(sim, 'debug')).hooks.find(({ hook }) => hook === 'debug')?.calls ?? [];
      expect(calls.length).toBeGreaterThan(10);
      const middle = calls.findIndex(({ program }) => program === 'kubectl') + 1;
      sim.killPlan = { unit: worker, hook: 'debug', nth: 0, call: middle, when: 'after' };
      sim.runAction([worker], 'debug', {});
      await sim.settle();
      const left = await readdir(workFolder(sim), { recursive: true });
      expect(left.length).toBeGreaterThan(3);
      for (const name of ['', ...left]) {
        expect((await stat(path.join(workFolder(sim), name))).mode & 0o077, name).toBe(0);
      }
      const { status, message } = await act(sim, 'debug');
      expect({ status, message }).toEqual({ status: 'completed', message: '' });
      await expect(stat(workFolder(sim))).rejects.toThrow('ENOENT');
      await settled(sim);
    }));
});

describe.each(tracks)('an operator of Juju %s who runs show-state', (track) => {
  const story = (tell: (sim: Simulation) => Promise<void>) => inACopy(baseOf(track), tell);
  const shape = z.looseObject({
    text: z.string(),
    state: z.looseObject({
      flags: z.string(),
      next: z.string(),
      due: z.string(),
      handlers: z.record(z.string(), z.string()),
      services: z.record(z.string(), z.string()),
      pending: z.record(z.string(), z.string()).optional(),
    }),
  });
  const show = async (sim: Simulation) => {
    const { status, message, results, hooks } = await act(sim, 'show-state');
    expect({ status, message }).toEqual({ status: 'completed', message: '' });
    return { ...shape.parse(results), hooks };
  };

  it('is told that nothing is to be done on a unit at rest, and nothing has changed by looking', () =>
    story(async (sim) => {
      const before = await stateFiles(sim);
      const { text, state, hooks } = await show(sim);
      expect(text).toMatch(
        /^kubernetes-worker\/0 is active: Kubernetes worker running\.\n\nNEXT\n {2}nothing: all is done\n/u,
      );
      expect(state).toMatchObject({ next: 'nothing: all is done', due: '' });
      const { 'return-node': returnNode, ...others } = state.handlers;
      expect(returnNode).toMatch(/^never ran; runs while all\(.*node\.drained\)$/u);
      expect(new Set(Object.values(others))).toEqual(new Set(['done']));
      expect(state.services).toMatchObject({ docker: 'active (running)' });
      expect(state.pending).toBeUndefined();
      expect(changesIn(hooks).filter((call) => !call.startsWith('action-set '))).toEqual([]);
      expect(await stateFiles(sim)).toEqual(before);
    }));

  it('is told which option is wrong and how it is accepted', () =>
    story(async (sim) => {
      sim.setConfig('kubernetes-worker', { labels: 'a=1 b=!!' });
      await settled(sim);
      const { text, state } = await show(sim);
      expect(state.handlers['label-node']).toMatch(/^blocked: labels: .*; not yet dealt with: config\.labels$/u);
      expect(state.pending).toMatchObject({ 'label-node': 'config.labels' });
      expect(text).toMatch(/\nNEXT\n {2}labels: .*accepted: .*\n {4}do: juju config/u);
    }));

  it('is told what the next hook will mend, before it does', () =>
    story(async (sim) => {
      await rm(onMachine(sim, '/root/cdk/kubeconfig'));
      const { text, state } = await show(sim);
      expect(state.pending).toEqual({ 'write-kubeconfigs': 'drift.kubeconfigs' });
      expect(state.next).toBe('the next hook runs write-kubeconfigs');
      expect(text).toMatch(/write-kubeconfigs +done; not yet dealt with: drift\.kubeconfigs; due in the next hook\n/u);
      await expect(stat(onMachine(sim, '/root/cdk/kubeconfig'))).rejects.toThrow('ENOENT');
      sim.updateStatus(worker);
      await settled(sim);
      expect((await show(sim)).state.next).toBe('nothing: all is done');
    }));

  it('is told the relation that lacks, with the command', () =>
    story(async (sim) => {
      sim.removeRelation('kubernetes-worker:cni', 'flannel:cni');
      await settled(sim);
      const { text, state } = await show(sim);
      expect(state.next).toMatch(
        /^Relate kubernetes-worker:cni flannel:cni\n {2}do: juju relate kubernetes-worker:cni flannel:cni/u,
      );
      expect(text).toMatch(/^kubernetes-worker\/0 is blocked: Relate kubernetes-worker:cni flannel:cni/u);
    }));
});

/** What the charm remembers, byte by byte. */
async function stateFiles(sim: Simulation): Promise<readonly string[]> {
  return Promise.all(['state.json', 'machine.json'].map((name) => readFile(path.join(stateFolder(sim), name), 'utf8')));
}

/** As the disk has it, or the record of a user who cannot give files away. */
async function ownerOf(sim: Simulation, file: string): Promise<string> {
  if (process.getuid?.() !== 0) {
    const owners = z.record(z.string(), z.string()).parse(JSON.parse(await fileOf(sim, '/.owners.json')));
    return owners[file] ?? 'root';
  }
  const { uid } = await stat(onMachine(sim, file));
  const users = (await readFile(onMachine(sim, '/etc/passwd'), 'utf8')).split('\n').map((line) => line.split(':'));
  return users.find(([, , id]) => id === String(uid))?.[0] ?? String(uid);
}
