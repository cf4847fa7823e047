import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMachine } from '../../simulator/programs/programs.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { aCluster, aModel, changesIn, joinWorker, running, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { aStoreProxy } from './a-store-proxy.ts';

/** Every option of the container runtime and of the machine, alone and in pairs. */
const app = 'kubernetes-worker';
let base: TestModel;
let store: Server;

interface Sample {
  /** What the option is set to, and what it has before and afterwards. */
  readonly values: readonly [on: string, off: string];
  /** Services that have to restart for it, each once. */
  readonly restarts?: readonly string[];
  readonly reboots?: true;
}

const dockerd = { restarts: ['docker'] } as const;
const samples: Record<string, Sample> = {
  'allow-privileged': { values: ['true', 'auto'], restarts: ['snap.kubelet.daemon'] },
  cuda_repo: { values: ['9.1.85-1', 'auto'] },
  'docker-ce-package': { values: ['docker-ce=5:19.03.15~3-0~ubuntu-xenial', 'auto'] },
  'docker-logins': { values: ['[{"server": "r.example.com", "username": "u", "password": "p"}]', '[]'] },
  'docker-opts': { values: ['--log-level=warn --label=rack=7', ''], ...dockerd },
  docker_runtime: { values: ['apt', 'auto'] },
  docker_runtime_package: { values: ['my-docker', ''] },
  'drain-before-runtime-change': { values: ['false', 'true'] },
  'enable-cgroups': { values: ['true', 'false'], reboots: true },
  http_proxy: { values: ['http://proxy.example.com:3128', ''], ...dockerd },
  https_proxy: { values: ['http://proxy.example.com:3129', ''], ...dockerd },
  no_proxy: { values: ['10.0.0.0/8,.local', ''], ...dockerd },
  'nvidia-container-runtime-package': { values: ['nvidia-container-toolkit', 'auto'] },
  'nvidia-docker-package': { values: ['nvidia-docker2=2.8.0-1', 'auto'] },
  'nvidia-driver-package': { values: ['cuda-drivers-535', 'auto'] },
  snap_proxy: { values: ['http://snaps.example.com:3128', ''], restarts: ['snapd'] },
};

beforeAll(async () => {
  const proxy = await aStoreProxy();
  store = proxy.server;
  samples['snap_proxy_url'] = { values: [proxy.url, ''] };
  base = await aModel();
  await aCluster(base.sim);
  await joinWorker(base.sim);
});
afterAll(async () => {
  await base.end();
  store.close();
});

const restartsOf = (sim: Simulation) =>
  new Map(describeMachine(sim.machineOf(worker)).services.map(({ name, restarts }) => [name, restarts]));

/** What has restarted and how often, how often the machine did, and what the next hook changed. */
async function change(sim: Simulation, options: Readonly<Record<string, string>>) {
  const before = restartsOf(sim);
  sim.setConfig(app, options);
  const hooks = (await settled(sim)).filter(({ unit }) => unit === worker);
  const restarted = Object.fromEntries(
    [...restartsOf(sim)].flatMap(([name, count]) => {
      const times = count - (before.get(name) ?? 0);
      return times === 0 ? [] : [[name, times]];
    }),
  );
  const reboots = hooks.filter(({ hook }) => hook === 'start').length;
  sim.updateStatus(worker);
  const quiet = changesIn((await settled(sim)).filter(({ unit }) => unit === worker));
  // A machine that boots starts everything.
  return { restarted: reboots > 0 ? {} : restarted, reboots, quiet };
}

/** What a change of these options has to do. */
function expected(...names: readonly string[]) {
  const all = names.map((name) => samples[name]);
  const reboots = all.some((sample) => sample?.reboots === true) ? 1 : 0;
  const services = reboots > 0 ? [] : all.flatMap((sample) => sample?.restarts ?? []);
  return { restarted: Object.fromEntries(services.map((name) => [name, 1])), reboots, quiet: [] };
}

describe('the options of the container runtime and of the machine', () => {
  const isOn = new Set<string>();
  const toggled = (name: string): Record<string, string> => {
    const [on = '', off = ''] = samples[name]?.values ?? [];
    if (isOn.delete(name)) return { [name]: off };
    isOn.add(name);
    return { [name]: on };
  };

  it('restart what reads them, once, and the next hook is quiet: each alone, set and taken back', async () => {
    for (const name of Object.keys(samples)) {
      for (const way of ['set', 'taken back']) {
        expect(await change(base.sim, toggled(name)), `${name} ${way}`).toEqual(expected(name));
        expect(statusOf(base.sim), `${name} ${way}`).toBe(running);
      }
    }
  });

  it('restart what reads them, once, and the next hook is quiet: in pairs, while others are set', async () => {
    const names = Object.keys(samples);
    for (const [index, a] of names.entries()) {
      for (const b of names.slice(index + 1)) {
        const options = { ...toggled(a), ...toggled(b) };
        expect(await change(base.sim, options), JSON.stringify(options)).toEqual(expected(a, b));
        expect(statusOf(base.sim), JSON.stringify(options)).toBe(running);
      }
    }
  });
});
