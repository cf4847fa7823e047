import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeMachine, makeSnapFile } from '../../simulator/programs/programs.ts';
import type { Simulation } from '../../simulator/simulation.ts';
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
  workerRelations,
} from './a-model.ts';
import { renewedCertificate } from './a-certificate.ts';
import type { TestModel } from './a-model.ts';

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
const restartsOf = (sim: Simulation) =>
  Object.fromEntries(account(sim).services.map(({ name, restarts }) => [name, restarts]));
const settingsOf = (sim: Simulation, snap: string) =>
  account(sim).snaps.find(({ name }) => name === snap)?.settings ?? {};
const calledBy = (hooks: Awaited<ReturnType<typeof settled>>, program: string) =>
  hooks.flatMap(({ calls }) => calls.filter((call) => call.program === program).map(({ argv }) => argv.join(' ')));

async function change(sim: Simulation, options: Readonly<Record<string, string>>) {
  sim.setConfig(app, options);
  return settled(sim);
}

describe('an operator', () => {
  it('who sets arguments has them win, and gone when unset, each with one restart of that service', () =>
    story(async (sim) => {
      const before = restartsOf(sim);
      await change(sim, { 'kubelet-extra-args': 'v=4 max-pods=60' });
      expect(settingsOf(sim, 'kubelet')).toMatchObject({ v: 4, 'max-pods': 60 });
      sim.resetConfig(app, ['kubelet-extra-args']);
      await settled(sim);
      expect(settingsOf(sim, 'kubelet')).toMatchObject({ v: 0 });
      expect(settingsOf(sim, 'kubelet')).not.toHaveProperty('max-pods');
      expect(restartsOf(sim)).toEqual({ ...before, 'snap.kubelet.daemon': (before['snap.kubelet.daemon'] ?? 0) + 2 });
    }));

  it('who changes several options at once causes one restart a service', () =>
    story(async (sim) => {
      const before = restartsOf(sim);
      await change(sim, {
        'kubelet-extra-args': 'v=4',
        'allow-privileged': 'true',
        'docker-opts': '--log-level=warn',
        http_proxy: 'http://p:1',
        'proxy-extra-args': 'v=2',
      });
      expect(restartsOf(sim)).toEqual(
        // Nothing of it is containerd's, which dockerd drives, or snapd's.
        Object.fromEntries(
          Object.entries(before).map(([name, count]) => [
            name,
            ['containerd', 'snapd'].includes(name) ? count : count + 1,
          ]),
        ),
      );
      expect(await fileOf(sim, '/etc/default/docker')).toContain('DOCKER_OPTS="  --log-level=warn"');
      expect(settingsOf(sim, 'kubelet')).toMatchObject({ 'allow-privileged': true });
      expect(account(sim).iptables.forward).toBe('ACCEPT');
    }));

  it('causes one restart also where snapd restarts a daemon whose settings change', () =>
    story(async (sim) => {
      const before = restartsOf(sim);
      sim.machineOf(worker).state['snapSetRestarts'] = true;
      await change(sim, { 'kubelet-extra-args': 'max-pods=60' });
      expect(restartsOf(sim)).toEqual({ ...before, 'snap.kubelet.daemon': (before['snap.kubelet.daemon'] ?? 0) + 1 });
    }));

  it('who sets labels has them on the node, and only those that the charm set are removed', () =>
    story(async (sim) => {
      const node = () => nodeOf(sim)?.labels;
      await change(sim, { labels: 'disk=ssd zone=a' });
      expect(node()).toMatchObject({ disk: 'ssd', zone: 'a', 'juju-application': app });
      await change(sim, { labels: 'zone=b' });
      expect(node()).toMatchObject({
        zone: 'b',
        'juju-application': app,
        'kubernetes.io/hostname': sim.machineOf(worker).hostName,
      });
      expect(node()).not.toHaveProperty('disk');
    }));

  it('who switches the ingress off has its objects deleted once and its ports closed, and his own port left open', () =>
    story(async (sim) => {
      const machine = sim.model.units[worker];
      // As `juju exec open-port 30510/tcp` would.
      Reflect.apply(Array.prototype.push, machine?.ports ?? [], ['30510/tcp']);
      const ran = await change(sim, { ingress: 'false' });
      expect(machine?.ports).toEqual(['30510/tcp']);
      expect(calledBy(ran, 'kubectl').filter((line) => line.includes(' delete '))).toHaveLength(2);
      sim.updateStatus(worker);
      expect(changesIn(await settled(sim))).toEqual([]);
      await change(sim, { ingress: 'true' });
      expect([...(machine?.ports ?? [])].sort()).toEqual(['30510/tcp', '443/tcp', '80/tcp']);
      expect(statusOf(sim)).toBe(running);
    }));

  it('who changes an image has the manifest applied again', () =>
    story(async (sim) => {
      await change(sim, { 'nginx-image': 'registry.example.com/nginx:1' });
      expect(await fileOf(sim, '/root/cdk/addons/ingress-daemon-set.yaml')).toContain('registry.example.com/nginx:1');
      expect(statusOf(sim)).toBe(running);
    }));

  it('who changes the channel is told to upgrade, and nothing is refreshed until he allows it', () =>
    story(async (sim) => {
      const before = account(sim).snaps;
      await change(sim, { channel: '1.10/candidate' });
      expect(statusOf(sim)).toMatch(/^blocked: Needs manual upgrade, run the upgrade action/u);
      expect(account(sim).snaps).toEqual(before);
      await change(sim, { 'require-manual-upgrade': 'false' });
      expect(account(sim).snaps.map(({ channel }) => channel)).toEqual([
        '1.10/candidate',
        '1.10/candidate',
        '1.10/candidate',
      ]);
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
    }));

  it('who asks for a version that the charm cannot configure is told which it can', () =>
    story(async (sim) => {
      await change(sim, { channel: '1.11/stable', 'require-manual-upgrade': 'false' });
      expect(statusOf(sim)).toMatch(/^blocked: channel: .*1\.11.*1\.10/u);
    }));

  it('who attaches a snap gets it installed', () =>
    story(async (sim, { folder }) => {
      const file = path.join(folder, 'kubelet.snap');
      await writeFile(file, makeSnapFile({ name: 'kubelet', version: '1.10.9' }));
      sim.setConfig(app, { 'require-manual-upgrade': 'false' });
      sim.attachResource(app, 'kubelet', file);
      await settled(sim);
      expect(account(sim).snaps.find(({ name }) => name === 'kubelet')).toMatchObject({
        version: '1.10.9',
        channel: null,
      });
      expect(sim.model.applications[app]?.version).toBe('1.10.9');
    }));

  it('who lists registries is logged in to them; one that refuses is named, the others stay, and one taken out is left', () =>
    story(async (sim) => {
      const login = (server: string, password: string) => ({ server, username: 'u', password });
      const servers = () => account(sim).dockerLogins.map(({ server }) => server);
      await change(sim, {
        'docker-logins': JSON.stringify([login('a.example.com', 'p'), login('b.example.com', 'bad-p')]),
      });
      expect(statusOf(sim)).toMatch(/^blocked: docker-logins: b\.example\.com /u);
      expect(servers()).toEqual(['a.example.com']);
      await change(sim, { 'docker-logins': JSON.stringify([login('b.example.com', 'p')]) });
      expect(servers()).toEqual(['b.example.com']);
      expect(statusOf(sim)).toBe(running);
    }));

  it('who deletes or edits a file of the charm finds it as it was after the next hook', () =>
    story(async (sim) => {
      const root = sim.machineOf(worker).root;
      const before = await fileOf(sim, '/root/cdk/kubeconfig');
      await rm(path.join(root, 'root/cdk/kubeconfig'));
      await writeFile(path.join(root, 'etc/default/docker'), 'DOCKER_OPTS="--evil"\n');
      await chmod(path.join(root, 'root/cdk/server.key'), 0o644);
      sim.updateStatus(worker);
      await settled(sim);
      expect(await fileOf(sim, '/root/cdk/kubeconfig')).toBe(before);
      expect(await fileOf(sim, '/etc/default/docker')).toContain('DOCKER_OPTS="  "');
      expect(account(sim).files.find(({ path: file }) => file === '/root/cdk/server.key')?.mode).toBe('0600');
      expect(statusOf(sim)).toBe(running);
    }));
});

