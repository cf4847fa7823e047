import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aptMark } from '../../simulator/programs/apt-mark.ts';
import { addImage } from '../../simulator/programs/containers.ts';
import { describeMachine } from '../../simulator/programs/programs.ts';
import { stateOf } from '../../simulator/programs/state.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import {
  aCluster,
  addWorker,
  aModel,
  changesIn,
  inACopy,
  joinWorker,
  running,
  settled,
  statusOf,
  worker,
} from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { barePod } from './pods.ts';

let base: TestModel;

beforeAll(async () => {
  base = await aModel();
  await aCluster(base.sim);
  await joinWorker(base.sim);
});
afterAll(() => base.end());

/** A worker that runs Ubuntu's Docker, and pods. */
function story(tell: (sim: Simulation) => Promise<void>): Promise<void> {
  return inACopy(base, tell);
}

const app = 'kubernetes-worker';
const packagesOf = (sim: Simulation) => stateOf(sim.machineOf(worker)).packages;
const installed = (sim: Simulation, ...names: readonly string[]) => names.filter((name) => name in packagesOf(sim));
const held = (sim: Simulation) =>
  Object.entries(packagesOf(sim))
    .flatMap(([name, { isHeld }]) => (isHeld === true ? [name] : []))
    .sort();
const starts = (sim: Simulation) =>
  describeMachine(sim.machineOf(worker)).services.find(({ name }) => name === 'docker')?.restarts ?? 0;
const kubectlIn = (hooks: Awaited<ReturnType<typeof settled>>) =>
  hooks
    .filter(({ unit }) => unit === worker)
    .flatMap(({ calls }) =>
      calls.flatMap(({ program, argv }) =>
        program === 'kubectl' ? argv.filter((arg) => ['cordon', 'drain', 'uncordon'].includes(arg)) : [],
      ),
    );

function mark(sim: Simulation, verb: 'hold' | 'unhold', name: string): void {
  aptMark({ machine: sim.machineOf(worker), program: 'apt-mark', argv: [verb, name], cwd: '/', stdin: async () => '' });
}

async function change(sim: Simulation, options: Readonly<Record<string, string>>) {
  sim.setConfig(app, options);
  return settled(sim);
}

async function quietly(sim: Simulation): Promise<string[]> {
  sim.updateStatus(worker);
  await settled(sim);
  sim.updateStatus(worker);
  return changesIn((await settled(sim)).filter(({ unit }) => unit === worker));
}

const docker = ['docker-ce', 'docker-ce-cli', 'containerd.io'];

