import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMachine } from '../../simulator/programs/programs.ts';
import {
  aCluster,
  addWorker,
  aModel,
  changesIn,
  joinWorker,
  relateWorker,
  running,
  settled,
  statusOf,
  worker,
} from './a-model.ts';
import type { TestModel } from './a-model.ts';

let base: TestModel;
let bare: TestModel;

beforeAll(async () => {
  bare = await aModel();
  await aCluster(bare.sim);
  await bare.sim.save();
  base = await aModel({ from: bare.folder });
  await joinWorker(base.sim);
});
afterAll(async () => {
  await base.end();
  await bare.end();
});

async function within(from: TestModel, story: (model: TestModel) => Promise<void>): Promise<void> {
  const model = await aModel({ from: from.folder });
  try {
    await story(model);
  } finally {
    await model.end();
  }
}

describe('an option that does not parse', () => {
  it.each([
    ['labels', 'a=b=c'],
    ['labels', 'no-equals-sign'],
    ['labels', '-bad=1'],
    ['labels', `x=${'y'.repeat(64)}`],
    ['labels', 'juju-application=mine'],
    ['kubelet-extra-args', '--v=4'],
    ['kubelet-extra-args', '=4'],
    ['proxy-extra-args', 'UPPER=1'],
    ['allow-privileged', 'perhaps'],
    ['docker-opts', '--log-opt="a'],
    ['docker-logins', '{"server"'],
    ['docker_runtime', 'podman'],
    ['docker_runtime', 'upstream; reboot'],
    ['docker-ce-package', 'docker-ce=latest'],
    ['nvidia-docker-package', 'nginx'],
    ['nvidia-container-runtime-package', 'nvidia-container-runtime='],
    ['nvidia-driver-package', 'bash'],
    ['cuda_repo', 'newest'],
    ['snap_proxy', 'no proxy'],
    ['snap_proxy_url', 'ftp://snaps.example.com'],
    ['no_proxy', 'x'.repeat(2025)],
    ['channel', '1.10/stable; rm -rf /'],
    ['nginx-image', 'no such image'],
    ['default-backend-image', '--privileged'],
  ])('%s=%s blocks with its name, changes nothing, and recovers', async (option, value) => {
    await within(base, async ({ sim }) => {
      sim.setConfig('kubernetes-worker', { [option]: value });
      const ran = await settled(sim);
      expect(statusOf(sim)).toMatch(new RegExp(`^blocked: ${option}: .+; accepted: .+`, 'u'));
      expect(changesIn(ran).filter((line) => !line.startsWith('status-set'))).toEqual([]);
      sim.resetConfig('kubernetes-worker', [option]);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
    });
  });

  it('lets the other options be applied', async () => {
    await within(base, async ({ sim }) => {
      sim.setConfig('kubernetes-worker', { labels: 'bad==', 'kubelet-extra-args': 'max-pods=60' });
      await settled(sim);
      expect(statusOf(sim)).toMatch(/^blocked: labels: /u);
      const kubelet = describeMachine(sim.machineOf(worker)).snaps.find(({ name }) => name === 'kubelet');
      expect(JSON.stringify(kubelet?.settings)).toContain('max-pods');
    });
  });

  it('of a port or a password is not repeated in the status', async () => {
    await within(base, async ({ sim }) => {
      sim.setConfig('kubernetes-worker', { 'docker-logins': '[{"server":"r","username":"u","password":"hunter2"' });
      await settled(sim);
      expect(statusOf(sim)).toMatch(/^blocked: docker-logins: /u);
      expect(JSON.stringify(sim.log()) + statusOf(sim)).not.toContain('hunter2');
    });
  });
});

describe('a program that fails', () => {
  const hostPackages = 'Installing host packages: ';
  const firstSnap = 'Installing the kubectl snap \\(channel 1\\.10/stable\\): ';
  it.each([
    ['apt-get', 'locked', `Waiting for another program's lock \\(${hostPackages}`],
    ['apt-get', 'offline', `Waiting for the network \\(${hostPackages}`],
    ['apt-get', 'fail', hostPackages],
    ['snap', 'busy', `Waiting for another change on this machine to end \\(${firstSnap}`],
    ['snap', 'offline', `Waiting for the network \\(${firstSnap}`],
    ['snap', 'fail', firstSnap],
  ] as const)('%s, %s: the status says so, the rest goes on, and a later hook recovers', (program, kind, text) =>
    within(bare, async ({ sim }) => {
      addWorker(sim);
      sim.machineOf(worker).faults.push({ program, match: 'install', kind, times: -1 });
      // The install hook alone: each hook waits up to half a minute for a lock.
      await sim.settle({ maxHooks: 1 });
      expect(statusOf(sim)).toMatch(new RegExp(text, 'u'));
      const account = describeMachine(sim.machineOf(worker));
      const others = program === 'snap' ? account.packages : account.snaps.map(({ name }) => name);
      expect(others).toContain(program === 'snap' ? 'docker.io' : 'kubelet');
      sim.machineOf(worker).faults.length = 0;
      relateWorker(sim);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
    }),
  );

  it('only for a moment, is not even noticed', () =>
    within(bare, async ({ sim }) => {
      addWorker(sim);
      sim.machineOf(worker).faults.push({ program: 'apt-get', match: 'install', kind: 'locked', times: 1 });
      sim.machineOf(worker).faults.push({ program: 'snap', match: 'install', kind: 'busy', times: 1 });
      await settled(sim);
      expect(statusOf(sim)).toMatch(/^blocked: Relate kubernetes-worker:kube-control [^;]*; Relate/u);
      expect(statusOf(sim)).not.toMatch(/nstalling/u);
      expect(
        sim
          .machineOf(worker)
          .faults.map(({ times }) => times)
          .filter((times) => times > 0),
      ).toEqual([]);
    }));
});

