import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMachine, prepareMachine } from '../../simulator/programs/programs.ts';
import { stateOf } from '../../simulator/programs/state.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import {
  aCluster,
  addWorker,
  aModel,
  fileOf,
  inACopy,
  joinWorker,
  relateWorker,
  running,
  settled,
  statusOf,
  worker,
} from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { typed } from './a-node.ts';

/** Faults of the 2018 charm that show only on a whole machine; docs/repairs.md says where the others are held. */
let cluster: TestModel;
let joined: TestModel;

beforeAll(async () => {
  cluster = await aModel();
  await aCluster(cluster.sim);
  await cluster.sim.save();
  joined = await aModel({ from: cluster.folder });
  await joinWorker(joined.sim);
});
afterAll(async () => {
  await cluster.end();
  await joined.end();
});

const story = inACopy;

/** A worker on a machine that somebody had given Docker before. */
async function withOthersDocker(sim: Simulation) {
  addWorker(sim);
  const machine = sim.machineOf(worker);
  await prepareMachine(machine);
  await typed(sim, 'apt-get', 'update');
  await typed(sim, 'apt-get', '--assume-yes', 'install', 'docker.io');
  relateWorker(sim);
  await settled(sim);
  return machine;
}

const settingsOf = (sim: Simulation, snap: string) =>
  describeMachine(sim.machineOf(worker)).snaps.find(({ name }) => name === snap)?.settings ?? {};
const restartsOf = (sim: Simulation, service: string) =>
  describeMachine(sim.machineOf(worker)).services.find(({ name }) => name === service)?.restarts;

