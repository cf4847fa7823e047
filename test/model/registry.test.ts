import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMachineFile } from '../../simulator/programs/machine-files.ts';
import { JujuRefused } from '../../simulator/simulation.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { base64, domain, exampleParameters, htpasswdLine } from '../unit/workload/registry/example.ts';
import { certificateFor, ecPair, pkcs8 } from '../unit/workload/registry/test-certificate.ts';
import { aCluster, aModel, act, addWorker, fileOf, inACopy, joinWorker, settled, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { asked, demoted, made, objectAt } from './an-administrator.ts';
import { players } from './players.ts';

const tracks = ['2.9', '3.6'] as const;

const bases = new Map<string, TestModel>();
beforeAll(async () => {
  for (const track of tracks) {
    const base = await aModel({ juju: track });
    bases.set(track, base);
    await aCluster(base.sim);
    await joinWorker(base.sim);
    // Somebody else's, which must outlive everything.
    const body = { imagePullSecrets: [{ name: 'of-somebody-else' }] };
    asked(base.sim, 'PATCH', '/api/v1/namespaces/default/serviceaccounts/default', body);
    await base.sim.save();
  }
});
afterAll(async () => {
  for (const base of bases.values()) await base.end();
});

const [player] = players;
function story(tell: (sim: Simulation) => Promise<void>, track: string = '3.6', play = player?.play) {
  const base = bases.get(track);
  if (base === undefined) throw new Error('no base');
  return inACopy(base, tell, play);
}

const create = (sim: Simulation, changes: object = {}) => act(sim, 'registry', { ...exampleParameters(), ...changes });
const remove = (sim: Simulation, more: object = {}) => act(sim, 'registry', { delete: true, ...more });

const paths = [
  ['secrets/registry-tls-data'],
  ['secrets/registry-auth-data'],
  ['secrets/registry-access'],
  ['services/kube-registry'],
  ['deployments/kube-registry-v0', 'apis/apps/v1'],
  ['ingresses/registry-ing', 'apis/extensions/v1beta1'],
] as const;
const objects = (sim: Simulation) => paths.map(([name, api]) => objectAt(sim, name, api));
const versions = (sim: Simulation) => objects(sim).map((object) => object?.metadata.resourceVersion ?? null);
const none = paths.map(() => null);
const pullSecrets = (sim: Simulation) => objectAt(sim, 'serviceaccounts/default')?.imagePullSecrets;
const kubectlCalls = ({ hooks }: Awaited<ReturnType<typeof act>>) =>
  hooks.flatMap(({ calls }) => calls.filter(({ program }) => program === 'kubectl').map(({ argv }) => argv.slice(1)));

describe.each(tracks)('the operator of a registry in Juju %s', (track) => {
  describe.each(players)('with $name', ({ play }) => {
    it('has it as on the store page, the same after a second call, and nothing of it when it is deleted, twice', () =>
      story(
        async (sim) => {
          const first = await create(sim);
          expect([first.status, first.message]).toEqual(['completed', '']);
          expect(first.results).toMatchObject({
            'registry-create': 'success',
            'serviceaccount-patch': 'success',
            'certificate-days-left': '89',
          });
          expect(objects(sim).every((object) => object?.metadata.labels?.['juju-action'] === 'registry')).toBe(true);
          expect(
            pullSecrets(sim)
              ?.map(({ name }) => name)
              .sort(),
          ).toEqual(['of-somebody-else', 'registry-access']);
          const dockercfg = objectAt(sim, 'secrets/registry-access')?.data?.['.dockercfg'];
          expect(dockercfg).toBe(
            'eyJteXJlZ2lzdHJ5LmNvbXBhbnkuY29tIjogeyJhdXRoIjogImRYTmxja0U2Y0dGemMzZHZjbVJCIiwgImVtYWlsIjogInJvb3RAbG9jYWxob3N0In19',
          );

          const before = versions(sim);
          const second = await create(sim);
          expect(second.status).toBe('completed');
          expect(second.results).not.toHaveProperty('created');
          expect(second.results).not.toHaveProperty('configured');
          expect(versions(sim)).toEqual(before);

          // Without `ingress`, which the store page gives: what was made counts.
          const gone = await remove(sim);
          expect([gone.status, gone.message]).toEqual(['completed', '']);
          expect(gone.results).toMatchObject({ 'registry-delete': 'success', 'serviceaccount-patch': 'success' });
          expect(objects(sim)).toEqual(none);
          expect(pullSecrets(sim)).toEqual([{ name: 'of-somebody-else' }]);
          const again = await remove(sim, { ingress: true });
          expect(again.results).toMatchObject({
            'registry-delete': 'success',
            response: { msg: 'There was no registry.' },
          });
        },
        track,
        play,
      ));
  });
});

describe('a registry', () => {
  it('becomes what another call describes', () =>
    story(async (sim) => {
      await create(sim);
      const pair = ecPair();
      const other = 'images.company.com';
      const { status, results } = await create(sim, {
        domain: other,
        tlscert: base64(certificateFor(pair, { commonName: other })),
        tlskey: base64(pkcs8(pair)),
      });
      expect(status).toBe('completed');
      expect(results).toMatchObject({
        configured: 'secret/registry-tls-data, secret/registry-access, ingress/registry-ing',
        warning: `tlscert has ${other} as Common Name only: Docker 20.10 and later asks for a subject alternative name`,
      });
      expect(objectAt(sim, 'secrets/registry-tls-data')?.data?.['tls.key']).toBe(base64(pkcs8(pair)));
      const ingress = objectAt(sim, 'ingresses/registry-ing', 'apis/extensions/v1beta1');
      expect(ingress?.spec).toMatchObject({ rules: [{ host: other }], tls: [{ hosts: [other] }] });

      expect((await create(sim, { ingress: false })).results).toMatchObject({ deleted: 'ing/registry-ing' });
      expect(objectAt(sim, 'ingresses/registry-ing', 'apis/extensions/v1beta1')).toBeNull();
    }));

  it('keeps its images on a claim until it is deleted, and says what becomes of them', () =>
    story(async (sim) => {
      const claim = () => objectAt(sim, 'persistentvolumeclaims/kube-registry-images');
      const volume = () => JSON.stringify(objectAt(sim, 'deployments/kube-registry-v0', 'apis/apps/v1')?.spec);
      await create(sim);
      expect(volume()).toContain('"/srv/registry"');
      const { results } = await create(sim, { size: '5Gi', 'storage-class': 'fast' });
      expect(results).toMatchObject({
        storage: 'persistentvolumeclaim kube-registry-images, 5Gi, class fast',
        images: 'pushed until now are left in /srv/registry of the nodes that ran the pod: push them again',
      });
      const spec = { storageClassName: 'fast', resources: { requests: { storage: '5Gi' } } };
      expect(claim()?.spec).toMatchObject(spec);
      expect(volume()).toContain('"claimName":"kube-registry-images"');

      expect((await create(sim)).results).not.toHaveProperty('configured');
      expect(claim()?.spec).toMatchObject(spec);
      for (const [change, complaint] of [
        [{ 'storage-class': 'slow' }, 'registry: storage-class: the images are on the class fast; delete'],
        [{ size: '1Gi' }, 'registry: size: the images have 5Gi already; delete'],
      ] as const) {
        const refused = await create(sim, change);
        expect(refused.status).toBe('failed');
        expect(refused.message).toContain(complaint);
        expect(refused.results).toMatchObject({ 'registry-create': 'failure' });
        expect(claim()?.spec).toMatchObject(spec);
      }
      expect((await create(sim, { size: '10Gi' })).results).toMatchObject({
        configured: 'persistentvolumeclaim/kube-registry-images',
      });
      expect((await remove(sim)).results).toMatchObject({ images: 'gone with pvc/kube-registry-images' });
      expect(claim()).toBeNull();
    }));

  it('takes the place of the one that the charm of 2018 made, whose readable manifest goes', () =>
    story(async (sim) => {
      const labels = { 'k8s-app': 'kube-registry', version: 'v0', 'kubernetes.io/cluster-service': 'true' };
      const opaque = (name: string, data: object) =>
        made(sim, 'secrets', 'Secret', { metadata: { name }, type: 'Opaque', data });
      opaque('registry-tls-data', { 'tls.crt': 'YQ==', 'tls.key': 'YQ==' });
      opaque('registry-auth-data', { htpasswd: 'YQ==' });
      made(sim, 'secrets', 'Secret', {
        metadata: { name: 'registry-access' },
        type: 'kubernetes.io/dockercfg',
        data: { '.dockercfg': base64('{}') },
      });
      const template = { metadata: { labels }, spec: { containers: [{ name: 'registry', image: 'registry:2' }] } };
      const metadata = { name: 'kube-registry-v0', labels };
      made(sim, 'replicationcontrollers', 'ReplicationController', {
        metadata,
        spec: { replicas: 1, selector: labels, template },
      });
      made(sim, 'services', 'Service', {
        metadata: { name: 'kube-registry', labels: { ...labels, 'kubernetes.io/name': 'KubeRegistry' } },
        spec: { selector: { 'k8s-app': 'kube-registry' }, ports: [{ port: 5000, name: 'registry' }] },
      });
      const backend = { serviceName: 'kube-registry', servicePort: 5000 };
      const rules = [{ host: domain, http: { paths: [{ path: '/', backend }] } }];
      made(
        sim,
        'ingresses',
        'Ingress',
        { metadata: { name: 'registry-ing' }, spec: { rules } },
        'apis/extensions/v1beta1',
      );
      const manifest = '/root/cdk/addons/registry.yaml';
      writeMachineFile(sim.machineOf(worker), manifest, 'tls.key: YQ==');

      const { status, message, results } = await create(sim);
      expect([status, message]).toEqual(['completed', '']);
      expect(results).toMatchObject({ created: 'deployment/kube-registry-v0', deleted: 'rc/kube-registry-v0' });
      expect(objectAt(sim, 'replicationcontrollers/kube-registry-v0')).toBeNull();
      expect(objects(sim)).not.toContain(null);
      expect(existsSync(path.join(sim.machineOf(worker).root, manifest))).toBe(false);
      await remove(sim);
      expect(objects(sim)).toEqual(none);
    }));

  it('takes no object of somebody else, neither when it is made nor when it is deleted', () =>
    story(async (sim) => {
      const theirs = { metadata: { name: 'registry-tls-data' }, type: 'Opaque', data: { 'tls.pfx': 'YQ==' } };
      made(sim, 'secrets', 'Secret', theirs);
      const { status, message, results } = await create(sim);
      expect(status).toBe('failed');
      expect(message).toBe(
        'registry: secrets/registry-tls-data is there, and this action has not made it: rename or delete it. Nothing was changed',
      );
      expect(results).toMatchObject({ 'registry-create': 'failure' });
      expect(objects(sim).filter((object) => object !== null)).toHaveLength(1);
      expect((await remove(sim)).results).toMatchObject({
        'registry-delete': 'success',
        'left-to-others': 'secrets/registry-tls-data',
      });
      expect(objectAt(sim, 'secrets/registry-tls-data')?.data).toEqual(theirs.data);
    }));

  it.each([
    ['1.10.2', 'extensions/v1beta1'],
    ['1.16.0', 'networking.k8s.io/v1beta1'],
    ['1.25.0', 'networking.k8s.io/v1'],
  ])('is made of kinds that a server of %s has', (version, ingressApi) =>
    story(async (sim) => {
      sim.cluster.setVersion(version);
      expect((await create(sim)).message).toBe('');
      const ingress = objectAt(sim, 'ingresses/registry-ing', `apis/${ingressApi}`);
      expect(JSON.stringify(ingress?.spec)).toContain('kube-registry');
      const applied = ingress?.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
      expect(applied).toContain(`"apiVersion":"${ingressApi}"`);
      expect((await remove(sim)).message).toBe('');
      expect(objectAt(sim, 'ingresses/registry-ing', `apis/${ingressApi}`)).toBeNull();
    }),
  );

  it('is there after a call that was killed at any child and another one', { timeout: 900_000 }, () =>
    story(async (sim) => {
      const calls = (await create(sim)).hooks.flatMap((hook) => (hook.hook === 'registry' ? hook.calls : []));
      const points = calls.flatMap(({ program }, index) => (program === 'kubectl' ? [index + 1] : []));
      expect(points.length).toBeGreaterThan(4);
      for (const call of points) {
        await story(async (again) => {
          again.killPlan = { unit: worker, hook: 'registry', nth: 0, call, when: 'after' };
          again.runAction([worker], 'registry', { ...exampleParameters() });
          await again.settle();
          const { status, message } = await create(again);
          expect({ status, message }, `after child ${call}`).toEqual({ status: 'completed', message: '' });
          expect(objects(again), `after child ${call}`).not.toContain(null);
          expect(pullSecrets(again), `after child ${call}`).toHaveLength(2);
        });
      }
    }),
  );
});

describe('a registry that is described wrongly', () => {
  it('is refused with the keys of 2018 for what is missing', () =>
    story(async (sim) => {
      const ended = await act(sim, 'registry', { domain });
      expect(ended.status).toBe('failed');
      const missing = ['tlscert', 'tlskey', 'htpasswd', 'htpasswd-plain'];
      for (const name of missing) {
        const result = `failure, parameter ${name} is required`;
        expect(ended.results).toMatchObject({ [`registry-create-parameter-${name}`]: result });
      }
      expect(ended.message).toBe(
        `registry: ${missing.map((name) => `parameter ${name} is required`).join('; ')}. Nothing was changed`,
      );
      expect(kubectlCalls(ended)).toEqual([]);
    }));

  const huge = 'QUFB'.repeat(1_000_000);
  it.each([
    ['a command in the domain', { domain: '$(reboot).company.com' }, 'domain: it has other characters'],
    ['a line end in the domain', { domain: `${domain}\nkind: Pod` }, 'domain: it has other characters'],
    ['YAML in the domain', { domain: '{"a": [b, *c]}' }, 'domain: '],
    ['a template in the domain', { domain: '{{domain}}.company.com' }, 'domain: it has other characters'],
    ['a quote in the domain', { domain: 'a", "auth": "b.company.com' }, 'domain: '],
    ['a port and an ingress', { domain: `${domain}:5000` }, 'domain: it has a port'],
    ['a huge domain', { domain: 'a.'.repeat(500_000) }, 'domain: it has 1000000 characters, of at most 253'],
    ['a huge certificate', { tlscert: huge }, 'tlscert: it has 4000000 characters, of at most 90000'],
    ['a key of another', { tlskey: base64(pkcs8(ecPair())) }, 'tlskey: it is not that of tlscert'],
    ['another password', { htpasswd: base64(htpasswdLine('userA', 'x')) }, 'htpasswd-plain: htpasswd has another'],
    ['a class that is YAML', { 'storage-class': 'a\nb: c' }, 'storage-class: it is no name of a storage class'],
    ['a huge size', { size: '999999999Ti' }, 'size: it is no such amount'],
  ])('is refused with %s, before anything is asked of the cluster', (_what, changes, complaint) =>
    story(async (sim) => {
      const ended = await create(sim, changes);
      expect(ended.status).toBe('failed');
      expect(ended.message).toContain(`registry: ${complaint}`);
      expect(ended.message).toContain('; accepted: ');
      expect(ended.message).toMatch(/Nothing was changed$/u);
      expect(ended.message.length).toBeLessThan(400);
      expect(kubectlCalls(ended)).toEqual([]);
      expect(objects(sim)).toEqual(none);
    }),
  );

  it.each(tracks)('by values of another type, or names that it does not have, is refused by Juju %s', (track) =>
    story(async (sim) => {
      for (const change of [{ ingress: 'yes' }, { domain: 5 }, { delete: 1 }, { size: 20 }, { tlscrt: 'x' }]) {
        expect(() => sim.runAction([worker], 'registry', { ...exampleParameters(), ...change })).toThrow(JujuRefused);
      }
    }, track),
  );
});

describe('a registry in a cluster with trouble', () => {
  const failed = async (sim: Simulation, words: RegExp, results: object) => {
    const ended = await create(sim);
    expect(ended.status).toBe('failed');
    expect(ended.message).toMatch(words);
    expect(ended.results).toMatchObject(results);
    return ended;
  };
  const failure = { 'registry-create': 'failure' };

  it('says that the API is gone, and is there with the next call after it is back', () =>
    story(async (sim) => {
      sim.setApiTrouble({ kind: 'gone' });
      await failed(sim, /^registry: Looking at the cluster: the Kubernetes API does not answer \(.*refused/u, failure);
      const gone = await remove(sim);
      expect([gone.status, gone.results['registry-delete']]).toEqual(['failed', 'failure']);
      sim.setApiTrouble(null);
      expect((await create(sim)).status).toBe('completed');
    }));

  it('says that the API fails inside', () =>
    story(async (sim) => {
      sim.setApiTrouble({ kind: 'failing', status: 503 });
      await failed(sim, /^registry: Looking at the cluster: the Kubernetes API does not answer \(/u, failure);
    }));

  it('waits for an API that is slow, but not for ever', () =>
    story(async (sim) => {
      sim.setApiTrouble({ kind: 'slow', delayMs: 100 });
      expect((await create(sim)).status).toBe('completed');
      sim.setApiTrouble({ kind: 'slow', delayMs: 3_600_000 });
      await failed(sim, /^registry: Looking at the cluster: the Kubernetes API does not answer \(/u, failure);
    }));

  it('says what it may not do', () =>
    story(async (sim) => {
      await demoted(sim, 'nobody');
      await failed(
        sim,
        /^registry: Looking at the cluster: the Kubernetes API does not allow it \(.*[Ff]orbidden/u,
        failure,
      );
    }));

  it('says that it may look and not write, and has written nothing', () =>
    story(async (sim) => {
      await demoted(sim, 'system:a-reader');
      await failed(
        sim,
        /^registry: Making the registry: the Kubernetes API does not allow it \(.*[Ff]orbidden/u,
        failure,
      );
      expect(objects(sim)).toEqual(none);
    }));

  it('says that others are always faster, and shows no secret that kubectl repeats', () =>
    story(async (sim) => {
      await create(sim);
      sim.setApiTrouble({ kind: 'contended' });
      const pair = ecPair();
      const tlskey = base64(pkcs8(pair));
      const ended = await create(sim, { tlscert: base64(certificateFor(pair, { commonName: domain })), tlskey });
      expect(ended.status).toBe('failed');
      expect(ended.message).toMatch(/^registry: Making the registry: somebody else changed it at the same time \(/u);
      expect(JSON.stringify(ended)).not.toContain(tlskey);
      expect(ended.results).toMatchObject(failure);
      expect(ended.results['unchanged']).toContain('deployment/kube-registry-v0');
    }));

  it('is not made by a unit that has joined none', async () => {
    const model = await aModel({ juju: '3.6' });
    try {
      addWorker(model.sim);
      await settled(model.sim);
      await failed(model.sim, /^registry: this unit has not joined a cluster/u, failure);
    } finally {
      await model.end();
    }
  });
});

describe('the secrets of a registry', () => {
  it('are in no argument, result, log or trace, and in no file of the machine', () =>
    story(async (sim) => {
      const { htpasswd, tlskey, 'htpasswd-plain': plain } = exampleParameters();
      const ended = await create(sim);
      expect(ended.status).toBe('completed');
      await create(sim, { tlskey: base64(pkcs8(ecPair())) });
      await remove(sim);
      const text = (encoded: string) => Buffer.from(encoded, 'base64').toString().trim().split('\n').at(1) ?? '';
      const hash = Buffer.from(htpasswd, 'base64').toString().trim();
      const secrets = [htpasswd, tlskey, plain, 'passwordA', hash, text(tlskey)];
      const told = JSON.stringify([
        sim.log(),
        Object.values(sim.model.tasks).map(({ results, message, log }) => [results, message, log]),
        sim.hooks.map(({ calls, stdout, stderr }) => [stdout, stderr, calls.map(({ argv }) => argv)]),
        await fileOf(sim, 'var/lib/juju/agents/unit-kubernetes-worker-0/charm/.state/trace.jsonl'),
      ]);
      for (const secret of secrets) expect(told.includes(secret), digest(secret)).toBe(false);
      for (const file of filesOf(sim.machineOf(worker).root)) {
        for (const secret of secrets) expect(readFileSync(file, 'latin1').includes(secret), file).toBe(false);
      }
    }));
});

/** Names a secret in a failure without showing it. */
function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8);
}

function filesOf(root: string): readonly string[] {
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => path.join(root, name));
  return all.filter((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat !== undefined && stat.isFile() && stat.size < 5_000_000;
  });
}
