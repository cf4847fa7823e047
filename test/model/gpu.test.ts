import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hardware } from '../../simulator/contract.ts';
import { describeMachine } from '../../simulator/programs/programs.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { aCluster, aModel, addWorker, changesIn, relateWorker, running, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { nodeOf } from './a-node.ts';

const app = 'kubernetes-worker';
const driver = '535.104.05';
let cluster: TestModel;
let gpuNode: TestModel;

beforeAll(async () => {
  cluster = await aModel();
  await aCluster(cluster.sim);
  await cluster.sim.save();
  gpuNode = await aModel({ from: cluster.folder });
  await aWorkerWith(gpuNode.sim, { hardware: { gpus: 1, driver } });
  await gpuNode.sim.save();
});
afterAll(async () => {
  await gpuNode.end();
  await cluster.end();
});

async function story(base: TestModel, tell: (sim: Simulation, model: TestModel) => Promise<void>): Promise<void> {
  const model = await aModel({ from: base.folder });
  try {
    await tell(model.sim, model);
  } finally {
    await model.end();
  }
}

interface Wanted {
  readonly hardware: Hardware;
  readonly options?: Readonly<Record<string, string>>;
  /** The machine whose container the worker is; a machine of its own unless told. */
  readonly host?: string;
}

/** A worker that has settled. */
async function aWorkerWith(sim: Simulation, { hardware, options = {}, host }: Wanted) {
  addWorker(sim, options, host === undefined ? {} : { machine: `lxd:${host}` });
  sim.setHardware(host ?? sim.machineOf(worker).id, hardware);
  relateWorker(sim);
  await settled(sim);
  await nextHook(sim);
}

async function nextHook(sim: Simulation) {
  sim.updateStatus(worker);
  return settled(sim);
}

/** Everything by which the node shows a GPU. */
async function shown(sim: Simulation) {
  const { snaps } = describeMachine(sim.machineOf(worker));
  const { labels } = (await nodeOf(sim)).metadata;
  const relation = Object.values(sim.model.relations).find(
    ({ endpoints }) =>
      endpoints.some(({ application }) => application === app) && endpoints.some(({ name }) => name === 'kube-control'),
  );
  return {
    labels: { gpu: labels['gpu'], cuda: labels['cuda'] },
    said: relation?.bags[worker]?.data['gpu'],
    gates: snaps.find(({ name }) => name === 'kubelet')?.settings['feature-gates'],
    status: statusOf(sim),
  };
}

const withGpu = {
  labels: { gpu: 'true', cuda: 'true' },
  said: 'True',
  gates: 'DevicePlugins=true',
  status: `${running} NVIDIA driver ${driver}, CUDA 12.2.`,
};
const withoutGpu = {
  labels: { gpu: undefined, cuda: undefined },
  said: 'False',
  gates: undefined,
  status: running,
};
const kubeletRestarts = (sim: Simulation) =>
  describeMachine(sim.machineOf(worker)).services.find(({ name }) => name === 'snap.kubelet.daemon')?.restarts ?? 0;

describe('a node whose machine has a GPU of NVIDIA', () => {
  it('shows it by labels, on kube-control, to kubelet and in its status, and the next hook is quiet', () =>
    story(gpuNode, async (sim) => {
      expect(await shown(sim)).toEqual(withGpu);
      expect(changesIn(await nextHook(sim))).toEqual([]);
    }));

  it('shows none while its driver is not loaded, and again when it is, with one restart of kubelet each', () =>
    story(gpuNode, async (sim) => {
      const { id } = sim.machineOf(worker);
      const before = kubeletRestarts(sim);
      sim.setHardware(id, { driver: null });
      await nextHook(sim);
      expect({ ...(await shown(sim)), status: '' }).toEqual({ ...withoutGpu, status: '' });
      sim.setHardware(id, { driver });
      await nextHook(sim);
      expect(await shown(sim)).toEqual(withGpu);
      expect(kubeletRestarts(sim)).toBe(before + 2);
    }));

  it('shows none with the runtime of another', () =>
    story(gpuNode, async (sim) => {
      sim.setConfig(app, { docker_runtime: 'apt', 'drain-before-runtime-change': 'false' });
      await settled(sim);
      await nextHook(sim);
      expect(await shown(sim)).toEqual(withoutGpu);
      expect(changesIn(await nextHook(sim))).toEqual([]);
    }));

  it("keeps an operator's own label gpu, with a GPU or without", () =>
    story(gpuNode, async (sim) => {
      sim.setConfig(app, { labels: 'gpu=t4' });
      await settled(sim);
      expect(await shown(sim)).toEqual({ ...withGpu, labels: { gpu: 't4', cuda: 'true' } });
      sim.setHardware(sim.machineOf(worker).id, { gpus: 0, driver: null });
      await nextHook(sim);
      expect((await shown(sim)).labels).toEqual({ gpu: 't4', cuda: undefined });
    }));

  it("has the operator's feature gates in the place of the charm's", () =>
    story(gpuNode, async (sim) => {
      sim.setConfig(app, { 'kubelet-extra-args': 'feature-gates=HugePages=true' });
      await settled(sim);
      expect(await shown(sim)).toEqual({ ...withGpu, gates: 'HugePages=true' });
    }));
});

describe('a node shows no GPU', () => {
  it.each<[string, Hardware]>([
    ['where NVIDIA made the network card only', { nics: 1, audio: 1 }],
    ['where the GPU is by AMD', { amd: 1 }],
    ['where there is no PCI bus', { bus: false }],
  ])('%s', (_title, hardware) =>
    story(cluster, async (sim) => {
      await aWorkerWith(sim, { hardware });
      expect(await shown(sim)).toEqual(withoutGpu);
    }),
  );

  it.each(['auto', 'nvidia'])("in a container, which sees its host's, with docker_runtime=%s", (runtime) =>
    story(cluster, async (sim) => {
      const host = sim.addMachine({ series: 'xenial' });
      await aWorkerWith(sim, { hardware: { gpus: 1, driver }, options: { docker_runtime: runtime }, host });
      expect({ ...(await shown(sim)), status: '' }).toEqual({ ...withoutGpu, status: '' });
    }),
  );
});
