import { describe, expect, it } from 'vitest';
import { textAt } from '../../../simulator/cluster/objects.ts';
import { aCluster, aNode, aPod, aWorkload, itemsOf, namesOf, paths } from './a-cluster.ts';
import type { Shown } from './a-cluster.ts';

const noSchedule = { key: 'k', value: 'v', effect: 'NoSchedule' };
const noExecute = { ...noSchedule, effect: 'NoExecute' };

/** A cluster with the nodes n1 and n2; `places` are the nodes of its pods, empty for one that waits. */
function aClusterOfTwo(version?: string) {
  const test = aCluster(version);
  for (const name of ['n1', 'n2']) test.put(paths.nodes, aNode(name));
  const places = () =>
    itemsOf(test.ask('GET', '/api/v1/pods'))
      .map(({ spec }) => textAt(spec, 'nodeName'))
      .sort();
  const cordon = (name: string, unschedulable: boolean | null) =>
    test.ask('PATCH', `${paths.nodes}/${name}`, { spec: { unschedulable } });
  const pods = () => namesOf(test.ask('GET', '/api/v1/pods'));
  const evict = (name: string, apiVersion = 'policy/v1') => {
    const body = { apiVersion, kind: 'Eviction', metadata: { name, namespace: 'default' } };
    return test.ask('POST', `${paths.pods}/${name}/eviction`, body);
  };
  const get = (path: string) => test.ask('GET', path).body as Shown;
  return { ...test, places, cordon, pods, evict, get };
}

describe('a deployment', () => {
  it('has pods on every node, by way of a ReplicaSet, and says so', () => {
    const { put, places, ask, get } = aClusterOfTwo();
    put(paths.deployments, aWorkload('Deployment', { replicas: 4 }));
    expect(places()).toEqual(['n1', 'n1', 'n2', 'n2']);
    const [set] = itemsOf(ask('GET', paths.replicaSets));
    expect(set?.metadata.name).toMatch(/^x-[0-9a-f]{10}$/u);
    expect(itemsOf(ask('GET', paths.pods))[0]?.metadata.name).toMatch(/^x-[0-9a-f]{10}-[0-9a-f]{5}$/u);
    expect(get(`${paths.deployments}/x`).status).toMatchObject({
      observedGeneration: 1,
      replicas: 4,
      updatedReplicas: 4,
      readyReplicas: 4,
      availableReplicas: 4,
      conditions: [
        { type: 'Available', status: 'True' },
        { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
      ],
    });
  });

  it('puts new pods in the place of the old ones when its template changes, and remembers the old template', () => {
    const { put, ask, get, pods } = aClusterOfTwo();
    put(paths.deployments, aWorkload('Deployment', { replicas: 2 }));
    const before = pods();
    const change = (image: string) => {
      const template = { spec: { containers: [{ name: 'c', image }] } };
      return ask('PATCH', `${paths.deployments}/x`, { spec: { template } });
    };
    change('nginx:2');
    expect(pods().some((name) => before.includes(name))).toBe(false);
    expect(
      itemsOf(ask('GET', paths.replicaSets))
        .map(({ spec }) => spec['replicas'])
        .sort(),
    ).toEqual([0, 2]);
    change('nginx:1');
    const revision = { 'deployment.kubernetes.io/revision': '3' };
    expect(get(`${paths.deployments}/x`)).toMatchObject({ metadata: { generation: 3, annotations: revision } });
    expect(itemsOf(ask('GET', paths.replicaSets))).toHaveLength(2);
  });

  it('has as many pods as it is scaled to', () => {
    const { put, ask, pods } = aClusterOfTwo();
    put(paths.deployments, aWorkload('Deployment', { replicas: 3 }));
    for (const replicas of [1, 0, 2]) {
      ask('PATCH', `${paths.deployments}/x/scale`, { spec: { replicas } });
      expect(pods()).toHaveLength(replicas);
    }
  });

  it('that nobody can take is not available, and its pods say why', () => {
    const { put, cordon, get, ask } = aClusterOfTwo();
    cordon('n1', true);
    cordon('n2', true);
    put(paths.deployments, aWorkload('Deployment'));
    expect(get(`${paths.deployments}/x`).status).toMatchObject({
      unavailableReplicas: 1,
      conditions: [{ type: 'Available', status: 'False' }, { type: 'Progressing' }],
    });
    expect(itemsOf(ask('GET', paths.pods))[0]?.status).toMatchObject({
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: '0/2 nodes are available: 2 node(s) were unschedulable.',
        },
      ],
    });
  });
});

