import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeMachine } from '../../simulator/programs/programs.ts';
import type { HookRecord, Simulation } from '../../simulator/simulation.ts';
import { aCluster, aModel, atRest, inACopy, joinWorker, running, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { nodesOf, setReady, typed } from './a-node.ts';
import { barePod, budgeted, deployed, podsThere } from './pods.ts';

const other = 'kubernetes-worker/1';

/** Two workers with pods; the second one stays. */
let base: TestModel;

beforeAll(async () => {
  base = await aModel();
  await aCluster(base.sim);
  await joinWorker(base.sim);
  await deployed(base.sim, 'web', 2);
  base.sim.addUnit('kubernetes-worker');
  base.sim.moveLeadership(other);
  await atRest(base.sim);
  base.sim.updateStatus(other);
  await settled(base.sim);
  await base.sim.save();
});
afterAll(() => base.end());

const story = (tell: (sim: Simulation) => Promise<void>) => inACopy(base, tell);

async function removed(sim: Simulation, unit = worker): Promise<readonly HookRecord[]> {
  sim.removeUnit(unit);
  return (await settled(sim)).filter((hook) => hook.unit === unit);
}

const verbs = ({ calls }: HookRecord) =>
  calls.flatMap(({ program, argv }) => (program === 'kubectl' ? [argv.find((arg) => !arg.startsWith('-')) ?? ''] : []));
const nameOf = (sim: Simulation, unit: string) => sim.machineOf(unit).hostName.toLowerCase();

describe('a unit that is removed', () => {
  it('is drained in the first hook that says so, and configures nothing from then on', () =>
    story(async (sim) => {
      const [leaving, staying] = [nameOf(sim, worker), nameOf(sim, other)];
      await barePod(sim, 'bare');
      const web: unknown = expect.stringMatching(/^web-/u);
      expect(await podsThere(sim)).toEqual(['bare', web, web]);
      const hooks = await removed(sim);
      const [first, ...rest] = hooks;
      expect(first?.hook).toMatch(/-relation-departed$/u);
      expect(first === undefined ? [] : verbs(first)).toEqual(['get', 'version', 'drain']);
      expect(first?.stderr).not.toContain('not drained');
      const told = first?.calls.flatMap(({ program, argv }) => (program === 'status-set' ? [argv] : []));
      expect(told).toEqual([['maintenance', '--', 'Leaving the cluster']]);
      const before = rest.filter(({ hook }) => !['stop', 'remove'].includes(hook));
      expect(before.length).toBeGreaterThan(3);
      for (const hook of before) expect(hook.calls.map(({ program }) => program)).toEqual(['status-get']);
      expect(nodesOf(sim)).toEqual([staying]);
      expect(
        await typed(sim, 'kubectl', 'get', 'pods', `--field-selector=spec.nodeName=${leaving}`, '-o', 'name'),
      ).toBe('');
      const moved = await typed(
        sim,
        'kubectl',
        'get',
        'pods',
        `--field-selector=spec.nodeName=${staying}`,
        '-o',
        'name',
      );
      expect(moved.match(/web-/gu)).toHaveLength(2);
    }));

  it('stops its services before it deletes its node, and closes the ports that it opened and no others', () =>
    story(async (sim) => {
      const machine = sim.machineOf(worker);
      sim.exec([worker], 'open-port 30510/tcp');
      await settled(sim);
      const stop = (await removed(sim)).find(({ hook }) => hook === 'stop');
      const done = (stop?.calls ?? []).map(
        ({ program, argv }) => `${program} ${argv.find((arg) => !arg.startsWith('-'))}`,
      );
      expect(done).toEqual(['systemctl stop', 'kubectl delete', 'close-port 443/tcp', 'close-port 80/tcp']);
      const active = describeMachine(machine).services.filter((service) => service.active === 'active');
      expect(active.map(({ name }) => name).filter((name) => name.startsWith('snap.'))).toEqual([]);
    }));

  it('goes with what a budget keeps when the time is up, and the log says what it was', () =>
    story(async (sim) => {
      await budgeted(sim, 'web', 2);
      const [first] = await removed(sim);
      expect(first?.calls.find(({ argv }) => argv.includes('drain'))?.argv).toContain('--timeout=75s');
      expect(first?.stderr).toMatch(/is not drained: .*; left: default\/web-\S+ \(budget web\)/u);
      expect(nodesOf(sim)).toEqual([nameOf(sim, other)]);
    }));

  it('goes when the API server is gone', () =>
    story(async (sim) => {
      sim.setApiTrouble({ kind: 'gone' });
      const hooks = await removed(sim);
      expect(hooks.at(-1)?.hook).toMatch(/^(?:stop|remove)$/u);
      expect(hooks.flatMap((hook) => verbs(hook))).toEqual(['get', 'delete']);
      expect(sim.model.units[worker]).toBeUndefined();
    }));

  it('goes when it is the last one, and when all go at once', () =>
    story(async (sim) => {
      sim.removeUnit(worker);
      sim.removeUnit(other);
      await settled(sim);
      expect(nodesOf(sim)).toEqual([]);
      expect(Object.keys(sim.model.units).filter((unit) => unit.startsWith('kubernetes-worker/'))).toEqual([]);
    }));

  it('goes with its application', () =>
    story(async (sim) => {
      sim.removeApplication('kubernetes-worker');
      await settled(sim);
      expect(nodesOf(sim)).toEqual([]);
    }));

  it('is drained in stop where no hook before has done it', () =>
    story(async (sim) => {
      sim.runHook(worker, 'stop');
      const [stop] = await settled(sim);
      const acts = (stop?.calls ?? []).flatMap(({ program, argv }) =>
        ['kubectl', 'systemctl'].includes(program) ? [`${program} ${argv.find((arg) => !arg.startsWith('-'))}`] : [],
      );
      expect(acts).toEqual(['kubectl get', 'kubectl version', 'kubectl drain', 'systemctl stop', 'kubectl delete']);
    }));

  it.each(['before', 'after'] as const)(
    'has left when its hooks are killed %s any child acts',
    { timeout: 900_000 },
    async (when) => {
      const points: { readonly hook: string; readonly nth: number; readonly call: number }[] = [];
      await story(async (sim) => {
        const hooks = await removed(sim);
        for (const [index, { hook, calls }] of hooks.entries()) {
          const nth = hooks.slice(0, index).filter((each) => each.hook === hook).length;
          points.push(...calls.map((_, call) => ({ hook, nth, call: call + 1 })));
        }
      });
      expect(points.length).toBeGreaterThan(10);
      for (const point of points) {
        await story(async (sim) => {
          const where = JSON.stringify(point);
          sim.killPlan = { unit: worker, ...point, when };
          sim.removeUnit(worker);
          const { hooks, failed } = await sim.settle();
          expect(hooks.filter(({ signal }) => signal === 'SIGKILL').length, where).toBe(1);
          expect(
            failed.filter(({ exitCode }) => exitCode !== null),
            where,
          ).toEqual([]);
          expect(sim.model.units[worker], where).toBeUndefined();
          expect(nodesOf(sim), where).toEqual([nameOf(sim, other)]);
        });
      }
    },
  );
});

describe('a unit whose remote goes', () => {
  it.each(['kubernetes-master/0', 'easyrsa/0', 'kubeapi-load-balancer/0'])(
    '%s is not drained, and does not leave',
    (remote) =>
      story(async (sim) => {
        sim.removeUnit(remote);
        const hooks = (await settled(sim)).filter(({ unit }) => unit === worker);
        expect(hooks.some(({ hook }) => hook.endsWith('-relation-departed'))).toBe(true);
        expect(hooks.flatMap(verbs)).not.toContain('drain');
        expect(statusOf(sim)).not.toContain('Leaving');
      }),
  );
});

describe('a node that was left behind', () => {
  /** The first unit has left while the API server was gone; its node is there, and not ready. */
  const leftBehind = (tell: (sim: Simulation, node: string) => Promise<void>) =>
    story(async (sim) => {
      const node = nameOf(sim, worker);
      sim.setApiTrouble({ kind: 'gone' });
      await removed(sim);
      sim.setApiTrouble(null);
      expect(nodesOf(sim)).toContain(node);
      setReady(sim, node, 'Unknown');
      await tell(sim, node);
    });

  it('is deleted by the leader, once a quarter of an hour has passed, and the log tells', () =>
    leftBehind(async (sim, node) => {
      const [early] = await hookOf(sim, other);
      expect(early === undefined ? [] : verbs(early)).toEqual([]);
      expect(nodesOf(sim)).toContain(node);
      await aQuarterLater(sim);
      const [hook] = await hookOf(sim, other);
      expect(hook?.stderr).toContain(`deleting node ${node}: its unit ${worker} is no more`);
      expect(nodesOf(sim)).toEqual([nameOf(sim, other)]);
      expect(statusOf(sim, other)).toBe(running);
      const [quiet] = await hookOf(sim, other);
      expect(quiet?.calls.map(({ program }) => program)).toEqual(['systemctl', 'status-get']);
    }));

  it('is not deleted by a unit that does not lead', () =>
    leftBehind(async (sim, node) => {
      sim.addUnit('kubernetes-worker');
      await settled(sim);
      sim.moveLeadership('kubernetes-worker/2');
      await settled(sim);
      await aQuarterLater(sim);
      const [hook] = await hookOf(sim, other);
      expect(hook?.calls.map(({ program }) => program)).toEqual(expect.arrayContaining(['is-leader']));
      expect(hook?.calls.map(({ program }) => program)).not.toContain('goal-state');
      expect(nodesOf(sim)).toContain(node);
    }));

  it('is looked for later where the API server does not answer', () =>
    leftBehind(async (sim, node) => {
      await aQuarterLater(sim);
      sim.setApiTrouble({ kind: 'gone' });
      const [hook] = await hookOf(sim, other);
      expect(hook).toMatchObject({ exitCode: 0 });
      expect(hook?.stderr).toContain('nodes that units have left behind are looked for later');
      sim.setApiTrouble(null);
      await aQuarterLater(sim);
      await hookOf(sim, other);
      expect(nodesOf(sim)).not.toContain(node);
    }));

  const marks: readonly [string, readonly string[]][] = [
    ['carries no mark', ['kubernetes-worker.charm/model-', 'kubernetes-worker.charm/unit-']],
    ['is of another model', ['kubernetes-worker.charm/model=cdac5656-2423-4388-8f30-41854b4cca7d']],
    ['is of another application', ['kubernetes-worker.charm/unit=workers/0']],
    ['is of a unit that is there', ['kubernetes-worker.charm/unit=kubernetes-worker/1']],
  ];
  it.each(marks)('stays when it %s', (_title, changes) =>
    leftBehind(async (sim, node) => {
      await typed(sim, 'kubectl', 'annotate', 'node', node, '--overwrite', ...changes);
      await aQuarterLater(sim);
      const [hook] = await hookOf(sim, other);
      expect(hook === undefined ? [] : verbs(hook)).toEqual(['get']);
      expect(nodesOf(sim)).toContain(node);
    }),
  );

  it('stays while its kubelet reports', () =>
    leftBehind(async (sim, node) => {
      setReady(sim, node, 'True');
      await aQuarterLater(sim);
      await hookOf(sim, other);
      expect(nodesOf(sim)).toContain(node);
    }));
});

async function hookOf(sim: Simulation, unit: string): Promise<readonly HookRecord[]> {
  sim.updateStatus(unit);
  return (await settled(sim)).filter((hook) => hook.unit === unit);
}

/** As far as the charm of the unit that stays remembers, it has looked for left nodes an hour ago. */
async function aQuarterLater(sim: Simulation): Promise<void> {
  const folder = 'var/lib/juju/agents/unit-kubernetes-worker-1/charm/.state';
  const file = path.join(sim.machineOf(other).root, folder, 'machine.json');
  const record = z.looseObject({ sweptAt: z.number() }).parse(JSON.parse(await readFile(file, 'utf8')));
  await writeFile(file, JSON.stringify({ ...record, sweptAt: record.sweptAt - 3_600_000 }));
}
