import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMachine } from '../../simulator/programs/programs.ts';
import { stateOf } from '../../simulator/programs/state.ts';
import type { HookRecord, Simulation } from '../../simulator/simulation.ts';
import {
  aCluster,
  aModel,
  changesIn,
  fileOf,
  inACopy,
  joinWorker,
  running,
  settled,
  statusOf,
  worker,
} from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { typed } from './a-node.ts';

let base: TestModel;

beforeAll(async () => {
  base = await aModel();
  await aCluster(base.sim);
  await joinWorker(base.sim);
});
afterAll(() => base.end());

function story(tell: (sim: Simulation, model: TestModel) => Promise<void>): Promise<void> {
  return inACopy(base, tell);
}

const app = 'kubernetes-worker';
const account = (sim: Simulation) => describeMachine(sim.machineOf(worker));
const starts = (sim: Simulation) => account(sim).services.find(({ name }) => name === 'docker')?.restarts ?? 0;
/** What dockerd was started with, by its own account. */
const dockerd = (sim: Simulation) => stateOf(sim.machineOf(worker)).dockerd?.directives;
const daemonJson = '/etc/docker/daemon.json';
const onMachine = (sim: Simulation, file: string) => path.join(sim.machineOf(worker).root, file);

/** How often dockerd restarted until nothing was due, and what the next hook changed. */
async function after(sim: Simulation, act: () => void) {
  const before = starts(sim);
  act();
  const hooks = await settled(sim);
  const restarts = starts(sim) - before;
  sim.updateStatus(worker);
  const quiet = changesIn((await settled(sim)).filter(({ unit }) => unit === worker));
  return { hooks, restarts, quiet };
}

const change = (sim: Simulation, options: Readonly<Record<string, string>>) =>
  after(sim, () => sim.setConfig(app, options));

const login = (server: string, password: string) => ({ server, username: 'u', password });
const loginsOf = (...logins: readonly object[]) => ({ 'docker-logins': JSON.stringify(logins) });
const options: Readonly<Record<string, { readonly value: string; readonly restarts: number }>> = {
  'docker-opts': { value: '--log-level=warn --label=rack=7', restarts: 1 },
  http_proxy: { value: 'http://proxy.example.com:3128', restarts: 1 },
  https_proxy: { value: 'http://proxy.example.com:3129', restarts: 1 },
  no_proxy: { value: '10.0.0.0/8,.local', restarts: 1 },
  'docker-logins': { value: JSON.stringify([login('registry.example.com', 'p')]), restarts: 0 },
};
const names = Object.keys(options);
const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const));

describe("Docker's options", () => {
  it('restart dockerd once each, when they are set and when they are reset, and the next hook is quiet', () =>
    story(async (sim) => {
      for (const [name, { value, restarts }] of Object.entries(options)) {
        expect(await change(sim, { [name]: value }), name).toMatchObject({ restarts, quiet: [] });
        expect(statusOf(sim)).toBe(running);
        const reset = await after(sim, () => sim.resetConfig(app, [name]));
        expect(reset, `${name} reset`).toMatchObject({ restarts, quiet: [] });
      }
    }));

  it('restart dockerd once for two of them', () =>
    story(async (sim) => {
      const isSet = new Set<string>();
      const toggled = (name: string): string => {
        if (isSet.delete(name)) return name === 'docker-logins' ? '[]' : '';
        isSet.add(name);
        return options[name]?.value ?? '';
      };
      for (const [a, b] of pairs) {
        const restarts = Math.max(options[a]?.restarts ?? 0, options[b]?.restarts ?? 0);
        const both = { [a]: toggled(a), [b]: toggled(b) };
        expect(await change(sim, both), `${a} and ${b}`).toMatchObject({ restarts, quiet: [] });
      }
    }));

  it('are in force again after somebody edited them and restarted dockerd by hand', () =>
    story(async (sim) => {
      await change(sim, { 'docker-opts': '--label=rack=7' });
      const machine = sim.machineOf(worker);
      await writeFile(onMachine(sim, '/etc/default/docker'), 'DOCKER_OPTS="--label=rack=8"\n');
      await typed(sim, 'systemctl', 'restart', 'docker');
      expect(stateOf(machine).dockerd?.argv).toContain('--label=rack=8');
      expect(await after(sim, () => sim.updateStatus(worker))).toMatchObject({ restarts: 1, quiet: [] });
      expect(stateOf(machine).dockerd?.argv).toContain('--label=rack=7');
    }));

  it('that contradict the daemon.json of an operator block before anything restarts, and work when that is gone', () =>
    story(async (sim) => {
      const [file, defaults] = [onMachine(sim, daemonJson), await fileOf(sim, '/etc/default/docker')];
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, '{"labels": ["rack=7"]}');
      expect((await change(sim, { 'docker-opts': '--label=rack=8' })).restarts).toBe(0);
      expect(statusOf(sim)).toMatch(/^blocked: docker-opts: --label and labels in \/etc\/docker\/daemon\.json are /u);
      expect(await fileOf(sim, '/etc/default/docker')).toBe(defaults);
      expect(await readFile(file, 'utf8')).toBe('{"labels": ["rack=7"]}');
      await rm(file);
      expect(await after(sim, () => sim.updateStatus(worker))).toMatchObject({ restarts: 1, quiet: [] });
      expect(statusOf(sim)).toBe(running);
      expect(await fileOf(sim, '/etc/default/docker')).toContain('--label=rack=8');
    }));

  it('that dockerd does not understand block with its own words before anything restarts', () =>
    story(async (sim) => {
      const defaults = await fileOf(sim, '/etc/default/docker');
      expect((await change(sim, { 'docker-opts': '--mtu=wide', http_proxy: 'http://p:1' })).restarts).toBe(0);
      expect(statusOf(sim)).toMatch(/^blocked: docker-opts: dockerd refuses its configuration: .*"wide" for "--mtu"/u);
      expect(await fileOf(sim, '/etc/default/docker')).toBe(defaults);
      expect(await change(sim, { 'docker-opts': '--mtu=1400' })).toMatchObject({ restarts: 1, quiet: [] });
      expect(dockerd(sim)).toMatchObject({ mtu: 1400 });
      expect(statusOf(sim)).toBe(running);
    }));

  it('say which line of a daemon.json is no JSON, and leave it as it is', () =>
    story(async (sim) => {
      const file = onMachine(sim, daemonJson);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, '{\n  "debug": yes\n}\n');
      expect((await after(sim, () => sim.updateStatus(worker))).restarts).toBe(0);
      expect(statusOf(sim)).toMatch(/^blocked: \/etc\/docker\/daemon\.json: it is no JSON: line 2, column 12; /u);
      expect(await readFile(file, 'utf8')).toBe('{\n  "debug": yes\n}\n');
    }));
});

