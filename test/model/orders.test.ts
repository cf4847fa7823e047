import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCluster, aModel, addWorker, fileOf, running, settled, statusOf, worker, workerRelations } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { describeMachine } from '../../simulator/programs/programs.ts';

/** A cluster with one installed worker that nothing is related to. */
let base: TestModel;
let expected: unknown;

beforeAll(async () => {
  base = await aModel();
  await aCluster(base.sim);
  addWorker(base.sim);
  await settled(base.sim);
  await base.sim.save();
});
afterAll(() => base.end());

describe('the four relations of a worker', () => {
  it.each(permutations([0, 1, 2, 3]))(
    'in order %i %i %i %i end alike, each service restarted once',
    async (...order) => {
      const model = await aModel({ from: base.folder });
      try {
        for (const index of order) {
          const [ours, theirs] = workerRelations[index] ?? [];
          if (ours === undefined || theirs === undefined) throw new Error(`no relation ${index}`);
          model.sim.relate(ours, theirs);
          await settled(model.sim);
        }
        expect(statusOf(model.sim)).toBe(running);
        const account = describeMachine(model.sim.machineOf(worker));
        const restarts = Object.fromEntries(account.services.map(({ name, restarts: count }) => [name, count]));
        expect(restarts).toMatchObject({ docker: 1, 'snap.kubelet.daemon': 1, 'snap.kube-proxy.daemon': 1 });
        const end = await endState(model);
        expected ??= end;
        expect(end).toEqual(expected);
      } finally {
        await model.end();
      }
    },
  );
});

/** What must not depend on the order: settings, labels, open ports, files with their modes, and our own bags. */
async function endState({ sim }: TestModel): Promise<unknown> {
  const account = describeMachine(sim.machineOf(worker));
  return {
    snaps: account.snaps,
    packages: account.packages,
    files: account.files.map(({ path, mode }) => [path, mode]).filter(([path]) => !String(path).includes('/.state/')),
    ports: sim.model.units[worker]?.ports,
    kubeconfigServer: /server: (.*)/u.exec(await fileOf(sim, '/root/cdk/kubeconfig'))?.[1],
  };
}

function permutations(items: readonly number[]): [number, number, number, number][] {
  const found: number[][] = items.length === 0 ? [[]] : [];
  for (const first of items) {
    for (const rest of permutations(items.filter((each) => each !== first))) found.push([first, ...rest]);
  }
  return found as [number, number, number, number][];
}