describe('a pod', () => {
  it('that is evicted comes back under another name on a node that takes pods', () => {
    const { put, cordon, evict, pods, places } = aClusterOfTwo();
    put(paths.replicaSets, aWorkload('ReplicaSet', { replicas: 2 }));
    cordon('n1', true);
    const before = pods();
    expect(places()).toEqual(['n1', 'n2']);
    for (const name of before) expect(evict(name).status).toBe(201);
    expect(places()).toEqual(['n2', 'n2']);
    expect(pods().filter((name) => before.includes(name))).toEqual([]);
  });

  it('waits while nobody takes it, and keeps its name when somebody does', () => {
    const { put, cordon, pods, places } = aClusterOfTwo();
    cordon('n1', true);
    cordon('n2', true);
    put(paths.replicaSets, aWorkload('ReplicaSet'));
    const before = pods();
    expect(places()).toEqual(['']);
    cordon('n2', null);
    expect([places(), pods()]).toEqual([['n2'], before]);
  });

  it('runs and is ready once it has a node', () => {
    const { put, get } = aClusterOfTwo();
    put(paths.pods, { ...aPod('p', { nodeName: 'n1' }), status: { phase: 'Failed' } });
    expect(get(`${paths.pods}/p`).status).toMatchObject({
      phase: 'Running',
      conditions: [{ type: 'Initialized' }, { type: 'Ready', status: 'True' }, {}, { type: 'PodScheduled' }],
      containerStatuses: [{ name: 'c', ready: true, restartCount: 0, state: { running: {} } }],
      podIP: expect.stringMatching(/^10\.1\.\d+\.\d+$/u) as unknown,
    });
  });

  const tolerations = [{ key: 'k', operator: 'Exists' }];
  const affinity = (operator: string) => {
    const term = { matchExpressions: [{ key: 'role', operator, values: ['x'] }] };
    return {
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } },
    };
  };
  it.each([
    ['its node selector', {}, { nodeSelector: { role: 'x' } }, 'n2'],
    ['a node affinity', {}, affinity('In'), 'n2'],
    ['a node affinity that shuns', {}, affinity('NotIn'), 'n1'],
    ['a taint', { taints: [noSchedule] }, {}, 'n2'],
    ['a taint that it tolerates', { taints: [noSchedule] }, { tolerations }, 'n1'],
    ['a taint that it tolerates by value', { taints: [noSchedule] }, { tolerations: [{ key: 'k', value: 'v' }] }, 'n1'],
    ['a taint with another value', { taints: [noSchedule] }, { tolerations: [{ key: 'k', value: 'w' }] }, 'n2'],
    ['a taint that only asks', { taints: [{ ...noSchedule, effect: 'PreferNoSchedule' }] }, {}, 'n1'],
  ])('goes where %s sends it', (_what, spec, podSpec, node) => {
    const { ask, put } = aCluster();
    put(paths.nodes, aNode('n1', { spec }));
    put(paths.nodes, aNode('n2', { labels: { role: 'x' } }));
    put(paths.pods, aPod('p', podSpec));
    expect((ask('GET', `${paths.pods}/p`).body as Shown).spec['nodeName']).toBe(node);
  });

  it('leaves a node that gets a taint which drives it away', () => {
    const { put, ask, places } = aClusterOfTwo();
    put(paths.replicaSets, aWorkload('ReplicaSet', { replicas: 2 }));
    put(paths.pods, aPod('stays', { nodeName: 'n1', tolerations: [{ operator: 'Exists' }] }));
    ask('PATCH', `${paths.nodes}/n1`, { spec: { taints: [noExecute] } });
    expect(places()).toEqual(['n1', 'n2', 'n2']);
  });
});

