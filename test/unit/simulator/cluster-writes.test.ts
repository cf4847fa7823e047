import { describe, expect, it } from 'vitest';
import { aCluster, aConfigMap, aNode, aPod, aWorkload, itemsOf, namesOf, patchTypes, paths } from './a-cluster.ts';
import type { Shown } from './a-cluster.ts';

const aSecret = (more: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...more });
const aService = (spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec });
const aNamespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

describe('a new object', () => {
  it.each([
    ['Bad_Name', 'ConfigMap', paths.configMaps, 'a lowercase RFC 1123 subdomain must consist of'],
    ['a'.repeat(254), 'ConfigMap', paths.configMaps, 'must be no more than 253 characters'],
    ['a.b', 'Namespace', paths.namespaces, 'a lowercase RFC 1123 label must consist of'],
    ['1a', 'Service', paths.services, 'a DNS-1035 label must consist of'],
    ['a/b', 'ClusterRole', '/apis/rbac.authorization.k8s.io/v1/clusterroles', "may not contain '/' or '%'"],
    ['', 'ConfigMap', paths.configMaps, 'Required value: name or generateName is required'],
  ])('may not be named %s when it is a %s', (name, kind, path, words) => {
    const apiVersion = kind === 'ClusterRole' ? 'rbac.authorization.k8s.io/v1' : 'v1';
    const { status, body } = aCluster().ask('POST', path, { apiVersion, kind, metadata: { name } });
    expect([status, (body as { message: string }).message]).toEqual([422, expect.stringContaining(words)]);
  });

  it('has a name of its own where it only says how that begins', () => {
    const { put } = aCluster();
    const object = { ...aConfigMap(''), metadata: { generateName: 'c-' } };
    const names = [put(paths.configMaps, object), put(paths.configMaps, object)].map(
      (each) => (each as Shown).metadata.name,
    );
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^c-[0-9a-f]{5}$/u);
  });

  it('is refused with a label that is none', () => {
    const object = { ...aConfigMap('c'), metadata: { name: 'c', labels: { a: 'x y' } } };
    expect(aCluster().ask('POST', paths.configMaps, object)).toMatchObject({
      status: 422,
      body: { reason: 'Invalid', details: { causes: [{ field: 'metadata.labels' }] } },
    });
  });

  it.each([
    [aWorkload('Deployment', { selector: undefined }), 'spec.selector: Required value'],
    [
      aWorkload('Deployment', { selector: { matchLabels: { app: 'y' } } }),
      'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`',
    ],
  ])('of apps/v1 needs a selector that chooses its pods', (object, words) => {
    expect(aCluster().ask('POST', paths.deployments, object)).toMatchObject({
      status: 422,
      body: { message: `Deployment.apps "x" is invalid: ${words}` },
    });
  });

  it('of extensions/v1beta1 takes the labels of its template for a selector, and is there in apps/v1', () => {
    const { ask, put } = aCluster('1.10.2');
    const object = { ...aWorkload('Deployment', { selector: undefined }), apiVersion: 'extensions/v1beta1' };
    put('/apis/extensions/v1beta1/namespaces/default/deployments', object);
    expect(ask('GET', `${paths.deployments}/x`).body).toMatchObject({
      apiVersion: 'apps/v1',
      spec: { selector: { matchLabels: { app: 'x' } } },
    });
  });

  it('that is only tried is not kept', () => {
    const { ask } = aCluster();
    expect(ask('POST', `${paths.configMaps}?dryRun=All`, aConfigMap('c')).status).toBe(201);
    expect(ask('GET', `${paths.configMaps}/c`).status).toBe(404);
  });

  it('of a version that the server does not have is refused', () => {
    const { ask } = aCluster('1.22.0');
    const role = { kind: 'ClusterRole', apiVersion: 'rbac.authorization.k8s.io/v1beta1', metadata: { name: 'r' } };
    expect(ask('POST', '/apis/rbac.authorization.k8s.io/v1beta1/clusterroles', role).status).toBe(404);
    expect(ask('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', role).status).toBe(400);
  });
});

