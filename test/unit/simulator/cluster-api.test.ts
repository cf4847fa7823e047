import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../simulator/cluster/cluster.ts';
import type { Cluster, ClusterRequest } from '../../../simulator/contract.ts';
import { aConfigMap, aNode, aWorkload, paths } from './a-cluster.ts';
import { anAuthority } from './a-machine.ts';

const authority = anAuthority();
const server = 'https://10.5.0.2:6443';

function aCluster(): Cluster {
  const cluster = createCluster(null, () => 1_525_000_000);
  cluster.serveAt({ host: '10.5.0.2', port: 6443 }, authority.issue('master', ['10.5.0.2', 'kubernetes.default']).cert);
  cluster.grantToken('admin', 'admin', ['system:masters']);
  cluster.grantToken('kubelet', 'system:node:n1', ['system:nodes']);
  cluster.grantToken('proxy', 'system:kube-proxy', []);
  return cluster;
}

function ask(cluster: Cluster, token: string, method: ClusterRequest['method'], path: string, body?: unknown) {
  return cluster.request({ server, caPem: authority.pem, token, method, path, body });
}

const { configMaps } = paths;

describe('the API', () => {
  it('creates, shows, patches, replaces and deletes an object', () => {
    const cluster = aCluster();
    expect(ask(cluster, 'admin', 'POST', configMaps, aConfigMap('c')).status).toBe(201);
    expect(ask(cluster, 'admin', 'POST', configMaps, aConfigMap('c'))).toMatchObject({
      status: 409,
      body: { reason: 'AlreadyExists' },
    });
    expect(ask(cluster, 'admin', 'PATCH', `${configMaps}/c`, { data: { a: null, c: '3' } }).body).toMatchObject({
      data: { b: '2', c: '3' },
    });
    expect(ask(cluster, 'admin', 'GET', configMaps).body).toMatchObject({
      kind: 'ConfigMapList',
      items: [{ metadata: { name: 'c' } }],
    });
    expect(ask(cluster, 'admin', 'PUT', `${configMaps}/c`, aConfigMap('c')).body).toMatchObject({ data: { a: '1' } });
    expect(ask(cluster, 'admin', 'DELETE', `${configMaps}/c`)).toMatchObject({
      status: 200,
      body: { status: 'Success' },
    });
    expect(ask(cluster, 'admin', 'GET', `${configMaps}/c`)).toMatchObject({
      status: 404,
      body: { kind: 'Status', status: 'Failure', reason: 'NotFound', message: 'configmaps "c" not found', code: 404 },
    });
  });

  it('filters a list by labels', () => {
    const cluster = aCluster();
    for (const name of ['n1', 'n2'])
      ask(cluster, 'admin', 'POST', '/api/v1/nodes', { ...aNode(name), metadata: { name, labels: { name } } });
    const { body } = ask(cluster, 'admin', 'GET', '/api/v1/nodes?labelSelector=name%3Dn2');
    expect(body).toMatchObject({ items: [{ metadata: { name: 'n2' } }] });
  });

  it.each([
    ['GET', '/api/v1/gadgets', 404],
    ['GET', '/apis/rbac.authorization.k8s.io/v9/clusterroles', 404],
    ['POST', '/api/v1/namespaces/nowhere/configmaps', 404],
    ['DELETE', configMaps, 405],
    ['GET', '/apis/rbac.authorization.k8s.io/v1beta1/clusterroles', 200],
  ] as const)('answers %s %s with %i', (method, path, status) => {
    expect(ask(aCluster(), 'admin', method, path, aConfigMap('x')).status).toBe(status);
  });

  it('shows an object in each group version of its kind', () => {
    const cluster = aCluster();
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1beta1', kind: 'ClusterRole', metadata: { name: 'r' } };
    ask(cluster, 'admin', 'POST', '/apis/rbac.authorization.k8s.io/v1beta1/clusterroles', role);
    expect(ask(cluster, 'admin', 'GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles/r').body).toMatchObject({
      apiVersion: 'rbac.authorization.k8s.io/v1',
    });
  });

  it('refuses a body of another kind than the path', () => {
    expect(ask(aCluster(), 'admin', 'POST', '/api/v1/nodes', aConfigMap('x'))).toMatchObject({ status: 400 });
  });
});

