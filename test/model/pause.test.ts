import { describe, expect, it } from 'vitest';
import type { ApiTrouble } from '../../simulator/contract.ts';
import { stateOf } from '../../simulator/programs/state.ts';
import { JujuRefused } from '../../simulator/simulation.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { act, inACopy, running, settled, statusOf, worker } from './a-model.ts';
import { nodeOf, typed } from './a-node.ts';
import { demoted } from './an-administrator.ts';
import { joinedWorkers, tracks } from './joined-workers.ts';
import type { Track } from './joined-workers.ts';
import { players } from './players.ts';
import type { Player } from './players.ts';
import { barePod, budgeted, deployed, nodeName, podsThere, podWithData } from './pods.ts';

const baseOf = joinedWorkers();

interface Place {
  readonly track?: Track;
  readonly player: Player;
}

function story({ track = '2.9', player }: Place, tell: (sim: Simulation) => Promise<void>): Promise<void> {
  return inACopy(baseOf(track), tell, player.play);
}

const paused = 'waiting: Kubernetes unit paused';
const isCordoned = async (sim: Simulation) => (await nodeOf(sim)).spec.unschedulable;

describe.each(players)('with $name', (player) => {
  describe.each(tracks)('an operator of Juju %s', (track) => {
    it('who pauses a unit has its node cordoned and drained, and back when it is resumed', () =>
      story({ track, player }, async (sim) => {
        await deployed(sim, 'web', 2);
        const { status, message, results, log } = await act(sim, 'pause');
        expect({ status, message }).toEqual({ status: 'completed', message: '' });
        // Two of ours, and the default backend of the ingress.
        expect(results).toMatchObject({ node: nodeName(sim), cordoned: 'true', evicted: '3', remaining: '0' });
        expect(results['evicted-pods']).toMatch(/default\/web-\S+, default\/web-\S+$/u);
        expect(log).toEqual([`Node ${nodeName(sim)} takes no new pods; draining it for at most 300 seconds`]);
        expect(await podsThere(sim)).toEqual([]);
        expect(await isCordoned(sim)).toBe(true);
        expect(statusOf(sim)).toBe(paused);

        const resumed = await act(sim, 'resume');
        expect(resumed).toMatchObject({ status: 'completed', message: '' });
        expect(resumed.results).toMatchObject({ node: nodeName(sim), cordoned: 'false' });
        expect(await isCordoned(sim)).toBe(false);
        expect(statusOf(sim)).toBe(running);
      }));

    it('whose pods cannot be moved in time is told which, and by what budget; the unit is paused all the same', () =>
      story({ track, player }, async (sim) => {
        await deployed(sim, 'web');
        await budgeted(sim, 'web', 1);
        const { status, message, results } = await act(sim, 'pause', { timeout: 1 });
        expect(status).toBe('failed');
        expect(message).toMatch(
          /^pause: node \S+ is cordoned and not drained after 1 s; left: default\/web-\S+ \(budget web\); /u,
        );
        expect(results).toMatchObject({ cordoned: 'true', remaining: '1' });
        expect(results['remaining-pods']).toMatch(/^default\/web-\S+ \(budget web\)$/u);
        expect(await isCordoned(sim)).toBe(true);
        expect(statusOf(sim)).toMatch(
          /^waiting: Kubernetes unit paused; 1 pod left on the node: default\/web-\S+ \(budget web\)$/u,
        );
      }));

    it('is refused parameters of other types and sizes', () =>
      story({ track, player }, async (sim) => {
        for (const parameters of [
          { force: 'yes' },
          { 'delete-local-data': 1 },
          { timeout: 0 },
          { timeout: 3601 },
          { timeout: 1e21 },
          { timeout: '60; reboot' },
          { timeout: '$(reboot)' },
          { 'grace-period': -2 },
          { 'grace-period': 1.5 },
          { 'grace-period': '1\n--force' },
          { node: 'other' },
        ]) {
          expect(() => sim.runAction([worker], 'pause', parameters), JSON.stringify(parameters)).toThrow(JujuRefused);
        }
        expect(() => sim.runAction([worker], 'resume', { force: true })).toThrow(JujuRefused);
        expect(statusOf(sim)).toBe(running);
      }));
  });

  const told = (title: string, tell: (sim: Simulation) => Promise<void>) => it(title, () => story({ player }, tell));

  describe('a pause that could not move all pods', () => {
    told('goes on when it is asked again, and says of pods what is so', async (sim) => {
      await deployed(sim, 'web');
      await budgeted(sim, 'web', 1);
      await act(sim, 'pause', { timeout: 1 });
      await typed(sim, 'kubectl', 'delete', 'pdb', 'web');
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toMatch(/^waiting: Kubernetes unit paused; 1 pod left on the node: default\/web-[^ (]+$/u);
      const { status, results } = await act(sim, 'pause');
      expect(status).toBe('completed');
      expect(results).toMatchObject({ cordoned: 'true', evicted: '1', remaining: '0' });
      expect(statusOf(sim)).toBe(paused);
    });

    told('says nothing more of pods that have gone by themselves', async (sim) => {
      await deployed(sim, 'web');
      await budgeted(sim, 'web', 1);
      await act(sim, 'pause', { timeout: 1 });
      await typed(sim, 'kubectl', 'delete', 'deployment', 'web');
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toBe(paused);
    });

    told('names a pod without a controller, which only force gives up', async (sim) => {
      await barePod(sim, 'bare');
      const refused = await act(sim, 'pause');
      expect(refused.status).toBe('failed');
      expect(refused.message).toContain('left: default/bare (no controller)');
      expect(refused.message).toContain('force=true');
      expect(await podsThere(sim)).toContain('bare');
      expect(await isCordoned(sim)).toBe(true);
      const forced = await act(sim, 'pause', { force: true });
      expect(forced.status).toBe('completed');
      expect(forced.results).toMatchObject({ remaining: '0' });
      expect(await podsThere(sim)).toEqual([]);
    });

    told('names a pod with local data, which only delete-local-data gives up', async (sim) => {
      await podWithData(sim, 'cache');
      const refused = await act(sim, 'pause');
      expect(refused.status).toBe('failed');
      expect(refused.message).toMatch(/left: .*default\/cache-\S+ \(local data\)/u);
      expect(refused.message).toContain('delete-local-data=true');
      expect((await act(sim, 'pause', { 'delete-local-data': true })).status).toBe('completed');
      expect(await podsThere(sim)).toEqual([]);
    });
  });

  describe('a pause that cannot begin', () => {
    it.each<[string, ApiTrouble]>([
      ['is gone', { kind: 'gone' }],
      ['fails inside', { kind: 'failing', status: 500 }],
      ['is overloaded', { kind: 'failing', status: 503 }],
    ])('changes nothing while the API server %s, and says so', (_title, trouble) =>
      story({ player }, async (sim) => {
        sim.setApiTrouble(trouble);
        const { status, message } = await act(sim, 'pause');
        expect(status).toBe('failed');
        expect(message).toMatch(/^pause: the API server does not tell about node \S+: \S/u);
        sim.setApiTrouble(null);
        expect(await isCordoned(sim)).toBe(false);
        sim.updateStatus(worker);
        await settled(sim);
        expect(statusOf(sim)).toBe(running);
      }),
    );

    told('changes nothing where the administrator may not cordon', async (sim) => {
      const giveBack = await demoted(sim, 'system:observer');
      const { status, message, results } = await act(sim, 'pause');
      expect(status).toBe('failed');
      expect(message).toMatch(/^pause: node \S+ cannot be cordoned, nothing was changed: .*forbidden/u);
      expect(results).toMatchObject({ cordoned: 'false' });
      giveBack();
      expect(await isCordoned(sim)).toBe(false);
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
    });
  });

  describe('a resume', () => {
    told('fails while the API server is gone, and the unit stays paused', async (sim) => {
      await act(sim, 'pause');
      sim.setApiTrouble({ kind: 'gone' });
      const { status, message } = await act(sim, 'resume');
      expect({ status, message }).toMatchObject({ status: 'failed' });
      expect(message).toMatch(/^resume: the API server does not tell/u);
      expect(statusOf(sim)).toBe(paused);
      sim.setApiTrouble(null);
      expect(await isCordoned(sim)).toBe(true);
      expect((await act(sim, 'resume')).status).toBe('completed');
      expect(statusOf(sim)).toBe(running);
    });

    told('fails where the administrator may not uncordon, and the unit stays paused', async (sim) => {
      await act(sim, 'pause');
      const giveBack = await demoted(sim, 'system:observer');
      const { status, message } = await act(sim, 'resume');
      expect(status).toBe('failed');
      expect(message).toMatch(/^resume: node \S+ cannot be uncordoned: .*forbidden/u);
      giveBack();
      expect(statusOf(sim)).toBe(paused);
    });

    told('of a unit that is not paused does no harm, and uncordons a node that somebody cordoned', async (sim) => {
      expect((await act(sim, 'resume')).results).toMatchObject({ cordoned: 'false' });
      await typed(sim, 'kubectl', 'cordon', nodeName(sim));
      expect((await act(sim, 'resume')).results).toMatchObject({ cordoned: 'false' });
      expect(await isCordoned(sim)).toBe(false);
      expect(statusOf(sim)).toBe(running);
    });
  });

  describe('an API server that is slow', () => {
    told('is waited for', async (sim) => {
      await deployed(sim, 'web');
      sim.setApiTrouble({ kind: 'slow', delayMs: 200 });
      expect((await act(sim, 'pause')).status).toBe('completed');
      expect(statusOf(sim)).toBe(paused);
      expect((await act(sim, 'resume')).status).toBe('completed');
      expect(statusOf(sim)).toBe(running);
    });
  });

  describe('a unit that is paused', () => {
    told('can be paused again', async (sim) => {
      await act(sim, 'pause');
      const { status, results } = await act(sim, 'pause');
      expect(status).toBe('completed');
      expect(results).toMatchObject({ cordoned: 'true', evicted: '0', remaining: '0' });
      expect(statusOf(sim)).toBe(paused);
    });

    told('has its runtime replaced, and is still paused', async (sim) => {
      await act(sim, 'pause');
      sim.setConfig('kubernetes-worker', { docker_runtime: 'upstream' });
      await settled(sim);
      expect(Object.keys(stateOf(sim.machineOf(worker)).packages)).toContain('docker-ce');
      expect(statusOf(sim)).toBe(paused);
      expect(await isCordoned(sim)).toBe(true);
      expect((await act(sim, 'resume')).results).toMatchObject({ cordoned: 'false' });
      expect(statusOf(sim)).toBe(running);
      expect(await isCordoned(sim)).toBe(false);
    });

    told('in the middle of a change that waits for its pods stays paused when that is over', async (sim) => {
      await barePod(sim, 'bare');
      sim.setConfig('kubernetes-worker', { docker_runtime: 'upstream' });
      await settled(sim);
      expect(statusOf(sim)).toMatch(/^blocked: Replacing docker\.io by docker-ce: node \S+ cannot be drained/u);
      // The pass of the engine at the end of the action finds the node empty, and goes on.
      expect((await act(sim, 'pause', { force: true })).status).toBe('completed');
      expect(Object.keys(stateOf(sim.machineOf(worker)).packages)).toContain('docker-ce');
      expect(statusOf(sim)).toBe(paused);
      expect(await isCordoned(sim)).toBe(true);
    });

    told('and is resumed in the middle of a change stays cordoned until that is over', async (sim) => {
      await barePod(sim, 'bare');
      await act(sim, 'pause');
      sim.setConfig('kubernetes-worker', { docker_runtime: 'upstream' });
      await settled(sim);
      const { status, results } = await act(sim, 'resume');
      expect(status).toBe('completed');
      expect(results).toMatchObject({ cordoned: 'true' });
      expect(statusOf(sim)).toMatch(/^blocked: Replacing docker\.io by docker-ce: node \S+ cannot be drained/u);
      expect(await isCordoned(sim)).toBe(true);
      await typed(sim, 'kubectl', 'delete', 'pod', 'bare');
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
      expect(await isCordoned(sim)).toBe(false);
    });
  });
});
