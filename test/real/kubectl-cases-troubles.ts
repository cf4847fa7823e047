import type { KubectlCase } from './kubectl-cases.ts';

const two =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: "1", b: "2"}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: other}\nspec: {selector: {app: web}, ports: [{name: http, port: 80}]}\n';

export const troubles: readonly KubectlCase[] = [
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