describe('authorisation', () => {
  it('knows nobody without a token that was granted', () => {
    expect(ask(aCluster(), 'stolen', 'GET', '/api/v1/nodes')).toMatchObject({
      status: 401,
      body: { message: 'Unauthorized' },
    });
    expect(ask(aCluster(), '', 'GET', '/api/v1/nodes').status).toBe(401);
  });

  it.each([
    ['kubelet', 'POST', '/api/v1/nodes', aNode('n1'), 201],
    ['kubelet', 'POST', '/api/v1/nodes', aNode('n2'), 403],
    ['kubelet', 'PATCH', '/api/v1/nodes/n0', { metadata: { labels: { a: '1' } } }, 403],
    ['kubelet', 'PATCH', '/api/v1/nodes/n0/status', {}, 403],
    ['kubelet', 'DELETE', '/api/v1/nodes/n0', undefined, 403],
    ['kubelet', 'GET', '/api/v1/nodes/n0', undefined, 200],
    ['proxy', 'GET', '/api/v1/services', undefined, 200],
    ['proxy', 'POST', configMaps, aConfigMap('x'), 403],
  ] as const)('answers %s who asks %s %s %o with %i', (token, method, path, body, status) => {
    const cluster = aCluster();
    ask(cluster, 'admin', 'POST', '/api/v1/nodes', aNode('n0'));
    expect(ask(cluster, token, method, path, body).status).toBe(status);
  });

  it('is asked for by a server of its own without an address', () => {
    const cluster = createCluster(null, () => 0);
    cluster.grantToken('admin', 'admin', ['system:masters']);
    expect(cluster.api.handle({ method: 'GET', path: '/api/v1/nodes', token: 'admin' })).toMatchObject({
      status: 200,
      body: { items: [] },
    });
  });

  it('words a refusal as the API does', () => {
    expect(ask(aCluster(), 'proxy', 'POST', configMaps, aConfigMap('x')).body).toMatchObject({
      message:
        'configmaps "x" is forbidden: User "system:kube-proxy" cannot create configmaps in the namespace "default"',
    });
  });
});

describe('where it is served', () => {
  it.each([
    ['https://10.5.0.9:6443', authority.pem, /refused/u],
    ['https://10.5.0.2:443', authority.pem, /refused/u],
    [server, anAuthority('foreign').pem, /signed by unknown authority/u],
    [server, '', /signed by unknown authority/u],
    ['not an address', authority.pem, /Unable to connect/u],
  ])('%s cannot be reached by a client with that authority', (address, caPem, words) => {
    const request = { server: address, caPem, token: 'admin', method: 'GET', path: '/api/v1/nodes' } as const;
    expect(() => aCluster().request(request)).toThrow(words);
  });

  it('is kept with the objects and tokens in a snapshot', () => {
    const cluster = aCluster();
    ask(cluster, 'admin', 'POST', '/api/v1/nodes', aNode('n1'));
    const again = createCluster(JSON.parse(JSON.stringify(cluster.snapshot())), () => 0);
    expect(ask(again, 'kubelet', 'GET', '/api/v1/nodes/n1').body).toEqual(
      ask(cluster, 'kubelet', 'GET', '/api/v1/nodes/n1').body,
    );
  });
});

describe('a daemon set', () => {
  const daemonSet = { ...aWorkload('DaemonSet', {}, { nodeSelector: { role: 'x' } }), apiVersion: 'apps/v1beta2' };
  const pods = (cluster: Cluster) => {
    const { items } = ask(cluster, 'admin', 'GET', '/api/v1/pods').body as { items: { spec: { nodeName: string } }[] };
    return items.map(({ spec }) => spec.nodeName);
  };

  it('has a pod on each node with the labels it selects, and none elsewhere', () => {
    const cluster = aCluster();
    for (const name of ['n1', 'n2']) ask(cluster, 'admin', 'POST', '/api/v1/nodes', aNode(name));
    expect(ask(cluster, 'admin', 'POST', '/apis/apps/v1beta2/namespaces/default/daemonsets', daemonSet).status).toBe(
      201,
    );
    expect(pods(cluster)).toEqual([]);
    ask(cluster, 'admin', 'PATCH', '/api/v1/nodes/n2', { metadata: { labels: { role: 'x' } } });
    expect(pods(cluster)).toEqual(['n2']);
    ask(cluster, 'admin', 'DELETE', '/api/v1/nodes/n2');
    expect(pods(cluster)).toEqual([]);
  });
});
