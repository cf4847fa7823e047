import { describe, expect, it } from 'vitest';
import { createCluster, isWatch } from '../../../simulator/cluster/cluster.ts';
import type { Watch } from '../../../simulator/contract.ts';
import { aCluster, aConfigMap, aNode, now, paths } from './a-cluster.ts';

/** A watch over this path; `seen` tells what has been sent since, as `TYPE name`. */
function watching(test: ReturnType<typeof aCluster>, path: string, accept?: string) {
  const events: string[] = [];
  const nameOf = (object: object) => (object as { metadata?: { name?: string } }).metadata?.name ?? '';
  const request = { method: 'GET', path, token: 'admin', ...(accept === undefined ? {} : { accept }) } as const;
  const watch = test.cluster.api.watch(request, ({ type, object }) => events.push(`${type} ${nameOf(object)}`));
  const isOpen = 'close' in watch;
  const initial = isOpen ? watch.initial.map(({ type, object }) => `${type} ${nameOf(object)}`) : [];
  return { watch, initial, seen: () => events.splice(0), close: () => (isOpen ? watch.close() : undefined) };
}

const versionOf = (test: ReturnType<typeof aCluster>) =>
  (test.ask('GET', paths.nodes).body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;

describe('a watch', () => {
  it('is a request that says so', () => {
    expect(isWatch({ method: 'GET', path: `${paths.nodes}?watch=true` })).toBe(true);
    expect(isWatch({ method: 'GET', path: `${paths.nodes}?watch=0` })).toBe(false);
  });

  it('begins with what is there and tells what comes, changes and goes', () => {
    const test = aCluster();
    test.put(paths.nodes, aNode('n1'));
    const { initial, seen, close } = watching(test, `${paths.nodes}?watch=true`);
    expect(initial).toEqual(['ADDED n1']);
    test.put(paths.nodes, aNode('n2'));
    test.ask('PATCH', `${paths.nodes}/n1`, { metadata: { labels: { a: '1' } } });
    test.ask('DELETE', `${paths.nodes}/n1`);
    expect(seen()).toEqual(['ADDED n2', 'MODIFIED n1', 'DELETED n1']);
    close();
    test.ask('DELETE', `${paths.nodes}/n2`);
    expect(seen()).toEqual([]);
  });

  it('goes on from the version that the client knows', () => {
    const test = aCluster();
    test.put(paths.nodes, aNode('n1'));
    const version = versionOf(test);
    test.put(paths.nodes, aNode('n2'));
    test.ask('DELETE', `${paths.nodes}/n1`);
    const { initial } = watching(test, `${paths.nodes}?watch=true&resourceVersion=${version}`);
    expect(initial).toEqual(['ADDED n2', 'DELETED n1']);
  });

  it('from a version that nobody remembers is refused, and from the one that was saved goes on', () => {
    const test = aCluster();
    test.put(paths.nodes, aNode('n1'));
    const version = versionOf(test);
    const again = createCluster(test.cluster.snapshot(), () => now);
    const from = (resourceVersion: number) => {
      const path = `${paths.nodes}?watch=true&resourceVersion=${resourceVersion}`;
      return again.api.watch({ method: 'GET', token: 'admin', path }, () => undefined);
    };
    expect(from(Number(version) - 1)).toMatchObject({ status: 410, body: { reason: 'Expired' } });
    expect(from(Number(version))).toMatchObject({ initial: [] });
  });

  it('sees what its selectors begin to choose come, and what they cease to choose go', () => {
    const test = aCluster();
    test.put(paths.nodes, aNode('n1'));
    const { seen } = watching(test, `${paths.nodes}?watch=true&labelSelector=a%3D1`);
    const label = (a: string | null) => test.ask('PATCH', `${paths.nodes}/n1`, { metadata: { labels: { a } } });
    for (const value of ['1', '2', '1', null]) label(value);
    expect(seen()).toEqual(['ADDED n1', 'DELETED n1', 'ADDED n1', 'DELETED n1']);
  });

  it('tells where the beginning ends, to who asks', () => {
    const test = aCluster();
    test.put(paths.configMaps, aConfigMap('c'));
    const { watch } = watching(test, `${paths.configMaps}?watch=true&sendInitialEvents=true`);
    expect((watch as Watch).initial.at(-1)).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'ConfigMap', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
  });

  it('shows rows to kubectl', () => {
    const test = aCluster();
    test.put(paths.nodes, aNode('n1'));
    const { watch } = watching(test, `${paths.nodes}?watch=true`, 'application/json;as=Table;v=v1;g=meta.k8s.io');
    const { object } = (watch as Watch).initial[0] ?? {};
    expect(object).toMatchObject({ kind: 'Table', rows: [{ object: { metadata: { name: 'n1' } } }] });
  });

  it.each([
    ['nobody', `${paths.nodes}?watch=true`, 401],
    ['admin', '/api/v1/gadgets?watch=true', 404],
    ['admin', `${paths.nodes}?watch=true&fieldSelector=foo%3Dx`, 400],
  ])('that %s asks of %s is refused with %i', (token, path, status) => {
    expect(aCluster().cluster.api.watch({ method: 'GET', path, token }, () => undefined)).toMatchObject({ status });
  });
});