describe('an ingress', () => {
  it('is spelled as each version spells it', () => {
    const { ask, put } = aCluster('1.20.0');
    const rules = (backend: object) => [{ host: 'a.b', http: { paths: [{ path: '/', backend }] } }];
    const old = { serviceName: 's', servicePort: 80 };
    const path = (group: string) => `/apis/${group}/namespaces/default/ingresses`;
    put(path('extensions/v1beta1'), {
      apiVersion: 'extensions/v1beta1',
      kind: 'Ingress',
      metadata: { name: 'i' },
      spec: { backend: old, rules: rules(old) },
    });
    const backend = { service: { name: 's', port: { number: 80 } } };
    expect(ask('GET', `${path('networking.k8s.io/v1')}/i`).body).toMatchObject({
      spec: { defaultBackend: backend, rules: rules(backend) },
    });
    expect(ask('GET', `${path('networking.k8s.io/v1beta1')}/i`).body).toMatchObject({
      spec: { backend: old, rules: rules(old) },
    });
  });
});

describe('a secret', () => {
  it('has its texts among its data, and the same ones again change nothing', () => {
    const { ask, put } = aCluster();
    put(paths.secrets, aSecret({ stringData: { a: 'hunter2' }, data: { b: 'eA==' } }));
    const before = ask('GET', `${paths.secrets}/s`).body;
    expect(before).toMatchObject({ type: 'Opaque', data: { a: 'aHVudGVyMg==', b: 'eA==' } });
    expect(before).not.toHaveProperty('stringData');
    const again = ask('PATCH', `${paths.secrets}/s`, { stringData: { a: 'hunter2' } });
    expect(again.body).toEqual(before);
  });

  it.each([
    [{ data: { a: '***' } }, 400, 'illegal base64 data at input byte 0'],
    [{ type: 'kubernetes.io/tls', data: { 'tls.crt': 'eA==' } }, 422, 'data[tls.key]: Required value'],
    [{ type: 'kubernetes.io/dockerconfigjson' }, 422, 'data[.dockerconfigjson]: Required value'],
  ])('is refused as %j', (more, status, words) => {
    const answer = aCluster().ask('POST', paths.secrets, aSecret(more));
    expect([answer.status, (answer.body as { message: string }).message]).toEqual([
      status,
      expect.stringContaining(words),
    ]);
  });
});

describe('a service', () => {
  it('has an address and a port on the nodes of its own, and keeps them', () => {
    const { ask, put } = aCluster();
    const ports = [{ port: 80 }];
    put(paths.services, aService({ type: 'NodePort', ports }));
    const path = `${paths.services}/s`;
    const wanted = {
      clusterIP: '10.152.183.2',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80, nodePort: 30_000 }],
    };
    expect(ask('GET', path).body).toMatchObject({ spec: wanted });
    expect(ask('PUT', path, aService({ type: 'NodePort', ports })).body).toMatchObject({ spec: wanted });
    expect(ask('PATCH', path, { spec: { clusterIP: '10.152.183.9' } })).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('field is immutable') as unknown },
    });
  });
});

