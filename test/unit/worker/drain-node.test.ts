import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MachineRecord } from '../../../src/juju/juju.ts';
import { drainNode, uncordonNode } from '../../../src/worker/drain-node.ts';
import type { DrainPorts } from '../../../src/worker/drain-node.ts';
import { aMachine } from '../host/stand-ins.ts';
import { aRecord } from './a-record.ts';

const why = 'Replacing docker.io by docker-ce';
const reason = { why, otherwise: 'juju config drain-before-runtime-change=false', about: 'runtime' } as const;

/** What kubectl says instead of what it is asked for: a line of shell by the verb. */
type Sabotage = Partial<Readonly<Record<'get' | 'cordon' | 'uncordon' | 'drain', string>>>;

interface Given {
  readonly record?: Partial<MachineRecord>;
  readonly isCordoned?: boolean;
  readonly version?: string;
  readonly sabotage?: Sabotage;
  readonly hasKubectl?: boolean;
  /** What kubectl says of the pods on the node. */
  readonly left?: string;
  /** And of the disruption budgets in the cluster. */
  readonly kept?: string;
  /** kubectl with this verb is stopped soon, until it is mended. */
  readonly isStopped?: 'get' | 'drain';
}

/** A node called `n` and a kubectl that cordons it, and knows only the flags of its version. */
function aNode({
  record = {},
  isCordoned = false,
  version = '1.10.2',
  sabotage = {},
  hasKubectl = true,
  left = '',
  kept = '',
  isStopped,
}: Given = {}) {
  const test = aMachine();
  const cordoned = path.join(test.root, 'cordoned');
  const drained = path.join(test.root, 'drained');
  const pods = path.join(test.root, 'pods');
  writeFileSync(pods, left);
  const budgets = path.join(test.root, 'budgets');
  writeFileSync(budgets, kept);
  mkdirSync(path.join(test.root, 'root/.kube'), { recursive: true });
  writeFileSync(path.join(test.root, 'root/.kube/config'), 'kind: Config\n');
  if (isCordoned) writeFileSync(cordoned, '');
  const flag = Number(version.split('.')[1]) >= 20 ? '--delete-emptydir-data' : '--delete-local-data';
  const putKubectl = (traps: (verb: keyof Sabotage) => string) =>
    test.script(
      'kubectl',
      `case " $* " in
*' get pods '*) /bin/cat ${pods};;
*' get poddisruptionbudgets '*) /bin/cat ${budgets};;
*' get '*) ${traps('get')}
  [ -e ${cordoned} ] && on=true || on=false
  echo "{\\"kind\\":\\"Node\\",\\"metadata\\":{\\"name\\":\\"n\\"},\\"spec\\":{\\"unschedulable\\":$on}}";;
*' uncordon '*) ${traps('uncordon')}
  /bin/rm -f ${cordoned};;
*' cordon '*) ${traps('cordon')}
  : > ${cordoned};;
*' drain '*) ${traps('drain')}
  case " $* " in *' ${flag} '*) : > ${drained};; *) echo 'Error: unknown flag' >&2; exit 1;; esac;;
*' version '*)
  echo 'Client Version: version.Info{Major:"1", GitVersion:"v${version}"}';;
esac`,
    );
  if (hasKubectl) putKubectl((verb) => sabotage[verb] ?? ':');
  const warnings: string[] = [];
  let isHanging = true;
  const remembered = aRecord({ node: 'n', ...record });
  const ports: DrainPorts = {
    machine: {
      ...test.machine,
      run: (argv, options) =>
        test.machine.run(
          argv,
          isHanging && argv.some((arg) => arg === isStopped) ? { ...options, timeoutMs: 300 } : options,
        ),
    },
    record: remembered,
    warn: (text) => void warnings.push(text),
  };
  return {
    ...test,
    ports,
    warnings,
    /** kubectl does again what it is asked for. */
    mend: () => {
      isHanging = false;
      putKubectl(() => ':');
    },
    after: () => ({ cordoned: existsSync(cordoned), drained: existsSync(drained), ours: remembered.now().cordoned }),
  };
}

const aPod = (name: string, metadata: object = {}, phase = 'Running') => {
  return { metadata: { name, namespace: 'default', ...metadata }, status: { phase } };
};
const managed = { ownerReferences: [{ kind: 'ReplicaSet', controller: true }] };
const podList = (...names: readonly string[]) => JSON.stringify({ items: names.map((name) => aPod(name, managed)) });
const budgetList = (allowed: number, selector?: object) =>
  JSON.stringify({
    items: [
      { metadata: { name: 'web', namespace: 'default' }, spec: { selector }, status: { disruptionsAllowed: allowed } },
    ],
  });
const web = { matchLabels: { app: 'web' } };
const webPod = JSON.stringify({ items: [aPod('web-1', { ...managed, labels: { app: 'web' } })] });

function wordsOf(outcome: Awaited<ReturnType<typeof drainNode>>): string {
  if (outcome?.kind === 'blocked') return `blocked: ${outcome.why}; ${outcome.hint}`;
  return outcome?.kind === 'waiting' ? `waiting: ${outcome.on}` : 'done';
}

const says = (text: string) => `printf '%b\\n' '${text.replaceAll("'", `'\\''`)}' >&2; exit 1`;
const hangs = 'exec /bin/sleep 30';
const notFound = 'Error from server (NotFound): nodes "n" not found';
const notDrained = `the API server does not answer, so node n is not drained: ${why}`;
const budget = `error when evicting pods/"x" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.`;
const unreachable = 'Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout';

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
