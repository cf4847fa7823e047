import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeSnapFile } from '../../simulator/programs/programs.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { act, changesIn, fileOf, inACopy, running, settled, statusOf, worker } from './a-model.ts';
import { renewedCertificate } from './a-certificate.ts';
import type { TestModel } from './a-model.ts';
import { nodeOf, typed } from './a-node.ts';
import {
  app,
  change,
  edge,
  manual,
  movesIn,
  publish,
  restartsOf,
  restartsSince,
  snapNames,
  snapsOf,
  stable,
} from './a-snapped-worker.ts';
import { joinedWorkers, tracks } from './joined-workers.ts';

const baseOf = joinedWorkers();
const oncePerDaemon = { docker: 0, kubelet: 1, 'kube-proxy': 1 };

describe.each(tracks)('an operator of Juju %s', (track) => {
  const story = (tell: (sim: Simulation, model: TestModel) => Promise<void>) => inACopy(baseOf(track), tell);
  /** What the next hook changes. */
  const laterChanges = async (sim: Simulation) => {
    sim.updateStatus(worker);
    return changesIn(await settled(sim));
  };

  it('who changes the channel has everything else go on until he runs the action, which restarts each daemon once', () =>
    story(async (sim) => {
      const before = restartsOf(sim);
      const hooks = await change(sim, { channel: '1.10/edge' });
      expect(statusOf(sim)).toBe(manual);
      expect(movesIn(hooks)).toEqual([]);
      await change(sim, { labels: 'disk=ssd', 'docker-opts': '--label colour=blue' });
      expect((await nodeOf(sim)).metadata.labels).toMatchObject({ disk: 'ssd' });
      expect(restartsSince(sim, before)).toEqual({ docker: 1, kubelet: 0, 'kube-proxy': 0 });
      const renewed = renewedCertificate(sim);
      sim.writeBag('easyrsa/0', 'client', worker, renewed);
      await settled(sim);
      expect(await fileOf(sim, '/root/cdk/server.crt')).toBe(renewed['kubernetes-worker_0.server.cert']);
      expect(restartsSince(sim, before)).toEqual({ docker: 1, kubelet: 1, 'kube-proxy': 0 });
      expect(snapsOf(sim)).toEqual(stable);
      expect(statusOf(sim)).toBe(manual);

      const asked = restartsOf(sim);
      const { status, message, results } = await act(sim, 'upgrade');
      expect({ status, message }).toEqual({ status: 'completed', message: '' });
      expect(results).toMatchObject({
        before: stable,
        after: edge,
        drained: 'false',
        response: { msg: 'Upgraded kubectl, kubelet, kube-proxy.' },
      });
      expect(snapsOf(sim)).toEqual(edge);
      expect(restartsSince(sim, asked)).toEqual(oncePerDaemon);
      expect(statusOf(sim)).toBe(running);
      expect(sim.model.applications[app]?.version).toBe('1.10.3');
      expect(await laterChanges(sim)).toEqual([]);
      expect(restartsSince(sim, asked)).toEqual(oncePerDaemon);
    }));

  it('who runs the action again is told that nothing is newer, and gets what the channel has later', () =>
    story(async (sim) => {
      const before = restartsOf(sim);
      const none = await act(sim, 'upgrade');
      expect(none).toMatchObject({ status: 'completed', message: '' });
      expect(none.results).toMatchObject({
        before: stable,
        after: stable,
        response: { msg: 'Nothing is newer, and nothing was restarted.' },
      });
      expect(restartsSince(sim, before)).toEqual({ docker: 0, kubelet: 0, 'kube-proxy': 0 });
      publish(sim, '1.10/stable', '1.10.4');
      expect((await act(sim, 'upgrade')).results).toMatchObject({ after: { kubelet: '1.10.4 (900)' } });
      expect(restartsSince(sim, before)).toEqual(oncePerDaemon);
      expect(statusOf(sim)).toBe(running);
    }));

  it('who sets the channel back has the block cleared, and who needs no manual upgrade has it released', () =>
    story(async (sim) => {
      await change(sim, { channel: '1.10/edge' });
      expect(statusOf(sim)).toBe(manual);
      const back = await change(sim, { channel: '1.10/stable' });
      expect(statusOf(sim)).toBe(running);
      expect(movesIn(back)).toEqual([]);
      await change(sim, { channel: '1.10/edge' });
      await change(sim, { 'require-manual-upgrade': 'false' });
      expect(snapsOf(sim)).toEqual(edge);
      expect(statusOf(sim)).toBe(running);
    }));

  it('who has paused the unit finds it paused and cordoned after the upgrade', () =>
    story(async (sim) => {
      expect(await act(sim, 'pause')).toMatchObject({ status: 'completed' });
      await change(sim, { channel: '1.10/edge' });
      expect(statusOf(sim)).toBe('waiting: Kubernetes unit paused; Needs manual upgrade, run the upgrade action');
      expect(await act(sim, 'upgrade')).toMatchObject({ status: 'completed', message: '' });
      expect(snapsOf(sim)).toEqual(edge);
      expect(statusOf(sim)).toBe('waiting: Kubernetes unit paused');
      expect((await nodeOf(sim)).spec.unschedulable).toBe(true);
      expect(await laterChanges(sim)).toEqual([]);
    }));

  it('whose kubelet goes to another minor version has the node drained before, and back after', () =>
    story(async (sim) => {
      await typed(sim, 'snap', 'refresh', '--channel=1.9/stable', '--classic', 'kubelet');
      const { status, message, results, hooks } = await act(sim, 'upgrade');
      expect({ status, message }).toEqual({ status: 'completed', message: '' });
      expect(results).toMatchObject({
        before: { kubelet: '1.9.7 (279)' },
        after: { kubelet: '1.10.2 (430)' },
        drained: 'true',
      });
      const calls = hooks.flatMap((hook) => hook.calls.map(({ program, argv }) => [program, ...argv].join(' ')));
      const at = (words: RegExp) => calls.findIndex((call) => words.test(call));
      expect(at(/^kubectl .* drain /u)).toBeGreaterThan(at(/^kubectl .* cordon /u));
      expect(at(/^snap refresh .* kubectl$/u)).toBeGreaterThan(at(/^kubectl .* drain /u));
      expect(at(/^kubectl .* uncordon /u)).toBeGreaterThan(at(/^snap refresh .* kubelet$/u));
      expect((await nodeOf(sim)).spec.unschedulable).toBe(false);
      expect(statusOf(sim)).toBe(running);
    }));

  it('whose upgrade is killed before the node is back has it back after the next hook', () =>
    story(async (sim, model) => {
      await typed(sim, 'snap', 'refresh', '--channel=1.9/stable', '--classic', 'kubelet');
      await sim.save();
      let call = 0;
      await inACopy(model, async (undisturbed) => {
        const calls = (await act(undisturbed, 'upgrade')).hooks.find(({ hook }) => hook === 'upgrade')?.calls ?? [];
        call = calls.findIndex(({ program, argv }) => program === 'kubectl' && argv.includes('uncordon')) + 1;
      });
      sim.killPlan = { unit: worker, hook: 'upgrade', nth: 0, call, when: 'before' };
      sim.runAction([worker], 'upgrade', {});
      await sim.settle();
      expect(sim.killPlan).toBeNull();
      expect((await nodeOf(sim)).spec.unschedulable).toBe(true);
      sim.updateStatus(worker);
      await settled(sim);
      expect((await nodeOf(sim)).spec.unschedulable).toBe(false);
      expect(snapsOf(sim)).toEqual(stable);
      expect(statusOf(sim)).toBe(running);
    }));

  it('who refreshes kubelet by hand to a version that the charm does not know has its arguments kept, and is told', () =>
    story(async (sim) => {
      const settings = () =>
        Promise.all(['kubelet', 'kube-proxy'].map((name) => typed(sim, 'snap', 'get', '-d', name)));
      const before = { settings: await settings(), restarts: restartsOf(sim) };
      await typed(sim, 'snap', 'refresh', '--channel=1.9/stable', '--classic', 'kubelet');
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toMatch(
        /^waiting: Waiting for a kubelet that can be configured, .*Kubernetes 1\.9\.7 is not supported by this charm/u,
      );
      expect(await settings()).toEqual(before.settings);
      // By the refresh itself.
      expect(restartsSince(sim, before.restarts)).toEqual({ docker: 0, kubelet: 1, 'kube-proxy': 0 });
      expect(await act(sim, 'upgrade')).toMatchObject({ status: 'completed', message: '' });
      expect(statusOf(sim)).toBe(running);
      expect(await settings()).toEqual(before.settings);
    }));

  it('whose pods do not leave has nothing refreshed, the next hook goes on, and drain=false goes round it', () =>
    story(async (sim) => {
      await typed(sim, 'snap', 'refresh', '--channel=1.9/stable', '--classic', 'kubelet');
      const { faults } = sim.machineOf(worker);
      faults.push({ program: 'kubectl', match: ' drain ', kind: 'offline', times: 2 });
      const { status, message, results } = await act(sim, 'upgrade');
      expect(status).toBe('failed');
      expect(message).toMatch(/^upgrade: Waiting for pods to leave node .*; the next hook goes on with it$/u);
      expect(results).toMatchObject({ after: { kubelet: '1.9.7 (279)' } });
      expect((await nodeOf(sim)).spec.unschedulable).toBe(true);
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toMatch(/^waiting: Waiting for pods to leave node /u);
      const calm = await act(sim, 'upgrade', { drain: false });
      expect(calm).toMatchObject({ status: 'completed', message: '' });
      expect(snapsOf(sim)).toEqual(stable);
      expect((await nodeOf(sim)).spec.unschedulable).toBe(false);
      expect(statusOf(sim)).toBe(running);
    }));

  it('who attaches snaps gets them by the action, once, and a file of another snap not at all', () =>
    story(async (sim, { folder }) => {
      const attach = async (snap: { readonly name: string; readonly version: string }) => {
        const file = path.join(folder, 'kubelet.snap');
        await writeFile(file, makeSnapFile(snap));
        sim.attachResource(app, 'kubelet', file);
        await settled(sim);
      };
      await attach({ name: 'kubelet', version: '1.10.9' });
      expect(statusOf(sim)).toBe(manual);
      const asked = restartsOf(sim);
      expect((await act(sim, 'upgrade')).results).toMatchObject({ after: { ...stable, kubelet: '1.10.9 (x1)' } });
      expect(restartsSince(sim, asked)).toEqual({ docker: 0, kubelet: 1, 'kube-proxy': 0 });
      expect(statusOf(sim)).toBe(running);
      const before = restartsOf(sim);
      expect((await act(sim, 'upgrade')).results).toMatchObject({ after: { kubelet: '1.10.9 (x1)' } });
      await attach({ name: 'kubelet', version: '1.10.9' });
      expect(statusOf(sim)).toBe(running);
      expect(restartsOf(sim)).toEqual(before);
      await attach({ name: 'etcd', version: '1.10.9' });
      expect(statusOf(sim)).toBe('blocked: resource kubelet: the file is a snap of another name: etcd');
      expect(await act(sim, 'upgrade', { force: true })).toMatchObject({ status: 'failed' });
      expect(snapsOf(sim)).toEqual({ ...stable, kubelet: '1.10.9 (x1)' });
    }));

  it('finds that nothing moves by itself, and that a refresh of the charm reinstalls nothing', () =>
    story(async (sim) => {
      publish(sim, '1.10/stable', '1.10.4');
      const before = restartsOf(sim);
      expect(await typed(sim, 'snap', 'refresh')).toBe('');
      sim.refresh(app);
      const hooks = await settled(sim);
      expect(hooks.map(({ hook }) => hook)).toContain('upgrade-charm');
      expect(movesIn(hooks)).toEqual([]);
      expect(snapsOf(sim)).toEqual(stable);
      expect(restartsOf(sim)).toEqual(before);
    }));

  it('whose snapd cannot hold single snaps is told so in the log, and nothing of the machine is set for it', () =>
    story(async (sim) => {
      const machine = sim.machineOf(worker);
      machine.state['snapdVersion'] = '2.57.6';
      // As a charm that never held any would have left it.
      for (const name of snapNames) await typed(sim, 'snap', 'remove', name);
      sim.updateStatus(worker);
      const hooks = await settled(sim);
      expect(movesIn(hooks).filter((line) => line.includes('hold'))).toEqual([]);
      expect(hooks.flatMap(({ calls }) => calls).filter(({ argv }) => argv.includes('system'))).toEqual([]);
      const told = sim.log().filter(({ message }) => message.includes('snapd 2.57 cannot hold snaps'));
      expect(told).toHaveLength(1);
      publish(sim, '1.10/stable', '1.10.4');
      expect(await typed(sim, 'snap', 'refresh')).toContain('kubelet 1.10.4');
    }));

  it('whose snapd fails to hold the new snaps has them in use all the same, and held by a later hook', () =>
    story(async (sim) => {
      const { faults } = sim.machineOf(worker);
      faults.push({ program: 'snap', match: '--hold', kind: 'fail', times: -1 });
      for (const name of snapNames) await typed(sim, 'snap', 'remove', name);
      await change(sim, { channel: '1.10/edge', 'require-manual-upgrade': 'false' });
      expect(statusOf(sim)).toMatch(/^blocked: Holding kubectl, kubelet, kube-proxy: /u);
      // kubelet, which snapd starts without its settings, is started again by systemd.
      await sim.advance(600);
      expect(statusOf(sim)).toMatch(/^blocked: Holding kubectl, kubelet, kube-proxy: [^;]*$/u);
      expect(snapsOf(sim)).toEqual(edge);
      expect(sim.model.applications[app]?.version).toBe('1.10.3');
      expect(await typed(sim, 'systemctl', 'show', 'snap.kubelet.daemon')).toContain('ActiveState=active');
      faults.splice(0);
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
      publish(sim, '1.10/edge', '1.10.4');
      expect(await typed(sim, 'snap', 'refresh')).toBe('');
    }));

  it('whose upgrade is killed at any child has it whole after the next hook', { timeout: 1_800_000 }, () =>
    story(async (sim, model) => {
      await change(sim, { channel: '1.10/edge' });
      await sim.save();
      const points: number[] = [];
      await inACopy(model, async (undisturbed) => {
        const { hooks } = await act(undisturbed, 'upgrade');
        const calls = hooks.find(({ hook }) => hook === 'upgrade')?.calls ?? [];
        for (const [index, { program, argv }] of calls.entries())
          if (program === 'snap' || (program === 'systemctl' && argv[0] !== 'show')) points.push(index + 1);
      });
      expect(points.length).toBeGreaterThan(6);
      for (const call of points) await killedAt(model, call, call === points[0]);
    }),
  );

  async function killedAt(from: TestModel, call: number, isTooEarly: boolean): Promise<void> {
    await inACopy(from, async (sim) => {
      const before = restartsOf(sim);
      sim.killPlan = { unit: worker, hook: 'upgrade', nth: 0, call, when: 'after' };
      sim.runAction([worker], 'upgrade', {});
      await sim.settle();
      expect(sim.killPlan, `child ${call}`).toBeNull();
      sim.updateStatus(worker);
      await settled(sim);
      expect(snapsOf(sim), `after child ${call}`).toEqual(isTooEarly ? stable : edge);
      expect(statusOf(sim), `after child ${call}`).toBe(isTooEarly ? manual : running);
      for (const [name, count] of Object.entries(restartsSince(sim, before)))
        expect(count, `after child ${call}: restarts of ${name}`).toBeLessThanOrEqual(1);
    });
  }
});