describe('a change', () => {
  it('of another version than the one that is there is refused', () => {
    const { ask, put } = aCluster();
    const { metadata } = put(paths.configMaps, aConfigMap('c')) as Shown;
    ask('PATCH', `${paths.configMaps}/c`, { data: { a: '2' } });
    const stale = { ...aConfigMap('c'), metadata: { name: 'c', resourceVersion: metadata.resourceVersion } };
    expect(ask('PUT', `${paths.configMaps}/c`, stale)).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again',
      },
    });
    const patch = { metadata: { resourceVersion: metadata.resourceVersion } };
    expect(ask('PATCH', `${paths.configMaps}/c`, patch).status).toBe(409);
  });

  it('of a status goes below /status, and nothing else does', () => {
    const { ask, put } = aCluster();
    put(paths.nodes, aNode('n1'));
    const both = { spec: { unschedulable: true }, status: { phase: 'x' } };
    expect(ask('PATCH', `${paths.nodes}/n1`, both).body).not.toMatchObject({ status: { phase: 'x' } });
    const { body } = ask('PATCH', `${paths.nodes}/n1/status`, { ...both, spec: { unschedulable: null } });
    expect(body).toMatchObject(both);
  });

  it('of what cannot change is refused', () => {
    const { ask, put } = aCluster();
    put(paths.deployments, aWorkload('Deployment'));
    const labels = { app: 'y' };
    const spec = { selector: { matchLabels: labels }, template: { metadata: { labels } } };
    expect(ask('PATCH', `${paths.deployments}/x`, { spec })).toMatchObject({
      status: 422,
      body: { details: { causes: [{ field: 'spec.selector' }] } },
    });
  });

  it('of the number of replicas is asked for and made below /scale', () => {
    const { ask, put } = aCluster();
    put(paths.deployments, aWorkload('Deployment'));
    const path = `${paths.deployments}/x/scale`;
    expect(ask('GET', path).body).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1', spec: { replicas: 1 } });
    expect(ask('PATCH', path, { spec: { replicas: 3 } }, { contentType: patchTypes.merge }).body).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 3 },
    });
    expect(ask('PATCH', path, { spec: { replicas: -1 } }).status).toBe(400);
    expect(ask('GET', `${paths.deployments}/x`).body).toMatchObject({ spec: { replicas: 3 } });
  });
});

describe('a deletion', () => {
  it('says what has gone, and is refused where something else is there', () => {
    const { ask, put } = aCluster();
    const { uid } = (put(paths.deployments, aWorkload('Deployment')) as Shown).metadata;
    const wrong = { preconditions: { uid: 'other' } };
    expect(ask('DELETE', `${paths.deployments}/x`, wrong)).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
    expect(ask('DELETE', `${paths.deployments}/x`, { preconditions: { uid } })).toMatchObject({
      status: 200,
      body: { status: 'Success', details: { name: 'x', group: 'apps', kind: 'deployments', uid } },
    });
  });

  it.each([
    ['takes what it owns with it', 'Background', []],
    ['leaves orphans to who wants them', 'Orphan', ['ReplicaSet', 'Pod']],
  ])('%s', (_what, propagationPolicy, left) => {
    const { ask, put } = aCluster();
    put(paths.nodes, aNode('n1'));
    put(paths.deployments, aWorkload('Deployment'));
    ask('DELETE', `${paths.deployments}/x`, { propagationPolicy });
    const all = [paths.replicaSets, paths.pods].flatMap((path) => itemsOf(ask('GET', path)));
    expect(all.map((each) => (each as unknown as { kind: string }).kind)).toEqual(left);
  });

  it('of a namespace empties it', () => {
    const { ask, put } = aCluster();
    put(paths.namespaces, aNamespace('n'));
    put('/api/v1/namespaces/n/configmaps', aConfigMap('c'));
    expect(namesOf(ask('GET', '/api/v1/namespaces/n/serviceaccounts'))).toEqual(['default']);
    ask('DELETE', `${paths.namespaces}/n`);
    expect(namesOf(ask('GET', '/api/v1/namespaces/n/configmaps'))).toEqual([]);
    expect(namesOf(ask('GET', '/api/v1/namespaces/n/serviceaccounts'))).toEqual([]);
    expect(ask('POST', '/api/v1/namespaces/n/configmaps', aConfigMap('c'))).toMatchObject({
      status: 404,
      body: { message: 'namespaces "n" not found' },
    });
  });

  it('of a namespace that every cluster has is refused', () => {
    expect(aCluster().ask('DELETE', `${paths.namespaces}/kube-system`)).toMatchObject({ status: 403 });
  });

  it('of a node takes the pods on it away', () => {
    const { ask, put } = aCluster();
    put(paths.nodes, aNode('n1'));
    put(paths.pods, aPod('p', { nodeName: 'n1' }));
    ask('DELETE', `${paths.nodes}/n1`);
    expect(namesOf(ask('GET', paths.pods))).toEqual([]);
  });
});
