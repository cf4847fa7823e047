import { describe, expect, it } from 'vitest';
import { aCluster, aNode, aPod, aWorkload, namesOf, paths } from './a-cluster.ts';
import type { Shown } from './a-cluster.ts';

const chosen = { matchLabels: { app: 'x' } };

/** Two pods of one ReplicaSet on one node, which takes no more. */
function aFullCluster(version = '1.32.0') {
  const test = aCluster(version);
  const group = Number(version.split('.')[1]) >= 21 ? 'policy/v1' : 'policy/v1beta1';
  test.put(paths.nodes, aNode('n1'));
  test.put(paths.replicaSets, aWorkload('ReplicaSet', { replicas: 2 }));
  test.ask('PATCH', `${paths.nodes}/n1`, { spec: { unschedulable: true } });
  const budgets = `/apis/${group}/namespaces/default/poddisruptionbudgets`;
  const guard = (spec: object, name = 'b') =>
    test.put(budgets, { apiVersion: group, kind: 'PodDisruptionBudget', metadata: { name }, spec });
  const pods = () => namesOf(test.ask('GET', paths.pods));
  const evict = (name = pods()[0] ?? '', apiVersion = group, more: object = {}) => {
    const body = { apiVersion, kind: 'Eviction', metadata: { name, namespace: 'default' }, ...more };
    return test.ask('POST', `${paths.pods}/${name}/eviction`, body);
  };
  const budget = () => (test.ask('GET', `${budgets}/b`).body as Shown).status;
  return { ...test, guard, evict, budget, pods };
}

describe('an eviction', () => {
  it.each([
    ['1.10.2', 'policy/v1beta1', 201],
    ['1.10.2', 'policy/v1', 400],
    ['1.24.0', 'policy/v1', 201],
    ['1.24.0', 'policy/v1beta1', 201],
    ['1.25.0', 'policy/v1beta1', 400],
  ])('in a server of %s as %s is answered with %i', (version, apiVersion, status) => {
    const { pods, evict } = aFullCluster(version);
    expect(evict(pods()[0], apiVersion).status).toBe(status);
  });

  it('that a budget forbids names it, says no time to try again, and leaves the pod', () => {
    const { guard, evict, pods } = aFullCluster();
    guard({ minAvailable: 2, selector: chosen });
    const before = pods();
    expect(evict()).toEqual({
      status: 429,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        reason: 'TooManyRequests',
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        code: 429,
        details: {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: 'The disruption budget b needs 2 healthy pods and has 2 currently',
            },
          ],
        },
      },
    });
    expect(pods()).toEqual(before);
  });

  it.each([
    [{ minAvailable: 1 }, 1],
    [{ minAvailable: '50%' }, 1],
    [{ minAvailable: '51%' }, 0],
    [{ maxUnavailable: 1 }, 1],
    [{ maxUnavailable: 0 }, 0],
    [{ maxUnavailable: '100%' }, 2],
    [{}, 1],
  ])('is allowed as often as %j says', (spec, allowed) => {
    const { guard, evict, budget, pods } = aFullCluster();
    guard({ ...spec, selector: chosen });
    expect(budget()).toMatchObject({ disruptionsAllowed: allowed, expectedPods: 2, currentHealthy: 2 });
    // What is evicted waits for a node from then on, and no budget counts on it.
    const answers = pods().map((name) => evict(name).status);
    expect(answers).toEqual([0, 1].map((index) => (index < allowed ? 201 : 429)));
  });

  it.each([
    [{ matchLabels: { app: 'y' } }, 201],
    [{}, 429],
    [{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }, 429],
    [undefined, 201],
  ])('of a pod is a matter of a budget that chooses %j: %i', (selector, status) => {
    const { guard, evict } = aFullCluster();
    guard({ minAvailable: 2, selector });
    expect(evict().status).toBe(status);
  });

  it('of a pod that does not run is allowed', () => {
    const { ask, guard, evict, pods } = aFullCluster();
    evict();
    guard({ minAvailable: 2, selector: chosen });
    const phaseOf = (name: string) => (ask('GET', `${paths.pods}/${name}`).body as Shown).status['phase'];
    const answers = pods().map((name) => [phaseOf(name), evict(name).status]);
    expect(answers.sort()).toEqual([
      ['Pending', 201],
      ['Running', 429],
    ]);
  });

  it('is refused for a pod with two budgets', () => {
    const { guard, evict } = aFullCluster();
    guard({ minAvailable: 0, selector: chosen });
    guard({ minAvailable: 0, selector: chosen }, 'c');
    expect(evict()).toMatchObject({ status: 500, body: { reason: 'InternalError' } });
  });

  it('of another pod of that name than was meant is refused', () => {
    const { evict, pods } = aFullCluster();
    const more = { deleteOptions: { preconditions: { uid: 'other' } } };
    expect(evict(pods()[0], 'policy/v1', more)).toMatchObject({ status: 409 });
    expect(evict('none').status).toBe(404);
  });
});

