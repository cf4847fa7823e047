import { describe, expect, it } from 'vitest';
import { drainNode, uncordonNode } from '../../../src/worker/node/drain-node.ts';
import { aNode, aPod, budgetList, hangs, managed, notFound, podList, says, unreachable } from './a-node.ts';
import type { Given } from './a-node.ts';

const why = 'Replacing docker.io by docker-ce';
const reason = { why, otherwise: 'juju config drain-before-runtime-change=false', about: 'runtime' } as const;

const web = { matchLabels: { app: 'web' } };
const webPod = JSON.stringify({ items: [aPod('web-1', { ...managed, labels: { app: 'web' } })] });

function wordsOf(outcome: Awaited<ReturnType<typeof drainNode>>): string {
  if (outcome?.kind === 'blocked') return `blocked: ${outcome.why}; ${outcome.hint}`;
  return outcome?.kind === 'waiting' ? `waiting: ${outcome.on}` : 'done';
}

const notDrained = `the API server does not answer, so node n is not drained: ${why}`;
const budget = `error when evicting pods/"x" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.`;

describe('a node that is to be drained', () => {
  it('is cordoned and drained, and the charm knows that the cordon is its own', async () => {
    const node = aNode();
    expect(await drainNode(node.ports, reason)).toBeNull();
    expect(node.after()).toEqual({ cordoned: true, drained: true, ours: true });
    expect(await drainNode(node.ports, reason)).toBeNull();
    expect(node.after()).toEqual({ cordoned: true, drained: true, ours: true });
  });

  it.each(['1.10.2', '1.19.16', '1.20.0', '1.30.1'])(
    'takes the flag of kubectl %s for data in pods',
    async (version) => {
      const node = aNode({ version });
      expect(await drainNode(node.ports, reason)).toBeNull();
      const drain = node.calls().find((call) => call.includes('drain'));
      expect(drain?.filter((arg) => arg.startsWith('--delete'))).toHaveLength(1);
      expect(node.after().drained).toBe(true);
    },
  );

  it("stays in the operator's hands where he had cordoned it", async () => {
    const node = aNode({ isCordoned: true });
    expect(await drainNode(node.ports, reason)).toBeNull();
    expect(node.after()).toEqual({ cordoned: true, drained: true, ours: false });
    expect(await uncordonNode(node.ports)).toBeNull();
    expect(node.after().cordoned).toBe(true);
  });

  it('is known as cordoned by the charm also where nobody knows what became of the cordon', async () => {
    const node = aNode({ sabotage: { cordon: says(unreachable) } });
    expect(await drainNode(node.ports, reason)).toMatchObject({ kind: 'waiting' });
    expect(node.after()).toEqual({ cordoned: false, drained: false, ours: true });
    node.mend();
    expect(await drainNode(node.ports, reason)).toBeNull();
    expect(node.after()).toEqual({ cordoned: true, drained: true, ours: true });
  });

  it.each<[string, Given, readonly string[]]>([
    ['has never registered', { record: { node: null } }, []],
    ['is not known to the cluster', { sabotage: { get: says(notFound) } }, []],
    ['has no API server that answers', { sabotage: { get: says(unreachable) } }, [notDrained]],
    ['has an API server that takes for ever', { sabotage: { get: hangs }, isStopped: 'get' }, [notDrained]],
    ['has no kubectl', { hasKubectl: false }, [notDrained]],
  ])('is left as it is where it %s', async (_title, given, warnings) => {
    const node = aNode(given);
    expect(await drainNode(node.ports, reason)).toBeNull();
    expect(node.after()).toEqual({ cordoned: false, drained: false, ours: false });
    expect(node.warnings).toEqual(warnings);
  });

  it.each<[string, string, string]>([
    ['nothing', 'exit 0', "kubectl's answer cannot be read"],
    ['no JSON', "echo 'W0101 deprecated'; exit 0", "kubectl's answer cannot be read"],
    ['half a node', `echo '{"kind":"Node","spec":{"unsched'; exit 0`, "kubectl's answer cannot be read"],
    ['another object', `echo '[]'; exit 0`, "kubectl's answer cannot be read"],
    ['a node without a name', `echo '{"spec":{}}'; exit 0`, "kubectl's answer cannot be read"],
    [
      'a node unlike all',
      `echo '{"metadata":{"name":"n"},"spec":{"unschedulable":"yes"}}'; exit 0`,
      "kubectl's answer cannot be read",
    ],
    ['that it may not look', says('Error from server (Forbidden): nodes "n" is forbidden'), 'is forbidden'],
  ])('is not touched while the API server says %s', async (_title, get, words) => {
    const node = aNode({ sabotage: { get } });
    const said = wordsOf(await drainNode(node.ports, reason));
    expect(said).toMatch(/^waiting: Waiting for the API server to tell about node n \(/u);
    expect(said).toContain(words);
    expect(node.after()).toEqual({ cordoned: false, drained: false, ours: false });
    node.mend();
    expect(await drainNode(node.ports, reason)).toBeNull();
    expect(node.after()).toEqual({ cordoned: true, drained: true, ours: true });
  });

  it.each<[string, string, string]>([
    ['leave in time', says('error: Drain did not complete within 60s'), 'did not complete within 60s'],
    ['go by their budget', says(`${budget}\nerror: global timeout reached: 60s`), 'disruption budget'],
    ['be evicted, the API server being gone', says(unreachable), 'i/o timeout'],
    ['end before kubectl is stopped', hangs, ''],
  ])('is waited for while pods do not %s', async (_title, drain, words) => {
    const node = aNode({ sabotage: { drain }, isStopped: 'drain' });
    const said = wordsOf(await drainNode(node.ports, reason));
    expect(said).toMatch(/^waiting: Waiting for pods to leave node n: /u);
    expect(said).toContain(words);
    expect(node.after()).toEqual({ cordoned: true, drained: false, ours: true });
    node.mend();
    expect(await drainNode(node.ports, reason)).toBeNull();
    expect(node.after().drained).toBe(true);
  });

  it.each<[string, string, string, string?]>([
    ['those that a drain moves', podList('c', 'a', 'b'), 'node n (default/a, default/b, default/c)'],
    ['the first of many', podList('e', 'a', 'd', 'b', 'c'), 'node n (default/a, default/b, default/c and 2 more)'],
    [
      'none that may stay',
      JSON.stringify({
        items: [
          aPod('web', managed),
          aPod('set', { ownerReferences: [{ kind: 'DaemonSet', controller: true }] }),
          aPod('mirror', { annotations: { 'kubernetes.io/config.mirror': 'x' } }),
          aPod('over', {}, 'Succeeded'),
        ],
      }),
      'node n (default/web)',
    ],
    ['none where kubectl talks nonsense', 'W0101', 'node n: '],
    [
      'one that nobody would start elsewhere',
      JSON.stringify({ items: [aPod('bare')] }),
      'node n (default/bare (no controller))',
    ],
    [
      'one that ends',
      JSON.stringify({ items: [aPod('db', { ...managed, deletionTimestamp: '2026-01-01T00:00:00Z' })] }),
      'node n (default/db (still ending))',
    ],
    ['one with the budget that keeps it', webPod, 'node n (default/web-1 (budget web))', budgetList(0, web)],
    ['one without a budget that lets it go', webPod, 'node n (default/web-1): ', budgetList(1, web)],
    [
      'one without the budget of others',
      webPod,
      'node n (default/web-1): ',
      budgetList(0, { matchLabels: { app: 'db' } }),
    ],
    ['one without a budget that is about nothing', webPod, 'node n (default/web-1): ', budgetList(0)],
  ])('is waited for, and the status names of its pods %s', async (_title, left, words, kept = '') => {
    const node = aNode({ left, kept, sabotage: { drain: says('error: Drain did not complete within 60s') } });
    expect(wordsOf(await drainNode(node.ports, reason))).toContain(`Waiting for pods to leave ${words}`);
  });

  it('blocks where a pod would be lost, and the status says which, and what to do', async () => {
    const lost = 'cannot delete Pods that declare no controller (use --force to override): default/bare';
    const node = aNode({ version: '1.24.1', sabotage: { drain: says(`error: unable to drain\n${lost}`) } });
    expect(wordsOf(await drainNode(node.ports, reason))).toBe(
      `blocked: ${why}: node n cannot be drained, and nothing was replaced: ${lost}; ` +
        'delete or move the pods, or juju config drain-before-runtime-change=false',
    );
    expect(node.after()).toEqual({ cordoned: true, drained: false, ours: true });
  });
});

describe('a node that an operator has paused', () => {
  const paused = { record: { paused: true }, isCordoned: true };

  it('is drained for a change, and stays cordoned after it', async () => {
    const node = aNode(paused);
    expect(await drainNode(node.ports, reason)).toBeNull();
    expect(node.after()).toEqual({ cordoned: true, drained: true, ours: true });
    expect(await uncordonNode(node.ports)).toBeNull();
    expect(node.after()).toEqual({ cordoned: true, drained: true, ours: false });
  });
});

describe('a node that pods are to come to again', () => {
  const ours = { record: { cordoned: true }, isCordoned: true };

  it('takes them, and the cordon is forgotten', async () => {
    const node = aNode(ours);
    expect(await uncordonNode(node.ports)).toBeNull();
    expect(node.after()).toEqual({ cordoned: false, drained: false, ours: false });
  });

  it('is waited for while the API server does not answer, and the cordon is not forgotten', async () => {
    const node = aNode({ ...ours, sabotage: { uncordon: says(unreachable) } });
    expect(await uncordonNode(node.ports)).toMatchObject({ kind: 'waiting' });
    expect(node.after()).toEqual({ cordoned: true, drained: false, ours: true });
    node.mend();
    expect(await uncordonNode(node.ports)).toBeNull();
    expect(node.after()).toEqual({ cordoned: false, drained: false, ours: false });
  });

  it('has nothing to wait for where the cluster has forgotten it', async () => {
    const node = aNode({ ...ours, sabotage: { uncordon: says(notFound) } });
    expect(await uncordonNode(node.ports)).toBeNull();
    expect(node.after().ours).toBe(false);
  });
});