describe('a container runtime', () => {
  it('of Ubuntu is held', () =>
    story(async (sim) => {
      expect(statusOf(sim)).toBe(running);
      expect(held(sim)).toEqual(['docker.io']);
    }));

  it('is replaced where an operator chooses another, and back, with images kept and the node returned', () =>
    story(async (sim) => {
      addImage(sim.machineOf(worker), { name: 'registry.example.com/app:1' });
      await change(sim, { 'docker-opts': '--label=rack=7' });
      const there = await change(sim, { docker_runtime: 'upstream' });
      expect(statusOf(sim)).toBe(running);
      expect(stateOf(sim.machineOf(worker)).dockerd?.argv).toContain('--label=rack=7');
      expect(installed(sim, 'docker.io', ...docker)).toEqual(docker);
      expect(held(sim)).toEqual([...docker].sort());
      expect(kubectlIn(there)).toEqual(['cordon', 'drain', 'uncordon']);
      expect(await quietly(sim)).toEqual([]);

      const back = await change(sim, { docker_runtime: 'apt' });
      expect(statusOf(sim)).toBe(running);
      expect(installed(sim, 'docker.io', ...docker)).toEqual(['docker.io']);
      expect(held(sim)).toEqual(['docker.io']);
      expect(kubectlIn(back)).toEqual(['cordon', 'drain', 'uncordon']);
      expect(stateOf(sim.machineOf(worker)).images.map(({ name }) => name)).toContain('registry.example.com/app:1');
      expect(await quietly(sim)).toEqual([]);
    }));

  it('is replaced without moving pods where an operator says so', () =>
    story(async (sim) => {
      const hooks = await change(sim, { docker_runtime: 'upstream', 'drain-before-runtime-change': 'false' });
      expect(installed(sim, ...docker)).toEqual(docker);
      expect(kubectlIn(hooks)).toEqual([]);
    }));

  it('takes the pinned version, also an older one, with one restart', () =>
    story(async (sim) => {
      await change(sim, { docker_runtime: 'upstream' });
      const before = starts(sim);
      await change(sim, { 'docker-ce-package': 'docker-ce=5:18.09.9~3-0~ubuntu-xenial' });
      expect(packagesOf(sim)['docker-ce']?.version).toBe('5:18.09.9~3-0~ubuntu-xenial');
      expect(packagesOf(sim)['docker-ce-cli']?.version).toBe('5:18.09.9~3-0~ubuntu-xenial');
      expect(starts(sim) - before).toBe(1);
      expect(held(sim)).toEqual([...docker].sort());
      expect(await quietly(sim)).toEqual([]);
    }));

  it('stays as it is with a pin that no archive has', () =>
    story(async (sim) => {
      const before = starts(sim);
      const hooks = await change(sim, { docker_runtime: 'upstream', 'docker-ce-package': 'docker-ce=1.2.3' });
      expect(statusOf(sim)).toMatch(/^blocked: Installing docker-ce: .*1\.2\.3/u);
      expect(installed(sim, 'docker.io', ...docker)).toEqual(['docker.io']);
      expect(kubectlIn(hooks)).toEqual([]);
      expect(starts(sim)).toBe(before);
    }));

  it.each([
    [{ docker_runtime: 'podman' }, 'docker_runtime: "podman" is not known'],
    [{ 'docker-ce-package': 'vim' }, 'docker-ce-package: "vim"'],
    [{ docker_runtime: 'custom' }, 'docker_runtime_repo: '],
  ])('stays as it is with %j', (options, said) =>
    story(async (sim) => {
      const before = starts(sim);
      await change(sim, options);
      expect(statusOf(sim)).toContain(`blocked: ${said}`);
      expect(held(sim)).toEqual(['docker.io']);
      expect(starts(sim)).toBe(before);
    }),
  );

  it('stays while a pod has no controller that would start it elsewhere; another choice returns the node', () =>
    story(async (sim) => {
      await barePod(sim, 'bare');
      await change(sim, { docker_runtime: 'upstream' });
      expect(statusOf(sim)).toMatch(/^blocked: Replacing docker\.io by docker-ce: node \S+ cannot be drained/u);
      expect(installed(sim, 'docker.io', ...docker)).toEqual(['docker.io']);
      const back = await change(sim, { docker_runtime: 'apt' });
      expect(kubectlIn(back)).toEqual(['uncordon']);
      expect(statusOf(sim)).toBe(running);
    }));

  it('that somebody else holds is not replaced until it is free', () =>
    story(async (sim) => {
      // As if an operator had put the hold there: the charm lifts only its own.
      mark(sim, 'unhold', 'docker.io');
      await quietly(sim);
      expect(held(sim)).toEqual(['docker.io']);
      mark(sim, 'hold', 'containerd');
      await change(sim, { docker_runtime: 'upstream' });
      expect(installed(sim, 'docker.io', ...docker)).toEqual(['docker.io']);
      expect(statusOf(sim)).toContain('blocked');
    }));

  it('that lost a package and a hold gets them back', () =>
    story(async (sim) => {
      await change(sim, { docker_runtime: 'upstream' });
      mark(sim, 'unhold', 'docker-ce');
      sim.updateStatus(worker);
      await settled(sim);
      expect(held(sim)).toEqual([...docker].sort());
      expect(await quietly(sim)).toEqual([]);
    }));
});

describe('a replacement that is cut off', () => {
  const ask = { docker_runtime: 'upstream' };

  it.each(['before', 'after'] as const)(
    'goes on, when its hook is killed %s any child process acts',
    { timeout: 1_200_000 },
    async (when) => {
      let calls = 0;
      await story(async (sim) => {
        const hooks = await change(sim, ask);
        calls = hooks.find(({ hook, unit }) => hook === 'config-changed' && unit === worker)?.calls.length ?? 0;
      });
      expect(calls).toBeGreaterThan(15);
      for (let call = 1; call <= calls; call += 1) {
        await story(async (sim) => {
          sim.killPlan = { unit: worker, hook: 'config-changed', nth: 0, call, when };
          sim.setConfig(app, ask);
          const { hooks } = await sim.settle();
          const where = `child ${call} of ${calls}`;
          expect(hooks.filter(({ signal }) => signal === 'SIGKILL').length, where).toBe(1);
          sim.updateStatus(worker);
          await settled(sim);
          expect(statusOf(sim), where).toBe(running);
          expect(installed(sim, 'docker.io', ...docker), where).toEqual(docker);
          expect(held(sim), where).toEqual([...docker].sort());
          expect(kubectlIn(sim.hooks).at(-1), where).toBe('uncordon');
        });
      }
    },
  );
});

