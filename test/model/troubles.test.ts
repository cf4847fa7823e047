import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiTrouble } from '../../simulator/contract.ts';
import { describeMachine } from '../../simulator/programs/programs.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { aCluster, act, aModel, inACopy, joinWorker, running, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { nodeOf, nodesOf, typed } from './a-node.ts';
import { snapsOf } from './a-snapped-worker.ts';
import { demoted } from './an-administrator.ts';
import { players } from './players.ts';

let base: TestModel;

beforeAll(async () => {
  base = await aModel();
  await aCluster(base.sim);
  await joinWorker(base.sim);
  await base.sim.save();
});
afterAll(() => base.end());

/** With a real kubectl where one is here. */
const story = (tell: (sim: Simulation) => Promise<void>) => inACopy(base, tell, players[0]?.play);
const isCordoned = async (sim: Simulation) => (await nodeOf(sim)).spec.unschedulable;

const gone: ApiTrouble = { kind: 'gone' };
const failing: ApiTrouble = { kind: 'failing', status: 500 };
const overloaded: ApiTrouble = { kind: 'failing', status: 503 };
const slow: ApiTrouble = { kind: 'slow', delayMs: 200 };
const silent: ApiTrouble = { kind: 'slow', delayMs: 3_600_000 };
const contended: ApiTrouble = { kind: 'contended' };

describe('a unit that is removed', () => {
  it.each<[string, ApiTrouble, RegExp]>([
    ['is gone', gone, /not drained: .*was refused/u],
    ['fails inside', failing, /not drained: .*InternalError/u],
    ['is overloaded', overloaded, /not drained: .*ServiceUnavailable/u],
    ['never answers', silent, /not drained: .*did not end within its time/u],
    ['always knows somebody faster', contended, /not drained: .*Operation cannot be fulfilled.*left: default\//u],
  ])(
    'goes although the API server %s, its services are stopped, and the log says what is left',
    (_title, trouble, log) =>
      story(async (sim) => {
        const machine = sim.machineOf(worker);
        sim.setApiTrouble(trouble);
        sim.removeUnit(worker);
        const hooks = (await settled(sim)).filter(({ unit }) => unit === worker);
        const stderr = hooks.map((hook) => hook.stderr).join('');
        expect(stderr).toMatch(log);
        expect(stderr).toMatch(/while deleting the node: /u);
        expect(sim.model.units[worker]).toBeUndefined();
        expect(nodesOf(sim)).toEqual([machine.hostName.toLowerCase()]);
        const active = describeMachine(machine).services.filter((service) => service.active === 'active');
        expect(active.filter(({ name }) => name.startsWith('snap.'))).toEqual([]);
        const closed = hooks.flatMap(({ calls }) => calls.filter(({ program }) => program === 'close-port'));
        expect(closed.map(({ argv }) => argv[0])).toEqual(['443/tcp', '80/tcp']);
      }),
  );

  it('is drained by an API server that is slow, and its node is deleted', () =>
    story(async (sim) => {
      sim.setApiTrouble(slow);
      sim.removeUnit(worker);
      await settled(sim);
      expect(nodesOf(sim)).toEqual([]);
    }));

  it('stops although the administrator may only look', () =>
    story(async (sim) => {
      await demoted(sim, 'system:looker');
      sim.runHook(worker, 'stop');
      const [stop] = await settled(sim);
      expect(stop?.stderr).toMatch(/is not drained: .*forbidden/u);
      expect(stop?.stderr).toMatch(/while deleting the node: .*forbidden/u);
      expect(nodesOf(sim)).toHaveLength(1);
    }));
});

describe('an upgrade to another minor version', () => {
  const old = '1.9.7 (279)';
  const isOld = (sim: Simulation) => typed(sim, 'snap', 'refresh', '--channel=1.9/stable', '--classic', 'kubelet');

  it.each<[string, ApiTrouble, RegExp]>([
    ['is gone', gone, /Waiting for the API server to tell its version/u],
    ['fails inside', failing, /Waiting for the API server to tell its version/u],
    ['is overloaded', overloaded, /Waiting for the API server to tell its version/u],
    ['always knows somebody faster', contended, /cannot be drained, and nothing was replaced: .*cannot be fulfilled/u],
  ])('waits while the API server %s, and the next hook after that goes on', (_title, trouble, words) =>
    story(async (sim) => {
      await isOld(sim);
      sim.setApiTrouble(trouble);
      const { status, message } = await act(sim, 'upgrade');
      expect(status).toBe('failed');
      expect(message).toMatch(words);
      expect(message).toMatch(/; the next hook goes on with it$/u);
      expect(snapsOf(sim)['kubelet']).toBe(old);
      sim.setApiTrouble(null);
      sim.updateStatus(worker);
      await settled(sim);
      expect(snapsOf(sim)['kubelet']).toBe('1.10.2 (430)');
      expect(await isCordoned(sim)).toBe(false);
      expect(statusOf(sim)).toBe(running);
    }),
  );

  it.each([
    ['do nothing', 'nobody', /Waiting for the API server to tell about node \S+ \(.*[Ff]orbidden/u],
    ['only look', 'system:a-reader', /cannot be drained, and nothing was replaced: .*forbidden/u],
  ])('does not happen where the administrator may %s', (_title, user, words) =>
    story(async (sim) => {
      await isOld(sim);
      await demoted(sim, user);
      const { status, message } = await act(sim, 'upgrade');
      expect(status).toBe('failed');
      expect(message).toMatch(words);
      expect(snapsOf(sim)['kubelet']).toBe(old);
    }),
  );

  it('waits for an API server that is slow', () =>
    story(async (sim) => {
      await isOld(sim);
      sim.setApiTrouble(slow);
      expect(await act(sim, 'upgrade')).toMatchObject({ status: 'completed', results: { drained: 'true' } });
    }));
});

describe('debug', () => {
  const failedOf = (results: Readonly<Record<string, unknown>>) =>
    String(results['failed'])
      .split(' ')
      .filter((name) => name.startsWith('kubectl/'));

  it.each<[string, ApiTrouble, number]>([
    ['is gone', gone, 11],
    ['fails inside', failing, 11],
    ['is overloaded', overloaded, 11],
    ['is slow', slow, 0],
  ])('makes its archive while the API server %s, and names what kubectl could not tell', (_title, trouble, count) =>
    story(async (sim) => {
      sim.setApiTrouble(trouble);
      const { status, message, results } = await act(sim, 'debug');
      expect({ status, message }).toEqual({ status: 'completed', message: '' });
      expect(failedOf(results)).toHaveLength(count);
    }),
  );
});

describe('a node for which the API server always knows somebody faster', () => {
  it('is neither paused nor resumed, and the unit says what is so', () =>
    story(async (sim) => {
      sim.setApiTrouble(contended);
      const paused = await act(sim, 'pause');
      expect(paused.status).toBe('failed');
      expect(paused.message).toMatch(
        /^pause: node \S+ cannot be cordoned, nothing was changed: .*Operation cannot be fulfilled/u,
      );
      expect(statusOf(sim)).toBe(running);
      sim.setApiTrouble(null);
      await act(sim, 'pause');
      sim.setApiTrouble(contended);
      const resumed = await act(sim, 'resume');
      expect(resumed.status).toBe('failed');
      expect(resumed.message).toMatch(/^resume: node \S+ cannot be uncordoned: .*Operation cannot be fulfilled/u);
      expect(statusOf(sim)).toBe('waiting: Kubernetes unit paused');
      expect(await isCordoned(sim)).toBe(true);
    }));
});
