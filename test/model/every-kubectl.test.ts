import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulation } from '../../simulator/simulation.ts';
import { kubectls } from '../a-kubectl.ts';
import { exampleParameters } from '../unit/workload/registry/example.ts';
import { aCluster, act, aModel, atRest, inACopy, joinWorker, running, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { nodeOf, nodesOf, typed } from './a-node.ts';
import { microbotObjects, registryObjects } from './a-registry.ts';
import { snapsOf } from './a-snapped-worker.ts';
import { openArchive } from './an-archive.ts';
import { barePod, deployed, nodeName, podsThere, podWithData } from './pods.ts';

const other = 'kubernetes-worker/1';

/** A worker with pods of every sort that a drain may meet, and another one, to which they can go. */
let base: TestModel;

beforeAll(async () => {
  base = await aModel();
  await aCluster(base.sim);
  await joinWorker(base.sim);
  base.sim.addUnit('kubernetes-worker');
  await deployed(base.sim, 'web', 2);
  await podWithData(base.sim, 'cache');
  await barePod(base.sim, 'bare');
  await atRest(base.sim);
});
afterAll(() => base.end());

const isCordoned = async (sim: Simulation) => (await nodeOf(sim)).spec.unschedulable;
const stderrOf = (hooks: readonly { readonly stderr: string }[]) => hooks.map(({ stderr }) => stderr).join('');

describe.each(kubectls.map(({ version, program }) => [version, program] as const))(
  'with kubectl %s',
  (version, program) => {
    const story = (tell: (sim: Simulation) => Promise<void>) => inACopy(base, tell, { kubectl: program });

    it('a unit is paused, with what an operator gives up, and resumed', () =>
      story(async (sim) => {
        const { status, message, results } = await act(sim, 'pause', { 'delete-local-data': true, force: true });
        expect({ status, message }).toEqual({ status: 'completed', message: '' });
        expect(results).toMatchObject({ cordoned: 'true', remaining: '0' });
        expect(await podsThere(sim)).toEqual([]);
        expect(statusOf(sim)).toBe('waiting: Kubernetes unit paused');
        expect(await act(sim, 'resume')).toMatchObject({ status: 'completed', message: '' });
        expect(await isCordoned(sim)).toBe(false);
        expect(statusOf(sim)).toBe(running);
      }));

    it('a unit that is removed is drained, and its node goes', () =>
      story(async (sim) => {
        sim.removeUnit(worker);
        const hooks = (await settled(sim)).filter(({ unit }) => unit === worker);
        expect(stderrOf(hooks)).not.toMatch(/not drained|while deleting/u);
        expect(nodesOf(sim)).toEqual([sim.machineOf(other).hostName.toLowerCase()]);
        expect(await typed(sim, 'kubectl', 'get', 'pod', 'bare', '--ignore-not-found', '-o', 'name')).toBe('');
      }));

    it('debug packs what kubectl says of the cluster', () =>
      story(async (sim) => {
        const { status, message, results } = await act(sim, 'debug');
        expect({ status, message }).toEqual({ status: 'completed', message: '' });
        expect(results['failed']).not.toContain('kubectl/');
        expect(results['missing']).not.toContain('kubectl/');
        const { files } = await openArchive(path.join(sim.machineOf(worker).root, String(results['path'])));
        expect(files['kubectl/version']).toContain(`v${version}`);
        expect(files['kubectl/describe-pods']).toMatch(/^Name: +bare$/mu);
        expect(files['kubectl/describe-nodes']).toMatch(new RegExp(`^Name: +${nodeName(sim)}$`, 'mu'));
        expect(files['kubectl/cluster-info-dump']).toContain('"kind": "NodeList"');
      }));

    it('upgrade moves the pods away before kubelet gets another minor version, and blocks on one that nobody makes anew', () =>
      story(async (sim) => {
        await typed(sim, 'snap', 'refresh', '--channel=1.9/stable', '--classic', 'kubelet');
        const refused = await act(sim, 'upgrade');
        expect(refused.status).toBe('failed');
        expect(refused.message).toMatch(/^upgrade: .*node \S+ cannot be drained, and nothing was replaced: .*bare/u);
        expect(snapsOf(sim)).toMatchObject({ kubelet: '1.9.7 (279)' });
        expect(await podsThere(sim)).toContain('bare');
        await typed(sim, 'kubectl', 'delete', 'pod', 'bare');
        const { status, message, results } = await act(sim, 'upgrade');
        expect({ status, message }).toEqual({ status: 'completed', message: '' });
        expect(results).toMatchObject({ after: { kubelet: '1.10.2 (430)' }, drained: 'true' });
        expect(await podsThere(sim)).toEqual([]);
        expect(await isCordoned(sim)).toBe(false);
        expect(statusOf(sim)).toBe(running);
      }));

    it.each<[string, object, (sim: Simulation) => readonly unknown[]]>([
      ['registry', exampleParameters(), registryObjects],
      ['microbot', {}, microbotObjects],
    ])('%s makes its objects, changes none of them the second time, and deletes them', (name, parameters, there) =>
      story(async (sim) => {
        const did = async (more: object = {}) => {
          const { status, message, results } = await act(sim, name, { ...parameters, ...more });
          expect({ status, message }).toEqual({ status: 'completed', message: '' });
          return results;
        };
        await did();
        const before = there(sim);
        expect(before).not.toContain(null);
        expect(Object.keys(await did()).filter((key) => /^(?:created|configured)$/u.test(key))).toEqual([]);
        expect(there(sim)).toEqual(before);
        await did({ delete: true });
        expect(there(sim)).toEqual(before.map(() => null));
      }),
    );
  },
);
