/** What is asked of kubectl, stand-in and real ones alike. `ROOT` among arguments is the machine's root. */
import type { ApiTrouble } from '../../simulator/contract.ts';

export interface KubectlCase {
  readonly title: string;
  readonly argv: readonly string[];
  readonly exitCode: 0 | 1;
  /** Beside those of every case. */
  readonly objects?: readonly object[];
  /** A disruption budget leaves none of the pods of the deployment. */
  readonly isGuarded?: true;
  /** Calls that were made before, in the same way. */
  readonly before?: readonly (readonly string[])[];
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly trouble?: ApiTrouble;
  /** What stderr holds at least. */
  readonly says?: RegExp;
  /** Standard output is told in other words by design; the reason. */
  readonly ownWords?: string;
}

const container = { name: 'c', image: 'nginx:1' };
const labels = { app: 'web' };
const template = (spec: object = {}) => ({ metadata: { labels }, spec: { containers: [container], ...spec } });
const bare = (name: string, spec: object = {}) => {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { nodeName: 'n1', containers: [container], ...spec },
  };
};
const daemonSet = {
  ...{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' } },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [container] } },
  },
};
const deployment = (spec: object = {}) => {
  const selector = { matchLabels: labels };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 2, selector, template: template(spec) },
  };
};
/** For a server of 1.`minor`. */
export const budget = (minor: number) => ({
  ...{
    apiVersion: minor < 21 ? 'policy/v1beta1' : 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'all' },
  },
  spec: { minAvailable: '100%', selector: { matchLabels: labels } },
});
const emptyDir = { volumes: [{ name: 'v', emptyDir: {} }] };
const configMap = (name: string, data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const node = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { name, disk: 'ssd' } } });

/** In the cluster of every case. */
export const standard: readonly object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } },
  node('n1'),
  node('n2'),
  configMap('there', { a: '1' }),
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'puller' }, imagePullSecrets: [{ name: 'old' }] },
];

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
const hostile = { a: '$(reboot) `reboot` ; reboot', b: '\'"\n--- # <&>\n\ttab: [', c: 'größe 日本' };
const force = ['--force', '--ignore-daemonsets'];

