import { createCluster } from '../../../simulator/cluster/cluster.ts';
import type { ApiRequest, ClusterResponse } from '../../../simulator/contract.ts';

type More = Partial<Pick<ApiRequest, 'accept' | 'contentType' | 'token'>>;

/** The time in every cluster: 2018-04-29 11:06:40 UTC. */
export const now = 1_525_000_000;

/** A cluster of this version with an administrator, the kubelet of n1 and kube-proxy; `ask` asks as the administrator. */
export function aCluster(version = '1.32.0') {
  const cluster = createCluster(null, () => now);
  cluster.setVersion(version);
  cluster.grantToken('admin', 'admin', ['system:masters']);
  cluster.grantToken('kubelet', 'system:node:n1', ['system:nodes']);
  cluster.grantToken('proxy', 'system:kube-proxy', []);
  const ask = (method: ApiRequest['method'], path: string, body?: unknown, more: More = {}): ClusterResponse => {
    // As it comes from the wire: what is undefined here is not there.
    const sent: { body?: unknown } = body === undefined ? {} : { body: JSON.parse(JSON.stringify(body)) as unknown };
    return cluster.answer({ token: 'admin', method, path, ...sent, ...more });
  };
  /** Made, or the answer is thrown. */
  const put = (path: string, body: object): object => {
    const answer = ask('POST', path, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as object;
  };
  return { cluster, ask, put };
}

/** A merge patch is what the API takes for one that says nothing. */
export const patchTypes = {
  apply: 'application/apply-patch+yaml',
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

export const paths = {
  configMaps: '/api/v1/namespaces/default/configmaps',
  daemonSets: '/apis/apps/v1/namespaces/default/daemonsets',
  deployments: '/apis/apps/v1/namespaces/default/deployments',
  jobs: '/apis/batch/v1/namespaces/default/jobs',
  namespaces: '/api/v1/namespaces',
  nodes: '/api/v1/nodes',
  pods: '/api/v1/namespaces/default/pods',
  replicaSets: '/apis/apps/v1/namespaces/default/replicasets',
  secrets: '/api/v1/namespaces/default/secrets',
  services: '/api/v1/namespaces/default/services',
} as const;

export function aNode(name: string, more: { readonly labels?: object; readonly spec?: object } = {}) {
  const status = { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { kubeletVersion: 'v1.32.0' } };
  const { labels, spec } = more;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    ...(spec === undefined ? {} : { spec }),
    status,
  };
}

export function aConfigMap(name: string, data: object = { a: '1', b: '2' }) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** A workload of apps/v1 named x whose pods have the label `app=x`. */
export function aWorkload(kind: string, spec: object = {}, pod: object = {}) {
  const labels = { app: 'x' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...pod } };
  const metadata = { name: 'x' };
  return { apiVersion: 'apps/v1', kind, metadata, spec: { selector: { matchLabels: labels }, template, ...spec } };
}

export function aPod(name: string, spec: object = {}, metadata: object = {}) {
  const containers = [{ name: 'c', image: 'nginx:1' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec: { containers, ...spec } };
}

export interface Shown {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

/** The items of a list. */
export function itemsOf({ body }: ClusterResponse): readonly Shown[] {
  return (body as { readonly items: readonly Shown[] }).items;
}

/** The names of what is in a list. */
export function namesOf(answer: ClusterResponse): readonly string[] {
  return itemsOf(answer).map(({ metadata }) => metadata.name);
}
