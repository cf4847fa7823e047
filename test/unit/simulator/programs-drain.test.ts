import { describe, expect, it } from 'vitest';
import { makeSnapFile } from '../../../simulator/programs/programs.ts';
import { aConfiguredWorker } from './a-machine.ts';

const node = 'juju-1a2b3c-0';

/** A node with a kubectl of this version; `put` applies manifests as an administrator. */
async function aNode(version = '1.10.2') {
  const test = await aConfiguredWorker();
  await test.run('systemctl', 'restart', 'snap.kubelet.daemon');
  if (version !== '1.10.2') {
    test.write('/kubectl.snap', makeSnapFile({ name: 'kubectl', version }).toString());
    await test.run('snap', 'install', '--classic', '--dangerous', '/kubectl.snap');
  }
  const kubectl = (...argv: readonly string[]) => test.run('kubectl', ...argv);
  const put = async (object: object) => {
    test.write('/root/object.yaml', JSON.stringify(object));
    const answer = await kubectl('apply', '-f', '/root/object.yaml');
    expect(answer.stderr).toBe('');
  };
  const pods = async () => (await kubectl('get', 'pods', '-o', 'name')).stdout;
  return { ...test, kubectl, put, pods };
}

const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
const controller = (kind: string, apiVersion: string, replicas = 1) => {
  const { labels } = template.metadata;
  const selector = kind === 'ReplicationController' ? labels : { matchLabels: labels };
  return { apiVersion, kind, metadata: { name: 'x' }, spec: { replicas, selector, template } };
};
const bare = (spec: object) => {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bare' }, spec: { nodeName: node, ...spec } };
};
const budget = { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: 'b' } };

describe('kubectl drain', () => {
  it('evicts what controllers will start elsewhere, and nothing comes while the node is cordoned', async () => {
    const { kubectl, put, pods } = await aNode();
    await put(controller('ReplicationController', 'v1'));
    const { exitCode, stdout } = await kubectl('drain', node);
    expect([exitCode, stdout.replace(/x-\w+/u, 'x')]).toEqual([
      0,
      `node "${node}" cordoned\npod "x" evicted\nnode "${node}" drained\n`,
    ]);
    const nodeName = async () => (await kubectl('get', 'pods', '-o', 'jsonpath={.items[*].spec.nodeName}')).stdout;
    expect(await nodeName()).toBe('');
    expect(await pods()).not.toBe('');
    expect((await kubectl('drain', node)).stdout).toBe(`node "${node}" already cordoned\nnode "${node}" drained\n`);
    await kubectl('uncordon', node);
    expect(await nodeName()).toBe(node);
  });

  it('leaves on a cordoned node what runs there', async () => {
    const { kubectl, put, pods } = await aNode();
    await put(controller('ReplicationController', 'v1'));
    const before = await pods();
    await kubectl('cordon', node);
    expect(await pods()).toBe(before);
    expect((await kubectl('get', 'node', node, '-o', 'jsonpath={.spec.unschedulable}')).stdout).toBe('true');
  });

  it.each([
    [
      '1.10.2',
      'error: DaemonSet-managed pods (use --ignore-daemonsets to ignore): x-',
      'WARNING: Ignoring DaemonSet-managed pods: x-',
    ],
    [
      '1.24.1',
      'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/x-',
      'Warning: ignoring DaemonSet-managed Pods: default/x-',
    ],
  ])('of %s does not evict pods of daemon sets', async (version, refusal, warning) => {
    const { kubectl, put, pods } = await aNode(version);
    await put(controller('DaemonSet', 'apps/v1'));
    const before = await pods();
    const refused = await kubectl('drain', node);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(`There are pending nodes to be drained:\n ${node}\n`);
    expect(refused.stderr).toContain(refusal);
    const { exitCode, stderr } = await kubectl('drain', node, '--ignore-daemonsets');
    expect([exitCode, stderr.includes(warning)]).toEqual([0, true]);
    expect(await pods()).toBe(before);
  });

  it.each([
    [
      '1.10.2',
      'pods not managed by ReplicationController, ReplicaSet, Job, DaemonSet or StatefulSet (use --force to override): bare',
    ],
    ['1.24.1', 'cannot delete Pods declare no controller (use --force to override): default/bare'],
  ])('of %s refuses pods that nobody would start again, unless forced', async (version, words) => {
    const { kubectl, put, pods } = await aNode(version);
    await put(bare({}));
    expect((await kubectl('drain', node)).stderr).toContain(words);
    expect((await kubectl('drain', node, '--force')).exitCode).toBe(0);
    expect(await pods()).toBe('');
  });

  it.each([
    ['1.10.2', '--delete-local-data', '--delete-emptydir-data'],
    ['1.24.1', '--delete-emptydir-data', null],
    ['1.31.0', '--delete-emptydir-data', '--delete-local-data'],
  ])('of %s refuses pods with data of their own, unless told %s', async (version, flag, unknown) => {
    const { kubectl, put } = await aNode(version);
    await put(bare({ volumes: [{ name: 'v', emptyDir: {} }] }));
    expect((await kubectl('drain', node, '--force')).stderr).toContain(`with local storage (use ${flag} to override)`);
    if (unknown !== null)
      expect((await kubectl('drain', node, unknown)).stderr).toContain(`rror: unknown flag: ${unknown}\n`);
    expect((await kubectl('drain', node, '--force', flag)).exitCode).toBe(0);
  });

  it('waits in vain for a budget that has nothing left', async () => {
    const { kubectl, put, pods } = await aNode();
    await put(controller('ReplicationController', 'v1', 2));
    await put({ ...budget, spec: { minAvailable: '100%', selector: { matchLabels: { app: 'x' } } } });
    const before = await pods();
    const { exitCode, stderr } = await kubectl('drain', node, '--timeout=30s');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error: Drain did not complete within 30s');
    expect(await pods()).toBe(before);
    await put({ ...budget, spec: { maxUnavailable: 2, selector: { matchLabels: { app: 'x' } } } });
    expect((await kubectl('drain', node, '--timeout=30s')).exitCode).toBe(0);
  });

  it('may be called with the credentials of kubelet for its own pods, not for those of others', async () => {
    const { kubectl, put, cluster } = await aNode();
    await put(controller('ReplicationController', 'v1'));
    const other = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'other' } };
    await put(other);
    await put({ ...bare({ nodeName: 'other' }), metadata: { name: 'elsewhere' } });
    expect((await kubectl('--kubeconfig=/root/cdk/kubeconfig', 'drain', node)).exitCode).toBe(0);
    const { stderr } = await kubectl('--kubeconfig=/root/cdk/kubeconfig', 'drain', 'other', '--force');
    expect(stderr).toContain('is forbidden');
    expect(cluster.changeCount).toBeGreaterThan(0);
  });

  it('knows no node that is not there', async () => {
    const { kubectl } = await aNode();
    expect(await kubectl('drain', 'none')).toMatchObject({
      exitCode: 1,
      stderr: 'Error from server (NotFound): nodes "none" not found\n',
    });
  });
});

describe('the API', () => {
  it('keeps runtime classes', async () => {
    const { kubectl, put, cluster } = await aNode();
    cluster.setVersion('1.20.0');
    await put({ apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'nvidia' }, handler: 'nvidia' });
    const show = (...argv: readonly string[]) => kubectl('get', 'runtimeclass', ...argv, '-o', 'jsonpath={.handler}');
    expect((await show('nvidia')).stdout).toBe('nvidia');
    await kubectl('delete', 'runtimeclass', 'nvidia');
    expect((await show('nvidia')).stderr).toContain('not found');
  });
});
