import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeMachineFile } from '../../simulator/programs/machine-files.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { base64, domain, exampleParameters } from '../unit/workload/registry/example.ts';
import { certificateFor, ecPair, pkcs8 } from '../unit/workload/registry/test-certificate.ts';
import { inACopy, worker } from './a-model.ts';
import {
  aWorkerInACluster,
  create,
  ingressAt,
  nothing,
  pullSecrets,
  registryObjects,
  remove,
  storyIn,
} from './a-registry.ts';
import { made, objectAt } from './an-administrator.ts';
import { joinedWorkers, tracks } from './joined-workers.ts';
import { players } from './players.ts';

const baseOf = joinedWorkers(aWorkerInACluster);

const story = (tell: (sim: Simulation) => Promise<void>) => storyIn(baseOf('3.6'), tell);
const versions = (sim: Simulation) => registryObjects(sim).map((object) => object?.metadata.resourceVersion ?? null);

describe.each(tracks)('the operator of a registry in Juju %s', (track) => {
  describe.each(players)('with $name', (player) => {
    it('has it as on the store page, the same after a second call, and nothing of it when it is deleted, twice', () =>
      storyIn(
        baseOf(track),
        async (sim) => {
          const first = await create(sim);
          expect([first.status, first.message]).toEqual(['completed', '']);
          expect(first.results).toMatchObject({
            'registry-create': 'success',
            'serviceaccount-patch': 'success',
            'certificate-days-left': '89',
          });
          expect(registryObjects(sim).every((object) => object?.metadata.labels?.['juju-action'] === 'registry')).toBe(
            true,
          );
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
          expect(registryObjects(sim)).toEqual(nothing());
          expect(pullSecrets(sim)).toEqual([{ name: 'of-somebody-else' }]);
          const again = await remove(sim, { ingress: true });
          expect(again.results).toMatchObject({
            'registry-delete': 'success',
            response: { msg: 'There was no registry.' },
          });
        },
        player,
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
      const ingress = ingressAt(sim, 'registry-ing');
      expect(ingress?.spec).toMatchObject({ rules: [{ host: other }], tls: [{ hosts: [other] }] });

      expect((await create(sim, { ingress: false })).results).toMatchObject({ deleted: 'ing/registry-ing' });
      expect(ingressAt(sim, 'registry-ing')).toBeNull();
    }));

  const oldest = process.env['KUBERNETES_WORKER_TEST_NODE_16'] ?? '';
  it.skipIf(oldest === '')('is made by a charm that runs on Node.js 16 too', () =>
    inACopy(
      baseOf('3.6'),
      async (sim) => {
        const { status, results } = await create(sim);
        expect([status, results['certificate-days-left']]).toEqual(['completed', '89']);
        const refused = await create(sim, { tlskey: base64(pkcs8(ecPair())) });
        expect(refused.message).toMatch(/^registry: tlskey: it is not that of tlscert;/u);
      },
      { node: oldest },
    ),
  );

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
      expect(registryObjects(sim)).not.toContain(null);
      expect(existsSync(path.join(sim.machineOf(worker).root, manifest))).toBe(false);
      await remove(sim);
      expect(registryObjects(sim)).toEqual(nothing());
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
      expect(registryObjects(sim).filter((object) => object !== null)).toHaveLength(1);
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
          expect(registryObjects(again), `after child ${call}`).not.toContain(null);
          expect(pullSecrets(again), `after child ${call}`).toHaveLength(2);
        });
      }
    }),
  );
});