describe('a relation that goes', () => {
  it.each(workerRelations)(
    '%s: the status names it, the services go on, options are applied, and it may come back',
    (ours, theirs) =>
      story(async (sim) => {
        const endpoint = ours.slice(ours.indexOf(':') + 1);
        sim.removeRelation(ours, theirs);
        await settled(sim);
        expect(statusOf(sim)).toMatch(new RegExp(`^blocked: Relate kubernetes-worker:${endpoint} `, 'u'));
        await change(sim, { 'kubelet-extra-args': 'max-pods=60' });
        expect(settingsOf(sim, 'kubelet')).toMatchObject({ 'max-pods': 60 });
        expect(account(sim).services.map(({ active }) => active)).toEqual(account(sim).services.map(() => 'active'));
        sim.relate(ours, theirs);
        await settled(sim);
        expect(statusOf(sim)).toBe(running);
      }),
  );
});

describe('a certificate that is renewed', () => {
  it('is on disk and kubelet restarts once', () =>
    story(async (sim) => {
      const before = { restarts: restartsOf(sim), certificate: await fileOf(sim, '/root/cdk/server.crt') };
      sim.writeBag('easyrsa/0', 'client', worker, renewedCertificate(sim));
      await settled(sim);
      expect(await fileOf(sim, '/root/cdk/server.crt')).not.toBe(before.certificate);
      expect(restartsOf(sim)['snap.kubelet.daemon']).toBe((before.restarts['snap.kubelet.daemon'] ?? 0) + 1);
      expect(restartsOf(sim)['docker']).toBe(before.restarts['docker']);
    }));
});