describe('a CNI archive', () => {
  const filler = {
    name: 'bridge',
    content: Buffer.from(Array.from({ length: 1_500_000 }, (_, index) => (index * 7919) % 251)),
  };
  const loopback = { name: 'loopback', content: Buffer.from('#!/bin/sh\n') };
  const archives: [string, () => Promise<Buffer>, RegExp][] = [
    ['that is empty', async () => Buffer.alloc(0), /Incomplete cni resource\./u],
    ['that is small', async () => gzipSync('x'), /Incomplete cni resource\./u],
    ['that is no archive', async () => Buffer.alloc(1_200_000, 7), /Invalid cni resource\./u],
    [
      'that is truncated',
      async () => (await archive([loopback, noise()])).subarray(0, 1_100_000),
      /Invalid cni resource\./u,
    ],
    [
      'with an absolute path',
      () => archive([loopback, noise(), { ...filler, name: '/opt/evil' }]),
      /Invalid cni resource\..*\/opt\/evil/u,
    ],
    [
      'with a path that climbs',
      () => archive([loopback, noise(), { ...filler, name: '../../evil' }]),
      /Invalid cni resource\..*evil/u,
    ],
    [
      'with a link',
      () => archive([loopback, noise(), { name: 'host', linkname: '/etc/shadow' }]),
      /Invalid cni resource\..*host/u,
    ],
    ['without loopback', () => archive([noise()]), /Invalid cni resource\..*loopback/u],
  ];

  it.each(archives)('%s blocks, names the resource, and a good one is taken', async (_title, make, status) => {
    await within(bare, async ({ sim, folder }) => {
      const bad = path.join(folder, 'bad.tgz');
      await writeFile(bad, await make());
      sim.deploy({
        application: 'kubernetes-worker',
        charm: 'cs:~containers/kubernetes-worker',
        series: 'xenial',
        resources: { 'cni-amd64': bad },
      });
      sim.addUnit('kubernetes-worker');
      relateWorker(sim);
      await settled(sim);
      expect(statusOf(sim)).toMatch(/^blocked: /u);
      expect(statusOf(sim)).toMatch(status);
      expect(
        describeMachine(sim.machineOf(worker))
          .files.map(({ path: file }) => file)
          .join(),
      ).not.toContain('evil');

      const good = path.join(folder, 'good.tgz');
      await writeFile(good, await archive([loopback, noise()]));
      sim.attachResource('kubernetes-worker', 'cni-amd64', good);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
    });
  });

  it('that was never attached blocks with the command to type', async () => {
    await within(bare, async ({ sim }) => {
      sim.deploy({ application: 'kubernetes-worker', charm: path.resolve('build/charm'), series: 'xenial' });
      sim.addUnit('kubernetes-worker');
      await settled(sim);
      expect(statusOf(sim)).toMatch(/Missing cni resource\. \(cni-amd64/u);
    });
  });
});

describe('malformed data from a remote', () => {
  it.each([
    ['kubernetes-master', 'kube-control', { creds: '{not json' }],
    ['kubernetes-master', 'kube-control', { 'enable-kube-dns': 'perhaps' }],
    ['kubeapi-load-balancer', 'website', { port: 'https' }],
    ['flannel', 'cni', { cidr: 'everywhere' }],
    ['easyrsa', 'client', { ca: 'no certificate' }],
  ])('%s on %s: the status names it, the node goes on, and recovers', async (app, endpoint, bag) => {
    await within(base, async ({ sim }) => {
      const remote = app === 'flannel' ? flannelOf(sim) : `${app}/0`;
      const before = sim.writeBag(remote, endpoint, worker, bag);
      const ran = await settled(sim);
      expect(ran.filter(({ unit, exitCode }) => unit === worker && exitCode !== 0)).toEqual([]);
      expect(statusOf(sim)).toMatch(new RegExp(`^waiting: .*${remote}`, 'u'));
      expect(
        describeMachine(sim.machineOf(worker)).services.find(({ name }) => name === 'snap.kubelet.daemon')?.active,
      ).toBe('active');
      sim.writeBag(remote, endpoint, worker, before);
      await settled(sim);
      expect(statusOf(sim)).toBe(running);
    });
  });
});

function flannelOf(sim: TestModel['sim']): string {
  const found = Object.values(sim.model.units).find(({ principal }) => principal === worker);
  if (found === undefined) throw new Error(`no subordinate of ${worker}`);
  return found.name;
}

/** Bytes that gzip cannot make small, so that the archive has the size of a whole one. */
function noise(): Entry {
  let state = 42;
  const bytes = Buffer.alloc(1_500_000);
  for (let index = 0; index < bytes.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return { name: 'bridge', content: bytes };
}

interface Entry {
  readonly name: string;
  readonly content?: Buffer;
  readonly linkname?: string;
}

async function archive(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  const chunks: Buffer[] = [];
  const collected = (async () => {
    for await (const chunk of tar) chunks.push(Buffer.from(chunk as Uint8Array));
  })();
  for (const { name, content, linkname } of entries) {
    if (linkname === undefined) tar.entry({ name, mode: 0o755 }, content ?? Buffer.alloc(0));
    else tar.entry({ name, type: 'symlink', linkname });
  }
  tar.finalize();
  await collected;
  return gzipSync(Buffer.concat(chunks));
}
