import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTools } from '../../../src/juju/juju.ts';
import { freshUnitState } from '../../../src/juju/unit-state.ts';
import type { ActionPorts } from '../../../src/worker/actions/action.ts';
import { ActionFailed } from '../../../src/worker/actions/action-failed.ts';
import { pause } from '../../../src/worker/actions/pause.ts';
import { resume } from '../../../src/worker/actions/resume.ts';
import { TinyJuju } from '../juju/tiny-juju.ts';
import { aNode, aPod, hangs, managed, notFound, podList, says, unreachable } from './a-node.ts';
import type { Given } from './a-node.ts';

const ours = 'ab'.repeat(16);
const forbidden = 'error: unable to cordon node "n": nodes "n" is forbidden: User "x" cannot patch resource "nodes"';

/** A unit whose action acts on the node; nothing else is to be done there. */
function aUnit(given: Given & { readonly hostName?: string } = {}) {
  const node = aNode(given);
  const folder = path.join(node.root, 'proc/sys/kernel');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'hostname'), `${given.hostName ?? 'N'}\n`);
  mkdirSync(path.join(node.root, 'etc'), { recursive: true });
  writeFileSync(path.join(node.root, 'etc/machine-id'), `${ours}\n`);
  let settled = 0;
  const ports: ActionPorts = {
    ...node.ports,
    app: 'kubernetes-worker',
    unit: 'kubernetes-worker/0',
    charmDir: '/charm',
    jujuFiles: node.files,
    tools: createTools(new TinyJuju().run),
    state: freshUnitState(),
    template: async () => '',
    settle: async () => {
      settled += 1;
      return new Map();
    },
    look: () => Promise.reject(new Error('nobody looks')),
    tell: async () => undefined,
  };
  const run = async (action: typeof pause, parameters: object = {}) => {
    try {
      return { results: await action.run(parameters, ports), failure: null };
    } catch (error) {
      if (!(error instanceof ActionFailed)) throw error;
      return { results: error.results, failure: error.message };
    }
  };
  const { now } = node.ports.record;
  return { ...node, run, now, settled: () => settled };
}

