import { describe, expect, it } from 'vitest';
import { JujuRefused } from '../../simulator/simulation.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { act, inACopy, running, settled, statusOf, worker } from './a-model.ts';
import { nodeOf, typed } from './a-node.ts';
import {
  app,
  change,
  edge,
  manual,
  movesIn,
  restartsOf,
  restartsSince,
  snapNames,
  snapsOf,
  stable,
} from './a-snapped-worker.ts';
import { joinedWorkers, tracks } from './joined-workers.ts';

const baseOf = joinedWorkers();
const override = '; to do it all the same: action upgrade with force=true';

/** Upgrades that are refused, or that wait for somebody who does not answer. */
describe.each(tracks)('an operator of Juju %s', (track) => {
  const story = (tell: (sim: Simulation) => Promise<void>) => inACopy(baseOf(track), tell);

  it('whose channel does not exist is told so at once, with those that do, and no action changes that', () =>
    story(async (sim) => {
      await change(sim, { channel: '1.99/stable' });
      expect(statusOf(sim)).toMatch(
        /^blocked: channel: the store has no kubectl on 1\.99\/stable; accepted: .*1\.10\/stable/u,
      );
      const { status, message } = await act(sim, 'upgrade', { force: true });
      expect(status).toBe('failed');
      expect(message).toMatch(/^upgrade: channel: the store has no kubectl on 1\.99\/stable/u);
      expect(snapsOf(sim)).toEqual(stable);
      await change(sim, { channel: '1.10/edge' });
      expect(statusOf(sim)).toBe(manual);
    }));

  it('who asks for a version that the charm cannot configure is refused before anything changes, also by force', () =>
    story(async (sim) => {
      const before = restartsOf(sim);
      await change(sim, { channel: '1.11/stable', 'require-manual-upgrade': 'false' });
      const refused = 'channel: Kubernetes 1.11.0 is not supported by this charm; supported: 1.10';
      expect(statusOf(sim)).toBe(`blocked: ${refused}`);
      const { status, message } = await act(sim, 'upgrade', { force: true });
      expect({ status, message }).toEqual({ status: 'failed', message: `upgrade: ${refused}` });
      expect(snapsOf(sim)).toEqual(stable);
      expect(restartsSince(sim, before)).toEqual({ docker: 0, kubelet: 0, 'kube-proxy': 0 });
      expect((await nodeOf(sim)).spec.unschedulable).toBe(false);
    }));

  it.each(['true', 'false'])(
    'whose API server is older is refused (require-manual-upgrade=%s), unless he forces it',
    (isManual) =>
      story(async (sim) => {
        sim.cluster.setVersion('1.9.8');
        await change(sim, { channel: '1.10/edge', 'require-manual-upgrade': isManual });
        const refused = 'channel: kubelet 1.10.3 would be newer than the API server, which is 1.9.8';
        const told = isManual === 'true' ? `${manual} (${refused}${override})` : `blocked: ${refused}${override}`;
        expect(statusOf(sim)).toBe(told);
        const { status, message } = await act(sim, 'upgrade');
        expect({ status, message }).toEqual({ status: 'failed', message: `upgrade: ${refused}${override}` });
        sim.updateStatus(worker);
        await settled(sim);
        expect(statusOf(sim)).toBe(told);
        expect(snapsOf(sim)).toEqual(stable);
        expect(await act(sim, 'upgrade', { force: true })).toMatchObject({ status: 'completed', message: '' });
        expect(snapsOf(sim)).toEqual(edge);
        expect(statusOf(sim)).toBe(running);
      }),
  );

  it('whose API server is gone is told that the upgrade waits, and it goes on by itself', () =>
    story(async (sim) => {
      await change(sim, { channel: '1.10/edge' });
      sim.setApiTrouble({ kind: 'gone' });
      const { status, message } = await act(sim, 'upgrade');
      expect(status).toBe('failed');
      expect(message).toMatch(
        /^upgrade: Waiting for the API server to tell its version .*force=true; the next hook goes on with it$/u,
      );
      expect(snapsOf(sim)).toEqual(stable);
      sim.setApiTrouble(null);
      sim.updateStatus(worker);
      await settled(sim);
      expect(snapsOf(sim)).toEqual(edge);
      expect(statusOf(sim)).toBe(running);
    }));

  it('whose store does not answer is told so, everything else goes on, and so does the upgrade later', () =>
    story(async (sim) => {
      const { faults } = sim.machineOf(worker);
      for (const match of ['info', 'refresh']) faults.push({ program: 'snap', match, kind: 'offline', times: -1 });
      await change(sim, { channel: '1.10/edge', 'require-manual-upgrade': 'false' });
      expect(statusOf(sim)).toMatch(/^waiting: Waiting for the snap store to tell which kubelet the channel has/u);
      const failed = await act(sim, 'upgrade', { force: true });
      expect(failed.message).toMatch(/^upgrade: Waiting for the network .*; the next hook goes on with it$/u);
      await change(sim, { labels: 'disk=ssd' });
      expect((await nodeOf(sim)).metadata.labels).toMatchObject({ disk: 'ssd' });
      expect(snapsOf(sim)).toEqual(stable);
      faults.splice(0);
      sim.updateStatus(worker);
      await settled(sim);
      expect(snapsOf(sim)).toEqual(edge);
      expect(statusOf(sim)).toBe(running);
    }));

  const hostile = [
    '$(reboot)',
    '1.10/stable; reboot',
    '1.10\n--dangerous',
    '--amend',
    '1.10/',
    `1.${'0'.repeat(20_000)}/`,
  ];
  it.each(hostile.map((channel) => [channel.slice(0, 20), channel] as const))(
    'who sets the channel to %j is told the form, and the action does nothing',
    (_title, channel) =>
      story(async (sim) => {
        await change(sim, { channel });
        expect(statusOf(sim)).toMatch(/^blocked: channel: .* is no snap channel; accepted: TRACK\/RISK such as /u);
        const { status, message, hooks } = await act(sim, 'upgrade', { force: true });
        expect(status).toBe('failed');
        expect(message).toMatch(/^upgrade: channel: /u);
        expect(movesIn(hooks)).toEqual([]);
        await change(sim, { channel: '1.10/edge' });
        expect(statusOf(sim)).toBe(manual);
        expect(snapsOf(sim)).toEqual(stable);
      }),
  );

  it('who deploys with a channel that does not exist, or with no store, is told so, and goes on when it is mended', () =>
    story(async (sim) => {
      for (const name of snapNames) await typed(sim, 'snap', 'remove', name);
      sim.removeUnit(worker);
      await settled(sim);
      sim.setConfig(app, { channel: '1.99/stable' });
      sim.addUnit(app);
      const fresh = `${app}/1`;
      await settled(sim);
      expect(statusOf(sim, fresh)).toMatch(/^blocked: channel: the store has no kubectl on 1\.99\/stable; accepted: /u);
      const { faults } = sim.machineOf(fresh);
      faults.push({ program: 'snap', kind: 'offline', times: -1 });
      await change(sim, { channel: '1.10/edge' });
      expect(statusOf(sim, fresh)).toMatch(/^waiting: Waiting for the network \(Installing the kubectl snap/u);
      faults.splice(0);
      sim.updateStatus(fresh);
      await settled(sim);
      expect(statusOf(sim, fresh)).toBe(running);
      expect(sim.model.applications[app]?.version).toBe('1.10.3');
    }));

  it('is refused parameters of another type, and others', () =>
    story(async (sim) => {
      for (const parameters of [{ force: 'yes' }, { drain: 1 }, { channel: '1.11/stable' }])
        expect(() => sim.runAction([worker], 'upgrade', parameters)).toThrow(JujuRefused);
    }));
});