/** A subordinate that does nothing by itself, related to the worker at its endpoint for this interface. */
async function subordinate(sim: Simulation, folder: string, name: string): Promise<void> {
  const charm = path.join(folder, `charm-of-${name}`);
  await mkdir(path.join(charm, 'hooks'), { recursive: true });
  await writeFile(path.join(charm, 'hooks/install'), '#!/bin/sh\n', { mode: 0o755 });
  const about = `name: user\nsummary: of a story\ndescription: of a story\nsubordinate: true`;
  const requires = `requires: {host: {interface: ${name}, scope: container}}`;
  await writeFile(path.join(charm, 'metadata.yaml'), `${about}\n${requires}\n`);
  sim.deploy({ application: 'user', charm, series: 'xenial' });
  sim.relate(`${app}:${name}`, 'user:host');
  await settled(sim);
}

describe('an SDN plugin', () => {
  const bag = { mtu: '1410', subnet: '10.1.54.1/24', cidr: '10.1.0.0/16' };

  const says = (sim: Simulation, changes: Readonly<Record<string, string | null>>) => () =>
    sim.writeBag('user/0', 'host', worker, changes);

  it('gives its network to dockerd with one restart, and takes it away with another', () =>
    story(async (sim, { folder }) => {
      await subordinate(sim, folder, 'sdn-plugin');
      expect(existsSync(onMachine(sim, daemonJson))).toBe(false);
      expect(await after(sim, says(sim, bag))).toMatchObject({ restarts: 1, quiet: [] });
      expect(JSON.parse(await fileOf(sim, daemonJson))).toEqual({ bip: '10.1.54.1/24', mtu: 1410 });
      expect(dockerd(sim)).toMatchObject({ bip: '10.1.54.1/24', mtu: 1410 });
      expect(await after(sim, says(sim, { subnet: '10.1.77.1/24' }))).toMatchObject({ restarts: 1, quiet: [] });
      expect(stateOf(sim.machineOf(worker)).docker0).toBe('10.1.77.1/24');
      const gone = await after(sim, () => sim.removeRelation(`${app}:sdn-plugin`, 'user:host'));
      expect(gone).toMatchObject({ restarts: 1, quiet: [] });
      expect(stateOf(sim.machineOf(worker)).docker0).toBe('172.17.0.1/16');
      expect(dockerd(sim)).not.toHaveProperty('mtu');
      expect(JSON.parse(await fileOf(sim, daemonJson))).toEqual({ bip: '172.17.0.1/16' });
      expect(statusOf(sim)).toBe(running);
    }));

  it('leaves what an operator has in daemon.json', () =>
    story(async (sim, { folder }) => {
      const text = '{\n  "debug": true,\n  "mtu": 1410\n}\n';
      await mkdir(path.dirname(onMachine(sim, daemonJson)), { recursive: true });
      await writeFile(onMachine(sim, daemonJson), text);
      await subordinate(sim, folder, 'sdn-plugin');
      expect(await after(sim, says(sim, bag))).toMatchObject({ restarts: 1, quiet: [] });
      expect(await fileOf(sim, daemonJson)).toBe(text.replace('1410', '1410,\n  "bip": "10.1.54.1/24"'));
      await after(sim, says(sim, { mtu: null }));
      expect(await fileOf(sim, daemonJson)).toBe(text.replace('1410', '1410,\n  "bip": "172.17.0.1/16"'));
    }));

  it('that says nonsense is named, and its last good network stays', () =>
    story(async (sim, { folder }) => {
      await subordinate(sim, folder, 'sdn-plugin');
      await after(sim, says(sim, bag));
      expect(await after(sim, says(sim, { subnet: 'none' }))).toMatchObject({ restarts: 0, quiet: [] });
      expect(statusOf(sim)).toMatch(/^waiting: user\/0 on sdn-plugin: subnet: "none" is no IPv4 address /u);
      expect(JSON.parse(await fileOf(sim, daemonJson))).toEqual({ bip: '10.1.54.1/24', mtu: 1410 });
    }));
});