describe('the repaired charm', () => {
  it('leaves the modes of folders that are not its own (7)', () =>
    story(joined, async (sim) => {
      const folder = path.join(sim.machineOf(worker).root, 'usr/local/share/ca-certificates');
      expect((await stat(folder)).mode & 0o777).toBe(0o755);
    }));

  it('lets kubelet ask the API server who may use its API, and lets the API server use it (1)', () =>
    story(joined, async (sim) => {
      const settings = { 'authorization-mode': 'Webhook', 'authentication-token-webhook': true };
      expect(settingsOf(sim, 'kubelet')).toMatchObject(settings);
      const name = 'kubernetes-worker-kubelet-api';
      const binding: unknown = JSON.parse(await typed(sim, 'kubectl', 'get', 'clusterrolebinding', name, '-o', 'json'));
      expect(binding).toMatchObject({
        roleRef: { kind: 'ClusterRole', name: 'system:kubelet-api-admin' },
        subjects: [{ kind: 'User', name: 'client' }],
      });
    }));

  it('installs every plugin of the CNI resource, executable (62)', () =>
    story(joined, async (sim) => {
      const folder = path.join(sim.machineOf(worker).root, 'opt/cni/bin');
      const plugins = ['bridge', 'flannel', 'host-local', 'loopback', 'portmap', 'vlan'];
      expect(await readdir(folder)).toEqual(expect.arrayContaining(plugins));
      for (const plugin of plugins) expect((await stat(path.join(folder, plugin))).mode & 0o777).toBe(0o755);
    }));

  it('takes the resource for every architecture where it declares none for this one (62)', () =>
    story(cluster, async (sim) => {
      addWorker(sim, {}, { machine: sim.addMachine({ series: 'xenial', architecture: 'ppc64el' }) });
      await settled(sim);
      expect(statusOf(sim)).not.toContain('cni resource');
      await expect(fileOf(sim, '/opt/cni/bin/loopback')).resolves.not.toBe('');
    }));

  it('has systemd start kubelet and kube-proxy again however often they end, from the first hook on (63)', () =>
    story(joined, async (sim) => {
      for (const name of ['kubelet', 'kube-proxy']) {
        const folder = `/etc/systemd/system/snap.${name}.daemon.service.d`;
        expect(await fileOf(sim, `${folder}/always-restart.conf`)).toMatch(/^Restart=always$/mu);
        expect(await typed(sim, 'systemctl', 'show', '--property=NeedDaemonReload', `snap.${name}.daemon`)).toBe(
          'NeedDaemonReload=no\n',
        );
      }
    }));

  it('asks systemd whether it is in a container, and leaves conntrack alone there (19)', () =>
    story(cluster, async (sim) => {
      sim.deploy({ application: 'kubernetes-worker', charm: 'cs:~containers/kubernetes-worker', series: 'xenial' });
      sim.addUnit('kubernetes-worker', { machine: sim.addMachine({ series: 'xenial', container: { parent: '0' } }) });
      relateWorker(sim);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
      expect(settingsOf(sim, 'kube-proxy')).toMatchObject({ 'conntrack-max-per-core': 0 });
      expect(settingsOf(joined.sim, 'kube-proxy')).not.toHaveProperty('conntrack-max-per-core');
    }));

  it('does without a user called ubuntu (20)', () =>
    story(cluster, async (sim) => {
      addWorker(sim);
      await prepareMachine(sim.machineOf(worker));
      const etc = path.join(sim.machineOf(worker).root, 'etc');
      await writeFile(path.join(etc, 'passwd'), 'root:x:0:0:root:/root:/bin/bash\n');
      relateWorker(sim);
      const ran = await settled(sim);
      expect(await readFile(path.join(etc, 'passwd'), 'utf8')).not.toContain('ubuntu');
      expect(statusOf(sim)).toBe(running);
      expect(ran.flatMap(({ calls }) => calls.map(({ program }) => program))).not.toContain('usermod');
      expect(describeMachine(sim.machineOf(worker)).files.map(({ path: file }) => file)).not.toContain(
        '/home/ubuntu/.kube/config',
      );
    }));

  it('takes over a Docker that somebody installed, and replaces it only where an operator says so (51)', () =>
    story(cluster, async (sim) => {
      const machine = await withOthersDocker(sim);
      expect(statusOf(sim)).toBe(running);
      expect(stateOf(machine).packages['docker.io']?.isHeld).not.toBe(true);
      sim.setHardware(machine.id, { gpus: 1, driver: '535.104.05' });
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toMatch(
        /^blocked: Container runtime docker\.io was on this machine before .*docker_runtime=nvidia/u,
      );
      expect(describeMachine(machine).packages).toContain('docker.io');
      sim.setConfig('kubernetes-worker', { docker_runtime: 'nvidia' });
      await settled(sim);
      expect(statusOf(sim)).toMatch(/^active: Kubernetes worker running\. NVIDIA driver 535\.104\.05/u);
      expect(describeMachine(machine).packages).not.toContain('docker.io');
    }));

  it('leaves it to them also when a replacement was given up half way (51)', () =>
    story(cluster, async (sim) => {
      const machine = await withOthersDocker(sim);
      sim.updateStatus(worker);
      await settled(sim);
      // Only what really installs, not what finds out whether it could.
      machine.faults.push({
        program: 'apt-get',
        match: 'install --allow-downgrades docker-ce',
        kind: 'fail',
        times: -1,
      });
      sim.setConfig('kubernetes-worker', { docker_runtime: 'upstream' });
      await settled(sim);
      expect(statusOf(sim)).toMatch(/^blocked: Installing docker-ce/u);
      const ours = '/etc/apt/sources.list.d/kubernetes-worker-docker.list';
      expect(await fileOf(sim, ours)).toContain('download.docker.com');
      machine.faults.length = 0;
      sim.setConfig('kubernetes-worker', { docker_runtime: 'auto' });
      const hooks = await settled(sim);
      expect(hooks.flatMap(({ calls }) => calls.filter(({ argv }) => argv.includes('uncordon')))).toHaveLength(1);
      expect(statusOf(sim)).toBe(running);
      expect(stateOf(machine).packages['docker.io']?.isHeld).not.toBe(true);
      await expect(fileOf(sim, ours)).rejects.toThrow('ENOENT');
    }));

  it('renders options that were given at deployment in the first place, with one restart (29, 30)', () =>
    story(cluster, async (sim) => {
      addWorker(sim, { 'docker-opts': '--log-level=warn', http_proxy: 'http://proxy.example.com:3128' });
      await settled(sim);
      expect(await fileOf(sim, '/etc/default/docker')).toContain('--log-level=warn');
      expect(restartsOf(sim, 'docker')).toBe(1);
    }));

  it('does not sit in a hook until a node takes its labels, and says what it waits for (34)', () =>
    story(joined, async (sim) => {
      sim.machineOf(worker).faults.push({ program: 'kubectl', match: 'label', kind: 'fail', times: -1 });
      sim.setConfig('kubernetes-worker', { labels: 'disk=ssd' });
      const [hook] = await settled(sim);
      expect(hook?.calls.filter(({ argv }) => argv.includes('label'))).toHaveLength(5);
      expect(statusOf(sim)).toMatch(/^waiting: Waiting for node juju-\S+ to take its labels \(Labelling node /u);
      sim.machineOf(worker).faults.length = 0;
      sim.updateStatus(worker);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
    }));

  it('keeps ports and tries again when an ingress manifest is refused (40)', () =>
    story(joined, async (sim) => {
      sim.machineOf(worker).faults.push({ program: 'kubectl', match: 'apply', kind: 'fail', times: -1 });
      sim.setConfig('kubernetes-worker', { 'nginx-image': 'registry.example.com/nginx:1' });
      await settled(sim);
      expect(statusOf(sim)).toMatch(/^waiting: Applying the ingress controller: /u);
      expect(sim.model.units[worker]?.ports).toEqual(['80/tcp', '443/tcp']);
      sim.machineOf(worker).faults.length = 0;
      sim.updateStatus(worker);
      const ran = await settled(sim);
      expect(ran.flatMap(({ calls }) => calls.filter(({ argv }) => argv.includes('apply')))).not.toEqual([]);
      expect(statusOf(sim)).toBe(running);
    }));

  it('takes DNS that is switched off for off (41)', () =>
    story(joined, async (sim) => {
      sim.setConfig('kubernetes-master', { 'enable-kube-dns': 'false' });
      await settled(sim);
      expect(settingsOf(sim, 'kubelet')).not.toHaveProperty('cluster-dns');
      expect(settingsOf(sim, 'kubelet')).toMatchObject({ 'cluster-domain': 'cluster.local' });
      expect(statusOf(sim)).toBe(running);
    }));

  it('does not call a service active that systemd could not start (64)', () =>
    story(joined, async (sim) => {
      sim.setConfig('kubernetes-worker', { 'kubelet-extra-args': 'no-such-flag=1' });
      await settled(sim);
      expect(statusOf(sim)).toBe('waiting: Waiting for kubelet to start.');
      sim.resetConfig('kubernetes-worker', ['kubelet-extra-args']);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
    }));

  it('keeps what one master said while that leaves and another has said nothing yet (72)', () =>
    story(joined, async (sim) => {
      const before = settingsOf(sim, 'kubelet');
      const previous = sim.writeBag('kubernetes-master/0', 'kube-control', worker, {
        'enable-kube-dns': null,
        domain: null,
        'sdn-ip': null,
        creds: null,
      });
      await settled(sim);
      expect(settingsOf(sim, 'kubelet')).toEqual(before);
      expect(restartsOf(sim, 'snap.kubelet.daemon')).toBe(1);
      expect(previous).toMatchObject({ domain: 'cluster.local' });
    }));
});

describe('scripts/check-tools.sh', () => {
  const check = async (programs: Readonly<Record<string, string>>): Promise<string> => {
    const model = await aModel();
    try {
      const bin = path.join(model.folder, 'check-bin');
      await mkdir(bin);
      for (const [name, script] of Object.entries({ uname: 'echo Linux', ...programs })) {
        await writeFile(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      }
      const ran = promisify(execFile)('/bin/sh', ['scripts/check-tools.sh'], { env: { PATH: bin } });
      return await ran.then(
        () => '',
        (error: unknown) => (error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)),
      );
    } finally {
      await model.end();
    }
  };
  const node = `exec ${process.execPath} "$@"`;
  const old = 'case $1 in --version) echo v18.0.0 ;; *) exit 1 ;; esac';

  it.each([
    ['no Node.js', {}, 'Node.js is missing'],
    ['no npm', { node }, 'npm is missing'],
    ['no bash', { node, npm: '' }, 'bash is missing'],
    ['an old Node.js', { node: old, npm: '', bash: '' }, 'Node.js v18.0.0 is too old: 20.19 or later is needed'],
    ['another system', { uname: 'echo Darwin' }, 'Linux is needed; this is Darwin'],
  ])('says that there is %s', async (_what, programs, text) => {
    expect(await check(programs)).toContain(text);
  });

  it('says nothing when all is there', async () => {
    expect(await check({ node, npm: '', bash: '' })).toBe('');
  });
});