describe('a pause', () => {
  it('records that the unit is paused before it cordons', async () => {
    const unit = aUnit({
      sabotage: { cordon: says(unreachable), get: '[ ! -e "$0.asked" ] || exit 1; : > "$0.asked"' },
    });
    const { failure } = await unit.run(pause);
    expect(failure).toMatch(/^nobody knows whether node n is cordoned \(.*i\/o timeout\); the unit counts as paused/u);
    expect(unit.now().paused).toBe(true);
  });

  it.each([
    ['it may not cordon', says(forbidden), 'is forbidden'],
    ['kubectl says so and ends well', `printf '%s\\n' '${forbidden}' >&2; exit 0`, 'is forbidden'],
    ['somebody else changes the node', says('Error from server (Conflict): the object has been modified'), 'Conflict'],
  ])('changes nothing where %s', async (_title, cordon, words) => {
    const unit = aUnit({ sabotage: { cordon } });
    const { failure, results } = await unit.run(pause);
    expect(failure).toMatch(/^node n cannot be cordoned, nothing was changed: /u);
    expect(failure).toContain(words);
    expect(results).toEqual({ node: 'n', cordoned: false });
    expect(unit.now().paused).toBe(false);
    expect(unit.after()).toMatchObject({ cordoned: false, drained: false });
  });

  it('that is asked again stays one, where the node cannot be cordoned any more', async () => {
    const unit = aUnit({ record: { paused: true }, sabotage: { cordon: says(forbidden) } });
    expect((await unit.run(pause)).failure).toContain('the unit stays paused');
    expect(unit.now().paused).toBe(true);
  });

  it('goes on where the cordon came to pass although kubectl was stopped', async () => {
    const unit = aUnit({ sabotage: { cordon: `: > "\${0%/*}/../root/cordoned"; ${hangs}` }, isStopped: 'cordon' });
    expect((await unit.run(pause)).failure).toBeNull();
    expect(unit.now().paused).toBe(true);
    expect(unit.after()).toMatchObject({ cordoned: true, drained: true });
  });

  it('of a node that an operator has cordoned makes it a paused one', async () => {
    const unit = aUnit({ isCordoned: true });
    expect((await unit.run(pause)).failure).toBeNull();
    expect(unit.now()).toMatchObject({ paused: true, cordoned: false });
    expect(unit.calls().flat()).not.toContain('cordon');
  });

  it.each<[string, object, readonly string[]]>([
    ['nothing', {}, ['--grace-period=-1', '--timeout=300s']],
    ['a time', { timeout: 7 }, ['--grace-period=-1', '--timeout=7s']],
    ['a grace period', { 'grace-period': 0 }, ['--grace-period=0', '--timeout=300s']],
    ['force', { force: true }, ['--force', '--grace-period=-1', '--timeout=300s']],
    ['data', { 'delete-local-data': true }, ['--delete-emptydir-data', '--grace-period=-1', '--timeout=300s']],
  ])('that is told %s tells kubectl', async (_title, parameters, flags) => {
    const unit = aUnit({ version: '1.20.2' });
    expect((await unit.run(pause, parameters)).failure).toBeNull();
    const drain = unit.calls().find((call) => call.includes('drain')) ?? [];
    expect(drain.filter((arg) => arg.startsWith('--')).sort()).toEqual(
      [
        '--ignore-daemonsets',
        '--kubeconfig=' + path.join(unit.root, 'root/.kube/config'),
        '--request-timeout=20s',
        ...flags,
      ].sort(),
    );
  });

  it('counts and names what it evicted', async () => {
    const unit = aUnit({ left: podList('a', 'b') });
    const { results } = await unit.run(pause);
    expect(results).toEqual({
      node: 'n',
      cordoned: true,
      evicted: 2,
      'evicted-pods': 'default/a, default/b',
      remaining: 0,
    });
    expect(unit.now().podsLeft).toEqual([]);
    expect(unit.settled()).toBe(1);
  });

  it('names what is left with what keeps it, remembers it, and has the status say so', async () => {
    const left = JSON.stringify({ items: [aPod('bare'), aPod('web', managed)] });
    const unit = aUnit({
      left,
      sabotage: { drain: says('error: cannot delete Pods that declare no controller: bare') },
    });
    const { results, failure } = await unit.run(pause);
    expect(results).toMatchObject({ remaining: 2, 'remaining-pods': 'default/bare (no controller), default/web' });
    expect(failure).toMatch(
      /^node n is cordoned and not drained \(.*bare\); left: default\/bare \(no controller\), default\/web; /u,
    );
    expect(failure).toContain('force=true');
    expect(failure).not.toContain('delete-local-data');
    expect(unit.now()).toMatchObject({ paused: true, podsLeft: ['default/bare (no controller)', 'default/web'] });
    expect(unit.settled()).toBe(1);
  });

  it('succeeds where the time is up and nothing is left', async () => {
    const unit = aUnit({ left: '{"items":[]}', sabotage: { drain: says('error: Drain did not complete within 1s') } });
    expect((await unit.run(pause)).failure).toBeNull();
  });

  it('claims no numbers where the API server does not tell them', async () => {
    const unit = aUnit({ left: 'nonsense', sabotage: { drain: says(unreachable) } });
    const { results, failure } = await unit.run(pause);
    expect(results).toEqual({ node: 'n', cordoned: true });
    expect(failure).toMatch(/^node n is cordoned and not drained \(.*i\/o timeout\); run pause again/u);
  });

  it.each<[string, Given, string]>([
    ['is being removed', { record: { leaving: true } }, 'this unit is being removed'],
    ['has no node', { sabotage: { get: says(notFound) } }, 'the cluster has no node n'],
    [
      'has not joined, but another machine of its name has',
      { record: { node: null }, machineId: 'cd'.repeat(16) },
      'not of this machine',
    ],
  ])('of a unit that %s is refused', async (_title, given, words) => {
    const unit = aUnit(given);
    expect((await unit.run(pause)).failure).toContain(words);
    expect(unit.now().paused).toBe(false);
    expect(unit.after()).toMatchObject({ cordoned: false, drained: false });
  });

  it('finds the node by its host name in lower case, where kubelet has joined and nobody has recorded it', async () => {
    const unit = aUnit({ record: { node: null }, machineId: ours });
    expect((await unit.run(pause)).results).toMatchObject({ node: 'n', cordoned: true });
  });

  it.each([{ timeout: 0 }, { timeout: 3601 }, { timeout: '5' }, { 'grace-period': -2 }, { force: 'true' }, { x: 1 }])(
    'with %j is refused also by a Juju that lets it through',
    async (parameters) => {
      const unit = aUnit();
      expect((await unit.run(pause, parameters)).failure).toContain('the parameters do not fit');
      expect(unit.calls()).toEqual([]);
    },
  );
});

describe('a resume', () => {
  it('uncordons the node before it forgets the pause', async () => {
    const unit = aUnit({ record: { paused: true }, isCordoned: true, sabotage: { uncordon: says(unreachable) } });
    expect((await unit.run(resume)).failure).toMatch(/^node n cannot be uncordoned: .*i\/o timeout/u);
    expect(unit.now().paused).toBe(true);
    unit.mend();
    expect((await unit.run(resume)).results).toEqual({ node: 'n', cordoned: false });
    expect(unit.now()).toMatchObject({ paused: false, podsLeft: [] });
    expect(unit.after().cordoned).toBe(false);
  });

  it('believes what kubectl says rather than how it ends', async () => {
    const uncordon = `printf '%s\\n' '${forbidden}' >&2; exit 0`;
    const unit = aUnit({ record: { paused: true }, isCordoned: true, sabotage: { uncordon } });
    expect((await unit.run(resume)).failure).toContain('is forbidden');
    expect(unit.now().paused).toBe(true);
  });

  it('leaves a node cordoned that the charm needs so, and says it', async () => {
    const unit = aUnit({ record: { paused: true, cordoned: true }, isCordoned: true });
    const { results } = await unit.run(resume);
    expect(results).toMatchObject({ node: 'n', cordoned: true });
    expect(unit.now()).toMatchObject({ paused: false, cordoned: true });
    expect(unit.after().cordoned).toBe(true);
  });

  it('ends the pause of a node that has been deleted', async () => {
    const unit = aUnit({ record: { paused: true }, sabotage: { get: says(notFound) } });
    expect((await unit.run(resume)).results).toEqual({ node: 'n', cordoned: false });
    expect(unit.now().paused).toBe(false);
  });
});
