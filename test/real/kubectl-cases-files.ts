import type { KubectlCase } from './kubectl-cases.ts';
import { container, bare, deployment, configMap, hostile } from './kubectl-cluster.ts';

const two =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: "1", b: "2"}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: other}\nspec: {selector: {app: web}, ports: [{name: http, port: 80}]}\n';
const changed = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, labels: {x: "y"}}\ndata: {a: "2"}\n';
const workload = JSON.stringify(deployment());
const grown = JSON.stringify(
  deployment({
    containers: [
      { ...container, image: 'nginx:2', env: [{ name: 'A', value: 'b' }] },
      { name: 'side', image: 'x' },
    ],
  }),
);
export const files: readonly KubectlCase[] = [
  {
    title: 'applies a file of several objects',
    files: { '/f.yaml': two },
    argv: ['apply', '-f', 'ROOT/f.yaml'],
    exitCode: 0,
  },
  {
    title: 'applies a file a second time',
    files: { '/f.yaml': two },
    before: [['apply', '-f', 'ROOT/f.yaml']],
    argv: ['apply', '-f', 'ROOT/f.yaml'],
    exitCode: 0,
  },
  {
    title: 'applies a changed file',
    files: { '/f.yaml': two, '/g.yaml': changed },
    before: [['apply', '-f', 'ROOT/f.yaml']],
    argv: ['apply', '-f', 'ROOT/g.yaml'],
    exitCode: 0,
  },
  {
    title: 'applies changes inside of lists',
    files: { '/f.json': workload, '/g.json': grown },
    before: [['apply', '-f', 'ROOT/f.json']],
    argv: ['apply', '-f', 'ROOT/g.json'],
    exitCode: 0,
  },
  {
    title: 'applies what takes items out of lists',
    files: { '/f.json': workload, '/g.json': grown },
    before: [['apply', '-f', 'ROOT/g.json']],
    argv: ['apply', '-f', 'ROOT/f.json'],
    exitCode: 0,
  },
  {
    title: 'keeps what others have set when it applies',
    files: { '/f.json': workload, '/g.json': grown },
    before: [
      ['apply', '-f', 'ROOT/f.json'],
      ['patch', 'deploy', 'web', '-p', '{"spec":{"template":{"spec":{"containers":[{"name":"other","image":"y"}]}}}}'],
    ],
    argv: ['apply', '-f', 'ROOT/g.json'],
    exitCode: 0,
  },
  { title: 'applies standard input', stdin: two, argv: ['apply', '-f', '-'], exitCode: 0 },
  {
    title: 'applies hostile values',
    stdin: JSON.stringify(configMap('hostile', hostile)),
    argv: ['apply', '-f', '-'],
    exitCode: 0,
  },
  {
    title: 'applies a list',
    stdin: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [configMap('x', {}), configMap('y', {})] }),
    argv: ['apply', '-f', '-'],
    exitCode: 0,
  },
  {
    title: 'applies over what was created',
    stdin: JSON.stringify(configMap('there', { b: '2' })),
    argv: ['apply', '-f', '-'],
    exitCode: 0,
    says: /last-applied-configuration annotation/u,
  },
  {
    title: 'applies a kind that is not there',
    stdin: 'apiVersion: apps/v9\nkind: DaemonSet\nmetadata: {name: x}\n',
    argv: ['apply', '-f', '-'],
    exitCode: 1,
    says: /no matches for kind "DaemonSet" in version "apps\/v9"/u,
  },
  {
    title: 'applies to a namespace that is not there',
    stdin: JSON.stringify(configMap('x', {})),
    argv: ['apply', '-n', 'none', '-f', '-'],
    exitCode: 1,
    says: /namespaces "none" not found/u,
  },
  {
    title: 'applies a file that is not there',
    argv: ['apply', '-f', 'ROOT/none.yaml'],
    exitCode: 1,
    says: /the path ".*none.yaml" does not exist/u,
  },
  {
    title: 'applies what has no name',
    stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
    argv: ['apply', '-f', '-'],
    exitCode: 1,
    says: /resource name may not be empty/u,
  },
  {
    title: 'applies what is no object',
    stdin: 'a: 1\n',
    argv: ['apply', '-f', '-'],
    exitCode: 1,
    says: /\[apiVersion not set, kind not set\]/u,
  },
  {
    title: 'applies what is no YAML',
    stdin: 'a: [1\nb: 2\n',
    argv: ['apply', '-f', '-'],
    exitCode: 1,
    says: /error parsing STDIN: error converting YAML to JSON: yaml: /u,
    ownWords: 'two libraries see the mistake at different places',
  },
  {
    title: 'applies without the right',
    stdin: JSON.stringify(configMap('x', {})),
    argv: ['--kubeconfig=ROOT/root/proxy-token.conf', 'apply', '-f', '-'],
    exitCode: 1,
    says: /Forbidden.*cannot create resource "configmaps"/su,
  },
  { title: 'creates', stdin: two, argv: ['create', '-f', '-'], exitCode: 0 },
  {
    title: 'creates what is there',
    stdin: JSON.stringify(configMap('there', {})),
    argv: ['create', '-f', '-'],
    exitCode: 1,
    says: /AlreadyExists.*configmaps "there" already exists/u,
  },
  {
    title: 'deletes by file',
    files: { '/f.yaml': two },
    before: [['apply', '-f', 'ROOT/f.yaml']],
    argv: ['delete', '-f', 'ROOT/f.yaml', '--now'],
    exitCode: 0,
  },
  {
    title: 'deletes by file what is not there',
    files: { '/f.yaml': two },
    argv: ['delete', '-f', 'ROOT/f.yaml'],
    exitCode: 1,
    says: /configmaps "one" not found/u,
  },
  {
    title: 'deletes by file what need not be there',
    files: { '/f.yaml': two },
    argv: ['delete', '-f', 'ROOT/f.yaml', '--ignore-not-found'],
    exitCode: 0,
  },
  { title: 'deletes by name', argv: ['delete', 'configmap', 'there'], exitCode: 0 },
  { title: 'deletes by type and name', argv: ['delete', 'cm/there', 'sa/puller'], exitCode: 0 },
  { title: 'deletes by label', argv: ['delete', 'nodes', '-l', 'name=n2'], exitCode: 0 },
  { title: 'deletes a node', argv: ['delete', 'node', 'n1'], objects: [bare('p')], exitCode: 0 },
  { title: 'deletes what is not there', argv: ['delete', 'node', 'n9'], exitCode: 1, says: /nodes "n9" not found/u },
  {
    title: 'deletes without the right',
    argv: ['--kubeconfig=ROOT/root/kubelet-token.conf', 'delete', 'cm', 'there'],
    exitCode: 1,
    says: /Forbidden/u,
  },
  {
    title: 'deletes a pod by force',
    argv: ['delete', 'pod', 'p', '--force', '--grace-period=0'],
    objects: [bare('p')],
    exitCode: 0,
    says: /Immediate deletion does not wait/u,
  },
];