describe('a kubelet', () => {
  const mirror = { annotations: { 'kubernetes.io/config.mirror': 'x' } };
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };
  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
  const event = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e' } };
  it.each([
    ['POST', paths.nodes, aNode('n1'), 201],
    ['POST', paths.nodes, aNode('n9'), 403],
    ['PATCH', `${paths.nodes}/n2`, {}, 403],
    ['DELETE', `${paths.nodes}/n2`, undefined, 403],
    ['POST', leases, { ...lease, metadata: { name: 'n1' } }, 201],
    ['POST', leases, { ...lease, metadata: { name: 'n2' } }, 403],
    ['POST', '/api/v1/namespaces/default/events', event, 201],
    ['POST', paths.pods, aPod('m', { nodeName: 'n1' }, mirror), 201],
    ['POST', paths.pods, aPod('m', { nodeName: 'n1' }), 403],
    ['POST', paths.pods, aPod('m', { nodeName: 'n2' }, mirror), 403],
    ['PATCH', `${paths.pods}/own/status`, {}, 200],
    ['PATCH', `${paths.pods}/own`, {}, 403],
    ['PATCH', `${paths.pods}/other/status`, {}, 403],
    ['DELETE', `${paths.pods}/own`, undefined, 200],
    ['DELETE', `${paths.pods}/other`, undefined, 403],
    ['GET', paths.pods, undefined, 200],
    ['PATCH', '/api/v1/namespaces/default/serviceaccounts/default', {}, 403],
  ] as const)('that asks %s %s is answered as its node may', (method, path, body, status) => {
    const { ask, put } = aCluster();
    put(paths.nodes, aNode('n2'));
    put(paths.pods, aPod('own', { nodeName: 'n1' }));
    put(paths.pods, aPod('other', { nodeName: 'n2' }));
    expect(ask(method, path, body, { token: 'kubelet' }).status).toBe(status);
  });

  it('may evict what runs on its node and nothing else', () => {
    const { ask, put } = aCluster();
    put(paths.pods, aPod('own', { nodeName: 'n1' }));
    put(paths.pods, aPod('other', { nodeName: 'n2' }));
    const evict = (name: string) => {
      const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } };
      return ask('POST', `${paths.pods}/${name}/eviction`, body, { token: 'kubelet' });
    };
    expect(evict('own').status).toBe(201);
    expect(evict('other')).toMatchObject({
      status: 403,
      body: {
        message: 'pods "other" is forbidden: node "n1" can only evict pods with spec.nodeName set to itself',
      },
    });
  });

  it.each([
    ['1.10.2', 'cannot delete nodes at the cluster scope'],
    ['1.32.0', 'cannot delete resource "nodes" in API group "" at the cluster scope'],
  ])('hears from a server of %s that it %s', (version, words) => {
    const { ask } = aCluster(version);
    expect(ask('DELETE', `${paths.nodes}/n1`, undefined, { token: 'kubelet' })).toMatchObject({
      status: 403,
      body: { message: `nodes "n1" is forbidden: User "system:node:n1" ${words}` },
    });
  });

  it.each([
    ['admin', { verb: 'delete', resource: 'nodes' }, true],
    ['kubelet', { verb: 'delete', resource: 'nodes', name: 'n1' }, false],
    ['kubelet', { verb: 'patch', resource: 'nodes', name: 'n1' }, true],
    ['kubelet', { verb: 'patch', resource: 'deployments', group: 'apps' }, false],
    ['proxy', { verb: 'watch', resource: 'services' }, true],
  ])('or %s that asks whether it may %j hears %s', (token, resourceAttributes, allowed) => {
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const answer = aCluster().ask('POST', path, { spec: { resourceAttributes } }, { token });
    expect(answer).toMatchObject({ status: 201, body: { kind: 'SelfSubjectAccessReview', status: { allowed } } });
  });
});