describe('a unit that is removed', () => {
  it('stops its services before it deletes its node, and no hook fails', () =>
    story(async (sim) => {
      const name = nodeOf(sim)?.name;
      const machine = sim.machineOf(worker);
      sim.removeUnit(worker);
      const ran = (await settled(sim)).filter(({ unit }) => unit === worker);
      const stop = ran.find(({ hook }) => hook === 'stop');
      const done = (stop?.calls ?? []).map(
        ({ program, argv }) => `${program} ${argv[0]?.startsWith('--') ? argv[1] : argv[0]}`,
      );
      expect(done).toEqual(['systemctl stop', 'kubectl delete', 'close-port 443/tcp', 'close-port 80/tcp']);
      expect(stop?.calls[1]?.argv).toContain(name);
      expect(
        describeMachine(machine).services.filter(
          ({ name: each, active }) => each.startsWith('snap.') && active === 'active',
        ),
      ).toEqual([]);
      expect(name).toBe(machine.hostName);
      expect(JSON.stringify(machine.world.cluster.snapshot())).not.toContain(
        `"kubernetes.io/hostname":"${machine.hostName}"`,
      );
    }));

  it('goes although the API server is out of reach and its own memory is damaged', () =>
    story(async (sim) => {
      const machine = sim.machineOf(worker);
      machine.world.cluster.stopServingAt({ host: addressOf(await fileOf(sim, '/root/.kube/config')), port: 443 });
      await writeFile(
        path.join(machine.root, 'var/lib/juju/agents/unit-kubernetes-worker-0/charm/.state/machine.json'),
        '{',
      );
      sim.runHook(worker, 'stop');
      const [stop] = (await sim.settle()).hooks;
      expect(stop).toMatchObject({ hook: 'stop', exitCode: 0 });
      expect(stop?.stderr).toMatch(/deleting the node/u);
    }));
});

describe("the unit's memory", () => {
  const state = 'var/lib/juju/agents/unit-kubernetes-worker-0/charm/.state';

  it.each(['state.json', 'machine.json'])('%s: damaged, it is moved aside and rebuilt', (name) =>
    story(async (sim) => {
      const folder = path.join(sim.machineOf(worker).root, state);
      await writeFile(path.join(folder, name), '{"schema": 1, "flags": [');
      sim.updateStatus(worker);
      const [hook] = await settled(sim);
      expect(hook?.stderr).toMatch(/damaged-1/u);
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
    }),
  );

  it('of a newer charm is refused, and left as it is', () =>
    story(async (sim) => {
      const file = path.join(sim.machineOf(worker).root, state, 'state.json');
      await writeFile(file, '{"schema": 99}');
      sim.updateStatus(worker);
      const { hooks } = await sim.settle();
      expect(hooks[0]).toMatchObject({ exitCode: 1 });
      expect(hooks[0]?.stderr).toMatch(/StoreTooNew.*99/u);
      expect(await fileOf(sim, `/${state}/state.json`)).toBe('{"schema": 99}');
    }));
});

function addressOf(kubeconfig: string): string {
  return /server: "?https:\/\/([^:]+):/u.exec(kubeconfig)?.[1] ?? '';
}

/** The node that the API knows of the worker's machine. */
function nodeOf(sim: Simulation): { readonly name: string; readonly labels: Readonly<Record<string, string>> } | null {
  const { hostName, world } = sim.machineOf(worker);
  const objects: { name: string; labels: Readonly<Record<string, string>> }[] = [];
  const visit = (value: unknown): void => {
    const node = nodeShape.safeParse(value);
    if (node.success) objects.push({ name: node.data.metadata.name, labels: node.data.metadata.labels });
    else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) visit(each);
  };
  visit(world.cluster.snapshot());
  return objects.find(({ name }) => name === hostName.toLowerCase()) ?? null;
}

const nodeShape = z.object({
  kind: z.literal('Node'),
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()) }),
});