describe('a GPU', () => {
  const give = (sim: Simulation, driver: string | null) => {
    const machine = sim.model.units[worker]?.machine ?? '';
    sim.setHardware(machine, { gpus: 1, ...(driver === null ? {} : { driver }) });
  };

  it('that appears under pods changes nothing by itself, and the status says what to type', () =>
    story(async (sim) => {
      give(sim, null);
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toContain(
        'blocked: Container runtime docker.io carries containers and stays, although this machine has an NVIDIA GPU; ' +
          `to replace it: juju config ${app} docker_runtime=nvidia; to keep it: juju config ${app} docker_runtime=apt`,
      );
      expect(held(sim)).toEqual(['docker.io']);
      await change(sim, { docker_runtime: 'apt' });
      expect(statusOf(sim)).toBe(running);
    }));

  it('gets NVIDIA’s runtime where an operator says so; a driver that works is not touched', () =>
    story(async (sim) => {
      give(sim, '535.104.05');
      const hooks = await change(sim, { docker_runtime: 'nvidia' });
      expect(statusOf(sim)).toMatch(/^active: Kubernetes worker running/u);
      expect(installed(sim, 'docker-ce', 'nvidia-docker2', 'cuda-drivers')).toEqual(['docker-ce', 'nvidia-docker2']);
      expect(kubectlIn(hooks)).toEqual(['cordon', 'drain', 'uncordon']);
      expect(await quietly(sim)).toEqual([]);
    }));

  it('gets no driver from a repository whose key is another, and the runtime does not wait for it', () =>
    story(async (sim) => {
      give(sim, null);
      await change(sim, { docker_runtime: 'nvidia' });
      expect(statusOf(sim)).toMatch(
        /^blocked: Repository nvidia-cuda: .* only EB693B3035CD5710E231E123A4B469963BF863CC/u,
      );
      expect(installed(sim, 'docker-ce', 'nvidia-docker2', 'cuda-drivers')).toEqual(['docker-ce', 'nvidia-docker2']);
      expect(
        existsSync(path.join(sim.machineOf(worker).root, 'etc/apt/sources.list.d/kubernetes-worker-nvidia-cuda.list')),
      ).toBe(false);
    }));
});

describe('a new worker', () => {
  const fresh = async (tell: (sim: Simulation) => Promise<void>, options: Readonly<Record<string, string>>) => {
    const model = await aModel();
    try {
      addWorker(model.sim, options);
      await settled(model.sim);
      await tell(model.sim);
    } finally {
      await model.end();
    }
  };

  it.each([
    [{ docker_runtime: 'apt' }, ['docker.io']],
    [{ docker_runtime: 'upstream' }, docker],
    [{ docker_runtime: 'nvidia' }, [...docker, 'nvidia-docker2']],
    [
      {
        docker_runtime: 'nvidia',
        'docker-ce-package': 'docker-ce=17.12.1~ce-0~ubuntu',
        'nvidia-docker-package': 'nvidia-docker2=2.0.3+docker17.12.1-1',
        'nvidia-container-runtime-package': 'nvidia-container-runtime=2.0.0+docker17.12.1-1',
      },
      ['docker-ce', 'nvidia-docker2', 'nvidia-container-runtime'],
    ],
    [
      {
        docker_runtime: 'custom',
        docker_runtime_repo: 'deb [arch={ARCH}] https://download.docker.com/linux/ubuntu {CODE} stable',
        docker_runtime_key_url: 'https://download.docker.com/linux/ubuntu/gpg',
        docker_runtime_key_fingerprint: '9DC8 5822 9FC7 DD38 854A  E2D8 8D81 803C 0EBF CD88',
        docker_runtime_package: 'docker-ce=5:18.09.9~3-0~ubuntu-xenial docker-ce-cli=5:18.09.9~3-0~ubuntu-xenial',
      },
      ['docker-ce', 'docker-ce-cli'],
    ],
  ])('with %j has %j', (options, names) =>
    fresh(async (sim) => {
      expect(installed(sim, ...names)).toEqual(names);
      expect(held(sim)).toEqual(expect.arrayContaining(names));
      sim.updateStatus(worker);
      await settled(sim);
      sim.updateStatus(worker);
      expect(changesIn(await settled(sim))).toEqual([]);
    }, options),
  );

  it('with the right place and the wrong fingerprint has no runtime, and says so', () =>
    fresh(
      async (sim) => {
        expect(statusOf(sim)).toMatch(/Repository custom: .*9DC858229FC7DD38854AE2D88D81803C0EBFCD88/u);
        expect(installed(sim, 'docker-ce')).toEqual([]);
      },
      {
        docker_runtime: 'custom',
        docker_runtime_repo: 'deb https://download.docker.com/linux/ubuntu {CODE} stable',
        docker_runtime_key_url: 'https://download.docker.com/linux/ubuntu/gpg',
        docker_runtime_key_fingerprint: '0000000000000000000000000000000000000000',
        docker_runtime_package: 'docker-ce',
      },
    ));
});
