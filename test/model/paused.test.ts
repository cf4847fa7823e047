import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulation } from '../../simulator/simulation.ts';
import { aCluster, act, aModel, inACopy, joinWorker, running, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { nodeOf } from './a-node.ts';
import { budgeted, deployed, podsThere } from './pods.ts';

/** A worker with pods, and the same worker when it is paused. */
let base: TestModel;
let paused: TestModel;

beforeAll(async () => {
  base = await aModel();
  await aCluster(base.sim);
  await joinWorker(base.sim);
  await deployed(base.sim, 'web', 2);
  await base.sim.save();
  paused = await aModel({ from: base.folder });
  await act(paused.sim, 'pause');
  await paused.sim.save();
});
afterAll(async () => {
  await paused.end();
  await base.end();
});

const isPaused = async (sim: Simulation) => ({
  status: statusOf(sim),
  isCordoned: (await nodeOf(sim)).spec.unschedulable,
  pods: await podsThere(sim),
});
const asPaused = { status: 'waiting: Kubernetes unit paused', isCordoned: true, pods: [] };

const hooks = readdirSync('hooks').filter((name) => !['run', 'stop'].includes(name));

/** What happens to a unit besides single hooks. */
const happenings: readonly [string, (sim: Simulation) => void][] = [
  ['a restart of its agent', (sim) => sim.restartAgent(worker)],
  ['a reboot of its machine', (sim) => sim.rebootMachine(sim.machineOf(worker).id)],
  ['a refresh of its charm', (sim) => sim.refresh('kubernetes-worker')],
  ['other options', (sim) => sim.setConfig('kubernetes-worker', { labels: 'rack=7', 'kubelet-extra-args': 'v=4' })],
  ['a lost relation', (sim) => sim.removeRelation('kubernetes-worker:cni', 'flannel:cni')],
];

describe('a unit that is paused', () => {
  it('is still paused, and says so, after hooks of every kind', () =>
    inACopy(paused, async (sim) => {
      for (const hook of hooks.filter((name) => !/-(departed|broken)$/u.test(name))) {
        sim.runHook(worker, hook);
        const ran = await settled(sim);
        expect(ran.map((each) => each.hook)).toContain(hook);
        expect(statusOf(sim), hook).toBe(asPaused.status);
      }
      expect(await isPaused(sim)).toEqual(asPaused);
    }));

  it.each(happenings)('is still paused, and says so, after %s', (_title, happen) =>
    inACopy(paused, async (sim) => {
      happen(sim);
      await settled(sim);
      const { status, ...rest } = await isPaused(sim);
      // What else is amiss follows.
      expect(status.startsWith(asPaused.status)).toBe(true);
      expect(rest).toEqual({ isCordoned: true, pods: [] });
      await act(sim, 'resume');
      expect(statusOf(sim)).not.toContain('paused');
      expect((await nodeOf(sim)).spec.unschedulable).toBe(false);
    }),
  );

  it.each(['before', 'after'] as const)(
    'is still paused, and says so, when hooks are killed %s any child acts',
    { timeout: 900_000 },
    async (when) => {
      let calls = 0;
      const happen = (sim: Simulation) => {
        sim.refresh('kubernetes-worker');
        sim.setConfig('kubernetes-worker', { labels: 'rack=7' });
      };
      await inACopy(paused, async (sim) => {
        happen(sim);
        const ran = (await settled(sim)).filter(({ unit }) => unit === worker);
        calls = Math.max(...ran.map((hook) => hook.calls.length));
      });
      expect(calls).toBeGreaterThan(5);
      for (let call = 1; call <= calls; call += 1) {
        await inACopy(paused, async (sim) => {
          sim.killPlan = { unit: worker, call, when };
          happen(sim);
          const ran = await sim.settle();
          expect(ran.hooks.filter(({ signal }) => signal === 'SIGKILL').length, `child ${call}`).toBe(1);
          expect(await isPaused(sim), `child ${call}`).toEqual(asPaused);
        });
      }
    },
  );
});

/** Every child of the action in its undisturbed run. */
async function childrenOf(from: TestModel, action: string): Promise<number> {
  let count = 0;
  await inACopy(from, async (sim) => {
    const { hooks: ran } = await act(sim, action);
    count = ran.find(({ hook }) => hook === action)?.calls.length ?? 0;
  });
  return count;
}

describe.each(['before', 'after'] as const)('killed %s any child acts', (when) => {
  const killed = async (from: TestModel, action: string, then: (sim: Simulation, where: string) => Promise<void>) => {
    const count = await childrenOf(from, action);
    expect(count).toBeGreaterThan(5);
    for (let call = 1; call <= count; call += 1) {
      await inACopy(from, async (sim) => {
        sim.killPlan = { unit: worker, hook: action, nth: 0, call, when };
        sim.runAction([worker], action, {});
        await sim.settle();
        await then(sim, `child ${call}`);
      });
    }
  };

  it('a pause leaves no node cordoned without saying so, and is made good by another', { timeout: 900_000 }, () =>
    killed(base, 'pause', async (sim, where) => {
      sim.updateStatus(worker);
      await settled(sim);
      if ((await nodeOf(sim)).spec.unschedulable) expect(statusOf(sim), where).toContain('Kubernetes unit paused');
      const { status, message } = await act(sim, 'pause');
      expect({ status, message }, where).toEqual({ status: 'completed', message: '' });
      expect(await isPaused(sim), where).toEqual(asPaused);
    }),
  );

  it('a resume leaves no node cordoned without saying so, and is made good by another', { timeout: 900_000 }, () =>
    killed(paused, 'resume', async (sim, where) => {
      sim.updateStatus(worker);
      await settled(sim);
      if ((await nodeOf(sim)).spec.unschedulable) expect(statusOf(sim), where).toContain('Kubernetes unit paused');
      const { status, message } = await act(sim, 'resume');
      expect({ status, message }, where).toEqual({ status: 'completed', message: '' });
      expect(statusOf(sim), where).toBe(running);
      expect((await nodeOf(sim)).spec.unschedulable, where).toBe(false);
    }),
  );
});

describe('a pause that left pods', () => {
  it('names them in hooks of every kind, and is quiet otherwise', () =>
    inACopy(base, async (sim) => {
      await budgeted(sim, 'web', 2);
      await act(sim, 'pause', { timeout: 1 });
      for (const hook of hooks.filter((name) => !/-(departed|broken)$/u.test(name))) {
        sim.runHook(worker, hook);
        const [ran] = (await settled(sim)).filter(({ unit }) => unit === worker);
        expect(statusOf(sim), hook).toMatch(
          /^waiting: Kubernetes unit paused; 2 pods left on the node: default\/web-\S+ \(budget web\), default\/web-\S+ \(budget web\)$/u,
        );
        const verbs = (ran?.calls ?? []).flatMap(({ program, argv }) => (program === 'kubectl' ? [argv[1]] : []));
        expect([...new Set(verbs)], hook).toEqual(['get']);
      }
    }));
});