describe('a daemon set', () => {
  it('has pods on cordoned nodes too, and not where a taint forbids it', () => {
    const { put, ask, cordon, places, get } = aClusterOfTwo();
    cordon('n1', true);
    put(paths.daemonSets, aWorkload('DaemonSet'));
    expect(places()).toEqual(['n1', 'n2']);
    ask('PATCH', `${paths.nodes}/n1`, { spec: { taints: [noSchedule] } });
    expect(places()).toEqual(['n2']);
    expect(get(`${paths.daemonSets}/x`).status).toMatchObject({
      desiredNumberScheduled: 1,
      currentNumberScheduled: 1,
      numberReady: 1,
      numberAvailable: 1,
      updatedNumberScheduled: 1,
    });
  });

  it('replaces its pods when its template changes', () => {
    const { put, ask, pods } = aClusterOfTwo();
    put(paths.daemonSets, aWorkload('DaemonSet'));
    const before = pods();
    const template = { spec: { containers: [{ name: 'c', image: 'nginx:2' }] } };
    ask('PATCH', `${paths.daemonSets}/x`, { spec: { template } });
    expect(pods()).toHaveLength(2);
    expect(pods().filter((name) => before.includes(name))).toEqual([]);
  });
});

describe('a stateful set', () => {
  it('has numbered pods with claims that stay', () => {
    const { put, ask, pods } = aClusterOfTwo();
    const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast' } };
    put('/apis/storage.k8s.io/v1/storageclasses', {
      ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' }, provisioner: 'p' },
    });
    const path = '/apis/apps/v1/namespaces/default/statefulsets';
    put(path, aWorkload('StatefulSet', { replicas: 2, volumeClaimTemplates: [claim] }));
    expect(pods()).toEqual(['x-0', 'x-1']);
    ask('DELETE', `${path}/x`);
    expect(pods()).toEqual([]);
    expect(namesOf(ask('GET', '/api/v1/persistentvolumeclaims'))).toEqual(['data-x-0', 'data-x-1']);
  });
});

describe('a job', () => {
  it('is done once its pods have a node', () => {
    const { put, get, ask } = aClusterOfTwo();
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } };
    put(paths.jobs, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j' },
      spec: { completions: 2, template },
    });
    expect(get(`${paths.jobs}/j`).status).toMatchObject({
      succeeded: 2,
      conditions: [{ type: 'Complete', status: 'True' }],
    });
    expect(itemsOf(ask('GET', paths.pods)).map(({ status }) => status['phase'])).toEqual(['Succeeded', 'Succeeded']);
  });
});

describe('a service', () => {
  it('has the addresses of the ready pods that it chooses', () => {
    const { put, get, ask } = aClusterOfTwo();
    const selector = { app: 'x' };
    const ports = [{ port: 80, targetPort: 'http' }];
    put(paths.services, { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { selector, ports } });
    const containers = [{ name: 'c', image: 'i', ports: [{ name: 'http', containerPort: 8080 }] }];
    put(paths.deployments, aWorkload('Deployment', { replicas: 2 }, { containers }));
    const ips = itemsOf(ask('GET', paths.pods)).map(({ status }) => status['podIP']);
    expect(get('/api/v1/namespaces/default/endpoints/s')).toMatchObject({
      subsets: [{ addresses: ips.map((ip) => ({ ip })), ports: [{ port: 8080, protocol: 'TCP' }] }],
    });
    const [slice] = itemsOf(ask('GET', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'));
    expect(slice).toMatchObject({ endpoints: ips.map((ip) => ({ addresses: [ip] })) });
    ask('DELETE', `${paths.services}/s`);
    expect(ask('GET', '/api/v1/namespaces/default/endpoints/s').status).toBe(404);
  });
});