export const cases: readonly KubectlCase[] = [
  { title: 'gets the names of all nodes', argv: ['get', 'nodes', '-o', 'name'], exitCode: 0 },
  { title: 'gets a node as JSON', argv: ['get', 'node', 'n1', '-ojson'], exitCode: 0 },
  { title: 'gets a node as YAML', argv: ['get', 'no/n1', '--output=yaml'], exitCode: 0 },
  { title: 'gets a list as JSON', argv: ['get', 'configmaps', '--output', 'json'], exitCode: 0 },
  {
    title: 'gets several objects by name',
    argv: ['get', 'cm', 'there', 'missing', '-o', 'name'],
    exitCode: 1,
    says: /configmaps "missing" not found/u,
  },
  { title: 'gets a field', argv: ['get', 'node', 'n1', '-o', 'jsonpath={.metadata.labels.disk}'], exitCode: 0 },
  { title: 'gets a field of many', argv: ['get', 'nodes', '-o', 'jsonpath={.items[*].metadata.name}'], exitCode: 0 },
  { title: 'shows a table of nodes', argv: ['get', 'nodes'], exitCode: 0 },
  {
    title: 'shows a table of pods without headings',
    argv: ['get', 'pods', '--no-headers'],
    objects: [bare('p')],
    exitCode: 0,
  },
  {
    title: 'shows a table over all namespaces',
    argv: ['get', 'pods', '-A', '-o', 'wide'],
    objects: [bare('p')],
    exitCode: 0,
  },
  {
    title: 'shows that there is nothing',
    argv: ['get', 'pods', '-n', 'other'],
    exitCode: 0,
    says: /No resources found/u,
  },
  {
    title: 'gets the pods of a node',
    argv: ['get', 'pods', '--all-namespaces', '--field-selector=spec.nodeName=n1', '-o', 'name'],
    objects: [bare('p'), bare('q', { nodeName: 'n2' })],
    exitCode: 0,
  },
  { title: 'gets by label', argv: ['get', 'nodes', '-l', 'disk=ssd,name!=n2', '-o', 'name'], exitCode: 0 },
  {
    title: 'gets a missing node',
    argv: ['get', 'node', 'n9'],
    exitCode: 1,
    says: /^Error from server \(NotFound\): nodes "n9" not found\n$/u,
  },
  {
    title: 'ignores a missing node when told',
    argv: ['get', 'node', 'n9', '--ignore-not-found', '-o', 'name'],
    exitCode: 0,
  },
  {
    title: 'gets what there is no type of',
    argv: ['get', 'gizmos'],
    exitCode: 1,
    says: /the server doesn't have a resource type "gizmos"/u,
  },
  { title: 'gets a path', argv: ['get', '--raw', '/version'], exitCode: 0 },
  { title: 'gets a missing path', argv: ['get', '--raw', '/apis/none'], exitCode: 1, says: /NotFound/u },

  { title: 'labels a node', argv: ['label', 'node', 'n1', 'a=1', 'juju-application=w', '--overwrite'], exitCode: 0 },
  {
    title: 'labels a node a second time',
    before: [['label', 'node', 'n1', 'a=1']],
    argv: ['label', 'node', 'n1', 'a=1', '--overwrite'],
    exitCode: 0,
  },
  { title: 'takes labels away', argv: ['label', 'node', 'n1', 'disk-', 'none-'], exitCode: 0 },
  {
    title: 'does not replace a label',
    argv: ['label', 'node', 'n1', 'disk=hdd'],
    exitCode: 1,
    says: /already has a value \(ssd\), and --overwrite is false/u,
  },
  { title: 'labels a missing node', argv: ['label', 'node', 'n9', 'a=1'], exitCode: 1, says: /nodes "n9" not found/u },
  {
    title: 'does not label with a shell command',
    argv: ['label', 'node', 'n1', 'a=$(reboot)'],
    exitCode: 1,
    says: /a valid label must be an empty string or consist of/u,
  },
  {
    title: "labels another's node with the token of kubelet",
    argv: ['--kubeconfig=ROOT/root/kubelet-token.conf', 'label', 'node', 'n2', 'a=1'],
    exitCode: 1,
    says: /Forbidden/u,
  },
  {
    title: 'labels its own node with the token of kubelet',
    argv: ['--kubeconfig=ROOT/root/kubelet-token.conf', 'label', 'node', 'n1', 'a=1'],
    exitCode: 0,
  },
  {
    title: 'annotates with hostile values',
    argv: ['annotate', 'node/n1', `a=${hostile.a}`, `b=${hostile.b}`],
    exitCode: 0,
  },
  {
    title: 'does not replace an annotation',
    before: [['annotate', 'node', 'n1', 'a=1']],
    argv: ['annotate', 'node', 'n1', 'a=2'],
    exitCode: 1,
    says: /--overwrite is false/u,
  },

  { title: 'cordons', argv: ['cordon', 'n1'], exitCode: 0 },
  { title: 'cordons a second time', before: [['cordon', 'n1']], argv: ['cordon', 'n1'], exitCode: 0 },
  { title: 'uncordons', before: [['cordon', 'n1']], argv: ['uncordon', 'n1'], exitCode: 0 },
  { title: 'uncordons what is not cordoned', argv: ['uncordon', 'n1'], exitCode: 0 },
  { title: 'cordons a missing node', argv: ['cordon', 'n9'], exitCode: 1, says: /nodes "n9" not found/u },

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

  {
    title: 'adds to a list by a strategic patch',
    argv: ['patch', 'sa', 'puller', '-p', '{"imagePullSecrets":[{"name":"new"}]}'],
    exitCode: 0,
  },
  {
    title: 'replaces a list by a merge patch',
    argv: ['patch', 'sa/puller', '--type=merge', '-p', '{"imagePullSecrets":[{"name":"new"}]}'],
    exitCode: 0,
  },
  {
    title: 'takes out of a list by a JSON patch',
    argv: ['patch', 'sa', 'puller', '--type', 'json', '--patch', '[{"op":"remove","path":"/imagePullSecrets/0"}]'],
    exitCode: 0,
  },
  { title: 'patches nothing', argv: ['patch', 'sa', 'puller', '-p', 'imagePullSecrets: [{name: old}]'], exitCode: 0 },
  {
    title: 'patches what is not there',
    argv: ['patch', 'sa', 'none', '-p', '{"a":1}'],
    exitCode: 1,
    says: /serviceaccounts "none" not found/u,
  },
  {
    title: 'patches by a JSON patch that does not fit',
    argv: ['patch', 'sa', 'puller', '--type=json', '-p', '[{"op":"remove","path":"/secrets/3"}]'],
    exitCode: 1,
  },

  { title: 'drains a node with nothing on it', argv: ['drain', 'n1'], exitCode: 0 },
  { title: 'drains what comes back elsewhere', objects: [deployment()], argv: ['drain', 'n1'], exitCode: 0 },
  {
    title: 'drains a second time',
    objects: [deployment()],
    before: [['drain', 'n1']],
    argv: ['drain', 'n1'],
    exitCode: 0,
  },
  {
    title: 'does not drain pods of daemon sets',
    objects: [daemonSet],
    argv: ['drain', 'n1'],
    exitCode: 1,
    says: /DaemonSet-managed Pods \(use --ignore-daemonsets to ignore\): default\/agent-/u,
  },
  {
    title: 'drains beside pods of daemon sets',
    objects: [daemonSet, deployment()],
    argv: ['drain', 'n1', '--ignore-daemonsets', '--grace-period=5', '--timeout=30s'],
    exitCode: 0,
    says: /ignoring DaemonSet-managed Pods: default\/agent-/iu,
  },
  {
    title: 'does not drain pods that nobody manages',
    objects: [bare('p')],
    argv: ['drain', 'n1'],
    exitCode: 1,
    says: /use --force to override/u,
  },
  {
    title: 'drains pods that nobody manages by force',
    objects: [bare('p')],
    argv: ['drain', 'n1', ...force],
    exitCode: 0,
  },
  {
    title: 'does not drain pods with data',
    objects: [deployment(emptyDir)],
    argv: ['drain', 'n1', ...force],
    exitCode: 1,
    says: /local storage \(use --delete-emptydir-data to override\)/u,
  },
  {
    title: 'drains pods with data when told',
    objects: [deployment(emptyDir)],
    argv: ['drain', 'n1', '--delete-emptydir-data'],
    exitCode: 0,
  },
  {
    title: 'waits for a budget until its time is up',
    objects: [deployment()],
    isGuarded: true,
    argv: ['drain', 'n1', '--timeout=1s'],
    exitCode: 1,
    says: /global timeout reached: 1s/u,
  },
  { title: 'drains a missing node', argv: ['drain', 'n9'], exitCode: 1, says: /nodes "n9" not found/u },
  {
    title: 'drains without the right',
    objects: [deployment()],
    argv: ['--kubeconfig=ROOT/root/proxy-token.conf', 'drain', 'n1'],
    exitCode: 1,
    says: /Forbidden|forbidden/u,
  },

  {
    title: 'tells its version',
    argv: ['version', '--client', '--output=json'],
    exitCode: 0,
    ownWords: 'a real one knows when and by what it was built',
  },
  {
    title: 'tells both versions',
    argv: ['version'],
    exitCode: 0,
    ownWords: 'a real one knows when and by what it was built',
  },
  {
    title: 'describes a node',
    argv: ['describe', 'node', 'n1'],
    exitCode: 0,
    ownWords: 'a real one tells it for people, kind by kind',
  },
  {
    title: 'does not know a flag',
    argv: ['get', 'nodes', '--frobnicate'],
    exitCode: 1,
    says: /unknown flag: --frobnicate/u,
  },
  {
    title: 'does not know a command',
    argv: ['frobnicate'],
    exitCode: 1,
    says: /unknown command "frobnicate" for "kubectl"/u,
  },

  {
    title: 'is not known to the API',
    argv: ['--kubeconfig=ROOT/root/nobody.conf', 'get', 'nodes'],
    exitCode: 1,
    says: /You must be logged in to the server/u,
  },
  {
    title: 'does not trust the API',
    argv: ['--kubeconfig=ROOT/root/foreign.conf', 'get', 'nodes'],
    exitCode: 1,
    says: /certificate signed by unknown authority/u,
  },
  {
    title: 'finds nobody at the address',
    argv: ['--kubeconfig=ROOT/root/elsewhere.conf', 'get', 'nodes'],
    exitCode: 1,
    says: /The connection to the server 10.5.0.77 was refused/u,
  },
  {
    title: 'has no such kubeconfig',
    argv: ['--kubeconfig=ROOT/none.conf', 'get', 'nodes'],
    exitCode: 1,
    says: /none.conf: no such file or directory/u,
  },
  {
    title: 'asks while the API is gone',
    trouble: { kind: 'gone' },
    argv: ['get', 'nodes'],
    exitCode: 1,
    says: /The connection to the server 10.5.0.3 was refused - did you specify the right host or port\?/u,
  },
  {
    title: 'applies while the API is gone',
    trouble: { kind: 'gone' },
    stdin: two,
    argv: ['apply', '-f', '-'],
    exitCode: 1,
    says: /was refused|connection refused/u,
  },
  {
    title: 'asks while the API fails',
    before: [['get', 'nodes']],
    trouble: { kind: 'failing', status: 500 },
    argv: ['get', 'nodes'],
    exitCode: 1,
    says: /InternalError/u,
  },
  {
    title: 'asks while the API cannot',
    before: [['get', 'nodes']],
    trouble: { kind: 'failing', status: 503 },
    argv: ['label', 'node', 'n1', 'a=1'],
    exitCode: 1,
    says: /ServiceUnavailable/u,
  },
  {
    title: 'does not wait longer for a slow API than it is told',
    before: [['get', 'nodes']],
    trouble: { kind: 'slow', delayMs: 60_000 },
    argv: ['get', 'nodes', '--request-timeout=1s'],
    exitCode: 1,
    says: /Client.Timeout exceeded|deadline exceeded/u,
  },
  {
    title: 'waits for a slow API',
    before: [['get', 'nodes']],
    trouble: { kind: 'slow', delayMs: 10 },
    argv: ['get', 'nodes', '-o', 'name'],
    exitCode: 0,
  },
];