describe('a subordinate that uses Docker', () => {
  it('is told where that listens', () =>
    story(async (sim, { folder }) => {
      const before = starts(sim);
      await subordinate(sim, folder, 'dockerhost');
      const relation = Object.values(sim.model.relations).find(({ endpoints }) =>
        endpoints.some(({ name }) => name === 'dockerhost'),
      );
      expect(relation?.bags[worker]?.data).toMatchObject({ url: 'unix:///var/run/docker.sock' });
      expect(starts(sim)).toBe(before);
    }));
});

describe('docker-logins', () => {
  const kubelet = '/var/lib/kubelet/config.json';
  const auth = (password: string) => ({ auth: Buffer.from(`u:${password}`).toString('base64') });
  const auths = async (sim: Simulation): Promise<unknown> =>
    existsSync(onMachine(sim, kubelet)) ? JSON.parse(await fileOf(sim, kubelet)) : null;
  const dockerCalls = (hooks: readonly HookRecord[]) =>
    hooks.flatMap(({ calls }) => calls.filter(({ program }) => program === 'docker').map(({ argv }) => argv[0]));

  it('are where docker and where kubelet looks, and gone from both when they are taken out', () =>
    story(async (sim) => {
      const both = await change(sim, loginsOf(login('a.example.com', 'p'), login('docker.io', 'q')));
      expect([dockerCalls(both.hooks), both.quiet]).toEqual([['login', 'login'], []]);
      const hub = 'https://index.docker.io/v1/';
      expect(await auths(sim)).toEqual({ auths: { 'a.example.com': auth('p'), [hub]: auth('q') } });
      expect((await stat(onMachine(sim, kubelet))).mode & 0o777).toBe(0o600);
      await change(sim, loginsOf(login('docker.io', 'q')));
      expect(await auths(sim)).toEqual({ auths: { [hub]: auth('q') } });
      await change(sim, { 'docker-logins': '[]' });
      expect([await auths(sim), account(sim).dockerLogins]).toEqual([null, []]);
    }));

  it('that are refused leave what was good before; the next hook tries once more', () =>
    story(async (sim) => {
      await change(sim, loginsOf(login('a.example.com', 'p')));
      const refused = await change(sim, loginsOf(login('a.example.com', 'bad-hush'), login('b.example.com', 'q')));
      expect(statusOf(sim)).toMatch(/^blocked: docker-logins: a\.example\.com \(unauthorized: incorrect username/u);
      expect(statusOf(sim)).not.toContain('hush');
      expect(await auths(sim)).toEqual({ auths: { 'a.example.com': auth('p'), 'b.example.com': auth('q') } });
      expect(refused.quiet.filter((call) => call.startsWith('docker '))).toHaveLength(1);
      await change(sim, loginsOf(login('a.example.com', 'r'), login('b.example.com', 'q')));
      expect([statusOf(sim), await auths(sim)]).toEqual([
        running,
        { auths: { 'a.example.com': auth('r'), 'b.example.com': auth('q') } },
      ]);
    }));

  it('are made again when somebody deletes what docker keeps of them', () =>
    story(async (sim) => {
      await change(sim, loginsOf(login('a.example.com', 'p')));
      await rm(onMachine(sim, '/root/.docker/config.json'));
      const { hooks, quiet } = await after(sim, () => sim.updateStatus(worker));
      expect([dockerCalls(hooks), quiet]).toEqual([['login'], []]);
      expect(await fileOf(sim, '/root/.docker/config.json')).toContain('a.example.com');
    }));
});
