import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMachine, prepareMachine } from '../../simulator/programs/programs.ts';
import { stateOf } from '../../simulator/programs/state.ts';
import type { HookRecord, Simulation } from '../../simulator/simulation.ts';
import { aCluster, aModel, addWorker, changesIn, relateWorker, running, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { applied, nodeOf, typed } from './a-node.ts';

const app = 'kubernetes-worker';
const docker = ['docker-ce', 'docker-ce-cli', 'containerd.io'];
let cluster: TestModel;

beforeAll(async () => {
  cluster = await aModel();
  await aCluster(cluster.sim);
  await cluster.sim.save();
});
afterAll(() => cluster.end());

interface Wanted {
  readonly options?: Readonly<Record<string, string>>;
  readonly series?: 'xenial' | 'bionic' | 'focal' | 'jammy' | 'noble';
  readonly architecture?: 'amd64' | 'arm64';
  /** What is on the machine before the charm. */
  readonly before?: (sim: Simulation) => Promise<void> | void;
}

/** A worker of a cluster that has settled. */
async function story(wanted: Wanted, tell: (sim: Simulation) => Promise<void> | void): Promise<void> {
  const { sim, end } = await aModel({ from: cluster.folder });
  try {
    const { series = 'xenial', architecture = 'amd64', options = {} } = wanted;
    addWorker(sim, options, { series, machine: sim.addMachine({ series, architecture }) });
    await prepareMachine(sim.machineOf(worker));
    await wanted.before?.(sim);
    relateWorker(sim);
    await settled(sim);
    await nextHook(sim);
    await tell(sim);
  } finally {
    await end();
  }
}

async function nextHook(sim: Simulation): Promise<readonly HookRecord[]> {
  sim.updateStatus(worker);
  return (await settled(sim)).filter(({ unit }) => unit === worker);
}

async function change(sim: Simulation, options: Readonly<Record<string, string>>): Promise<readonly HookRecord[]> {
  sim.setConfig(app, options);
  return (await settled(sim)).filter(({ unit }) => unit === worker);
}

const idOf = (sim: Simulation) => sim.machineOf(worker).id;
const packagesOf = (sim: Simulation) => Object.keys(stateOf(sim.machineOf(worker)).packages);
const installed = (sim: Simulation, ...names: readonly string[]) =>
  names.filter((name) => packagesOf(sim).includes(name));
const held = (sim: Simulation) =>
  Object.entries(stateOf(sim.machineOf(worker)).packages)
    .flatMap(([name, { isHeld }]) => (isHeld === true ? [name] : []))
    .sort();
const repositories = (sim: Simulation) =>
  readdirSync(path.join(sim.machineOf(worker).root, 'etc/apt/sources.list.d')).sort();
const starts = (sim: Simulation) =>
  describeMachine(sim.machineOf(worker)).services.find(({ name }) => name === 'docker')?.restarts ?? 0;
const moves = (hooks: readonly HookRecord[]) =>
  changesIn(hooks).filter((call) => / (?:cordon|drain|uncordon) /u.test(call));
const gpuLabels = async (sim: Simulation) => {
  const { labels } = (await nodeOf(sim)).metadata;
  return [labels['gpu'], labels['cuda']];
};

describe('a container runtime that carries no containers', () => {
  it("gives way to NVIDIA's by itself when a GPU appears, and the node is not drained for it", () =>
    story({ series: 'jammy', options: { ingress: 'false' } }, async (sim) => {
      expect(installed(sim, 'docker.io')).toEqual(['docker.io']);
      sim.setHardware(idOf(sim), { gpus: 1, driver: '535.104.05' });
      const hooks = await nextHook(sim);
      expect(installed(sim, 'docker.io', ...docker, 'nvidia-container-toolkit')).toEqual([
        ...docker,
        'nvidia-container-toolkit',
      ]);
      expect(moves(hooks)).toEqual([]);
      await nextHook(sim);
      expect(statusOf(sim)).toBe(`${running} NVIDIA driver 535.104.05, CUDA 12.2.`);
      expect(await gpuLabels(sim)).toEqual(['true', 'true']);
      expect(changesIn(await nextHook(sim))).toEqual([]);
    }));
});

describe('a driver', () => {
  const options = { docker_runtime: 'nvidia', 'nvidia-driver-package': 'nvidia-driver-535' };

  it("of Ubuntu's archive needs no repository of NVIDIA's drivers, and is used after the reboot that it needs", () =>
    story(
      {
        series: 'jammy',
        options,
        before: (sim) => sim.setHardware(idOf(sim), { gpus: 1, driverLoads: 'reboot' }),
      },
      async (sim) => {
        expect(statusOf(sim)).toBe(
          `blocked: Reboot the machine to load the NVIDIA driver: juju ssh ${worker} sudo reboot`,
        );
        expect(installed(sim, 'nvidia-driver-535', 'nvidia-container-toolkit')).toHaveLength(2);
        expect(repositories(sim)).toEqual([
          'kubernetes-worker-docker.list',
          'kubernetes-worker-nvidia-container-toolkit.list',
        ]);
        expect(await gpuLabels(sim)).toEqual([undefined, undefined]);
        sim.rebootMachine(idOf(sim));
        await settled(sim);
        await nextHook(sim);
        expect(statusOf(sim)).toBe(`${running} NVIDIA driver 535.183.01, CUDA 12.2.`);
        expect(await gpuLabels(sim)).toEqual(['true', 'true']);
        expect(changesIn(await nextHook(sim))).toEqual([]);
      },
    ));

  it("of a branch that Ubuntu has not is looked for in NVIDIA's repository", () =>
    story(
      {
        series: 'jammy',
        options: { ...options, 'nvidia-driver-package': 'nvidia-driver-999' },
        before: (sim) => sim.setHardware(idOf(sim), { gpus: 1 }),
      },
      (sim) => {
        // Nobody can sign for it here: what counts is whom the charm asked.
        expect(statusOf(sim)).toMatch(/^blocked: Repository nvidia-cuda: /u);
        expect(installed(sim, 'nvidia-container-toolkit')).toHaveLength(1);
      },
    ));

  it('that somebody upgrades under a running kernel blocks until the reboot that brings both together', () =>
    story(
      {
        series: 'jammy',
        options,
        before: (sim) => sim.setHardware(idOf(sim), { gpus: 1, driver: '535.104.05' }),
      },
      async (sim) => {
        expect(statusOf(sim)).toBe(`${running} NVIDIA driver 535.104.05, CUDA 12.2.`);
        await typed(sim, 'apt-get', 'update');
        await typed(sim, 'apt-get', 'install', '-y', 'nvidia-driver-535');
        await nextHook(sim);
        const blocked = `blocked: Reboot the machine to load the NVIDIA driver: juju ssh ${worker} sudo reboot`;
        expect(statusOf(sim)).toBe(blocked);
        await nextHook(sim);
        expect(statusOf(sim)).toBe(blocked);
        sim.rebootMachine(idOf(sim));
        await settled(sim);
        await nextHook(sim);
        expect(statusOf(sim)).toBe(`${running} NVIDIA driver 535.183.01, CUDA 12.2.`);
        expect(changesIn(await nextHook(sim))).toEqual([]);
      },
    ));
});

describe('a replacement', () => {
  it('waits for pods whose disruption budget lets none go, names them, and goes on when it does', () =>
    story({}, async (sim) => {
      const labels = { app: 'web' };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
      const budget = (spec: object) => {
        const metadata = { name: 'web' };
        const guarded = { ...spec, selector: { matchLabels: labels } };
        return { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata, spec: guarded };
      };
      await applied(sim, {
        apiVersion: 'v1',
        kind: 'ReplicationController',
        metadata: { name: 'web' },
        spec: { replicas: 2, template },
      });
      await applied(sim, budget({ minAvailable: '100%' }));
      await change(sim, { docker_runtime: 'upstream' });
      const { name } = (await nodeOf(sim)).metadata;
      expect(statusOf(sim).replaceAll(/web-\w+/gu, 'web-x')).toBe(
        `waiting: Waiting for pods to leave node ${name} (default/web-x (budget web), default/web-x (budget web)): ` +
          'Replacing docker.io by docker-ce (error: Drain did not complete within 60s)',
      );
      expect(installed(sim, 'docker.io', ...docker)).toEqual(['docker.io']);
      expect(held(sim)).toEqual(['docker.io']);
      await nextHook(sim);
      expect(installed(sim, 'docker.io', ...docker)).toEqual(['docker.io']);

      await applied(sim, budget({ maxUnavailable: 2 }));
      await nextHook(sim);
      expect(installed(sim, 'docker.io', ...docker)).toEqual(docker);
      expect(statusOf(sim)).toBe(running);
      expect((await nodeOf(sim)).spec.unschedulable).toBe(false);
    }));

  it('of what an operator holds blocks, says what to type, and goes on when it was typed', () =>
    story(
      {
        before: async (sim) => {
          await typed(sim, 'apt-get', 'update');
          await typed(sim, 'apt-get', 'install', '-y', 'docker.io');
          await typed(sim, 'apt-mark', 'hold', 'docker.io');
        },
      },
      async (sim) => {
        expect(statusOf(sim)).toBe(running);
        const hooks = await change(sim, { docker_runtime: 'upstream' });
        expect(statusOf(sim)).toMatch(/^blocked: .*sudo apt-mark unhold docker\.io/u);
        expect(moves(hooks)).toEqual([]);
        expect(installed(sim, 'docker.io', ...docker)).toEqual(['docker.io']);
        expect(held(sim)).toEqual(['docker.io']);
        await typed(sim, 'apt-mark', 'unhold', 'docker.io');
        await nextHook(sim);
        expect(installed(sim, 'docker.io', ...docker)).toEqual(docker);
        expect(held(sim)).toEqual([...docker].sort());
        expect(statusOf(sim)).toBe(running);
      },
    ));

  it("starts docker at most once beyond its package's own start", () =>
    story({}, async (sim) => {
      const before = starts(sim);
      await change(sim, { docker_runtime: 'upstream' });
      expect(installed(sim, 'docker-ce')).toEqual(['docker-ce']);
      const after = starts(sim);
      expect(after - before).toBeGreaterThanOrEqual(1);
      expect(after - before).toBeLessThanOrEqual(2);
      await nextHook(sim);
      expect(starts(sim)).toBe(after);
    }));
});

describe('a new worker', () => {
  it.each<[string, Wanted, readonly string[], string]>([
    ['jammy', { series: 'jammy', options: { docker_runtime: 'upstream' } }, docker, running],
    ['noble', { series: 'noble', options: { docker_runtime: 'upstream' } }, docker, running],
    [
      'jammy on arm64 with a GPU',
      {
        series: 'jammy',
        architecture: 'arm64',
        before: (sim) => sim.setHardware(idOf(sim), { gpus: 1, driver: '535.104.05' }),
      },
      [...docker, 'nvidia-container-toolkit'],
      `${running} NVIDIA driver 535.104.05, CUDA 12.2.`,
    ],
  ])('of %s has its runtime, and the next hook is quiet', (_title, wanted, names, status) =>
    story(wanted, async (sim) => {
      expect(installed(sim, 'docker.io', ...names)).toEqual(names);
      expect(held(sim)).toEqual(expect.arrayContaining([...names]));
      expect(statusOf(sim)).toBe(status);
      expect(changesIn(await nextHook(sim))).toEqual([]);
    }),
  );
});
