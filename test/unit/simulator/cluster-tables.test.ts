import { describe, expect, it } from 'vitest';
import { ageText, durationText } from '../../../simulator/cluster/tables/age.ts';
import { aCluster, aConfigMap, aNode, aWorkload, now, paths } from './a-cluster.ts';

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io';

interface Table {
  readonly apiVersion: string;
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: object }[];
}

/** What kubectl prints of this path: the headings and the rows, without the columns of `-o wide`. */
function printed(test: ReturnType<typeof aCluster>, path: string): readonly (readonly unknown[])[] {
  const { columnDefinitions, rows } = test.ask('GET', path, undefined, { accept: asTable }).body as Table;
  const isShown = columnDefinitions.map(({ priority }) => priority === 0);
  const headings = columnDefinitions.map(({ name }) => name.toUpperCase());
  return [headings, ...rows.map(({ cells }) => cells)].map((cells) => cells.filter((_cell, index) => isShown[index]));
}

describe('a table', () => {
  it('of nodes says whether they are ready and take pods', () => {
    const test = aCluster();
    test.put(paths.nodes, aNode('n1', { labels: { 'node-role.kubernetes.io/worker': '' } }));
    test.put(paths.nodes, aNode('n2', { spec: { unschedulable: true } }));
    test.put(paths.nodes, { ...aNode('n3'), status: { conditions: [{ type: 'Ready', status: 'False' }] } });
    test.put(paths.nodes, { ...aNode('n4'), status: {} });
    expect(printed(test, paths.nodes)).toEqual([
      ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
      ['n1', 'Ready', 'worker', '0s', 'v1.32.0'],
      ['n2', 'Ready,SchedulingDisabled', '<none>', '0s', 'v1.32.0'],
      ['n3', 'NotReady', '<none>', '0s', ''],
      ['n4', 'Unknown', '<none>', '0s', ''],
    ]);
  });

  it('of a workload and what it makes says how far they are', () => {
    const test = aCluster();
    test.put(paths.nodes, aNode('n1'));
    test.put(paths.deployments, aWorkload('Deployment', { replicas: 2 }));
    test.put(paths.daemonSets, aWorkload('DaemonSet', {}, { nodeSelector: { a: 'b' } }));
    expect(printed(test, paths.deployments)).toEqual([
      ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'],
      ['x', '2/2', 2, 2, '0s'],
    ]);
    expect(printed(test, paths.daemonSets)).toEqual([
      ['NAME', 'DESIRED', 'CURRENT', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'NODE SELECTOR', 'AGE'],
      ['x', 0, 0, 0, 0, 0, 'a=b', '0s'],
    ]);
    const [heading, ...pods] = printed(test, paths.pods);
    expect(heading).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
    expect(pods.map(([, ...cells]) => cells)).toEqual([
      ['1/1', 'Running', 0, '0s'],
      ['1/1', 'Running', 0, '0s'],
    ]);
  });

  it('of services, budgets and secrets shows what matters of each', () => {
    const test = aCluster();
    const spec = { type: 'NodePort', ports: [{ port: 443 }] };
    test.put(paths.services, { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec });
    expect(printed(test, `${paths.services}?fieldSelector=metadata.name%3Ds`)).toEqual([
      ['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE'],
      ['s', 'NodePort', '10.152.183.2', '<none>', '443:30000/TCP', '0s'],
    ]);
    const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
    const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'b' } };
    test.put(budgets, { ...budget, spec: { minAvailable: '50%' } });
    expect(printed(test, budgets)).toEqual([
      ['NAME', 'MIN AVAILABLE', 'MAX UNAVAILABLE', 'ALLOWED DISRUPTIONS', 'AGE'],
      ['b', '50%', 'N/A', 0, '0s'],
    ]);
    test.put(paths.secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'b' } });
    expect(printed(test, paths.secrets)).toEqual([
      ['NAME', 'TYPE', 'DATA', 'AGE'],
      ['s', 'Opaque', 1, '0s'],
    ]);
  });

  it('has in each row what the client wants besides', () => {
    const { ask, put } = aCluster();
    put(paths.configMaps, aConfigMap('c'));
    const row = (query: string) => {
      const { rows } = ask('GET', `${paths.configMaps}${query}`, undefined, { accept: asTable }).body as Table;
      return rows[0];
    };
    expect(row('')?.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'c' } });
    expect(row('?includeObject=Object')?.object).toMatchObject({ kind: 'ConfigMap', data: { a: '1' } });
    expect(row('?includeObject=None')).not.toHaveProperty('object');
  });

  it.each([
    ['1.32.0', 'meta.k8s.io/v1'],
    ['1.14.0', 'meta.k8s.io/v1beta1'],
  ])('of a server of %s is one of %s', (version, apiVersion) => {
    const { body } = aCluster(version).ask('GET', paths.nodes, undefined, { accept: asTable });
    expect((body as Table).apiVersion).toBe(apiVersion);
  });

  it('is not what a client gets that wants objects, or only their metadata', () => {
    const { ask, put } = aCluster();
    put(paths.configMaps, aConfigMap('c'));
    const asked = (accept: string) => ask('GET', paths.configMaps, undefined, { accept });
    expect(asked('application/vnd.kubernetes.protobuf,application/json').body).toMatchObject({ kind: 'ConfigMapList' });
    const partial = asked('application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io');
    expect(partial.body).toMatchObject({ kind: 'PartialObjectMetadataList', items: [{ metadata: { name: 'c' } }] });
    expect(JSON.stringify(partial.body)).not.toContain('"data"');
    expect(asked('application/vnd.kubernetes.protobuf').status).toBe(406);
  });
});

describe('an age', () => {
  it.each([
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [185, '3m5s'],
    [600, '10m'],
    [179 * 60, '179m'],
    [3 * 3600, '3h'],
    [7 * 3600 + 60, '7h1m'],
    [47 * 3600, '47h'],
    [2 * 86_400 + 3600, '2d1h'],
    [8 * 86_400 + 3600, '8d'],
    [800 * 86_400, '2y70d'],
  ])('of %i seconds is %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it('is unknown of what says no time', () => {
    expect(ageText(undefined, now)).toBe('<unknown>');
    expect(ageText('2018-04-29T11:06:30Z', now)).toBe('10s');
  });
});
