import { describe, expect, it } from 'vitest';
import { kubectls } from '../a-kubectl.ts';
import { aKubectlWorld } from './a-served-cluster.ts';
import type { KubectlWorld } from './a-served-cluster.ts';
import { deployment, standard } from './kubectl-cluster.ts';

/** What an operator types, one after the other, and what it comes to: exit code 0 where nothing else is said. */
const commands: readonly (readonly [
  line: string,
  expected: {
    readonly stdout?: RegExp;
    readonly stderr?: RegExp;
    readonly exitCode?: number;
    readonly stdin?: string;
    readonly until?: number;
  },
])[] = [
  ['api-versions', { stdout: /^apps\/v1$/mu }],
  ['api-resources -o name', { stdout: /^deployments\.apps$/mu }],
  ['api-resources --namespaced=false', { stdout: /^nodes +no +v1 +false +Node$/mu }],
  ['cluster-info', { stdout: /is running at/u }],
  ['get all', { stdout: /deployment.apps\/web/u }],
  ['get nodes,deployments -o name', { stdout: /^node\/n1\nnode\/n2\ndeployment.apps\/web\n$/u }],
  ['get nodes -o wide', { stdout: /^NAME +STATUS .*CONTAINER-RUNTIME/u }],
  ['get nodes --show-labels', { stdout: /disk=ssd/u }],
  ['get nodes -L disk', { stdout: /DISK/u }],
  ['get nodes -o custom-columns=A:.metadata.name,B:.metadata.labels.disk', { stdout: /^A +B\nn1 +ssd\nn2 +ssd\n$/u }],
  ['get nodes --sort-by=.metadata.name -o name', { stdout: /^node\/n1\nnode\/n2\n$/u }],
  ['get pods -o go-template={{len .items}}', { stdout: /^2$/u }],
  ['describe node n1', { stdout: /Name: +n1[^]*Non-terminated Pods: +\(1 in total\)/u }],
  ['describe deployment web', { stdout: /Replicas: +2 desired/u }],
  ['describe configmap there', { stdout: /Name: +there/u }],
  [
    'wait --for=condition=Available deployment/web --timeout=20s',
    { stdout: /^deployment.apps\/web condition met\n$/u },
  ],
  ['wait --for=condition=Ready node/n1 --timeout=1s', { stderr: /timed out waiting/u, exitCode: 1 }],
  ['rollout status deployment/web --timeout=20s', { stdout: /successfully rolled out/u }],
  ['scale deployment web --replicas=3', { stdout: /^deployment.apps\/web scaled\n$/u }],
  ['rollout status deployment/web --timeout=20s', { stdout: /successfully rolled out/u }],
  ['get deployment web -o jsonpath={.status.readyReplicas}', { stdout: /^3$/u }],
  ['set image deployment/web c=nginx:9', { stdout: /image updated/u }],
  ['rollout history deployment/web', { stdout: /REVISION/u }],
  ['rollout undo deployment/web', { stdout: /rolled back/u }],
  ['taint node n2 only=gpu:NoSchedule', { stdout: /^node\/n2 tainted\n$/u }],
  ['taint node n2 only-', { stdout: /^node\/n2 untainted\n$/u }],
  [
    'create -f -',
    { stdin: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"made"},"data":{"a":"1"}}', stdout: /created/u },
  ],
  [
    'replace -f -',
    {
      stdin: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"made"},"data":{"a":"2"}}',
      stdout: /replaced/u,
    },
  ],
  ['get configmap made -o jsonpath={.data.a}', { stdout: /^2$/u }],
  [
    'apply --server-side -f -',
    {
      stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ours}\ndata: {a: "1"}\n',
      stdout: /serverside-applied/u,
    },
  ],
  [
    'apply --server-side --field-manager=other -f -',
    {
      stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ours}\ndata: {a: "2"}\n',
      stderr: /conflict/u,
      exitCode: 1,
    },
  ],
  ['create configmap direct --from-literal=a=1', { stdout: /^configmap\/direct created\n$/u }],
  ['label pods --all checked=yes', { stdout: /labeled/u }],
  ['delete pods -l app=web --now', { stdout: /pod "web-[^"]+" deleted/u }],
  ['delete configmap made ours --wait', { stdout: /configmap "made" deleted\nconfigmap "ours" deleted\n/u }],
  ['auth can-i delete nodes', { stdout: /^yes\n$/u }],
  ['auth can-i delete nodes --kubeconfig=ROOT/root/proxy-token.conf', { stdout: /^no\n$/u, exitCode: 1 }],
  ['delete deployment web', { stdout: /deployment.apps "web" deleted/u }],
  ['get pods', { stderr: /No resources found in default namespace/u }],
];

async function type(world: KubectlWorld, line: string, stdin = '') {
  // A template has blanks of its own.
  const words = line.match(/\S*\{\{.*?\}\}|\S+/gu) ?? [];
  return world.kubectlWith(stdin, ...words);
}

describe.skipIf(kubectls.length === 0).each(kubectls)('an operator with kubectl 1.$minor', (kubectl) => {
  it("does a day's work on a cluster of its version", async () => {
    const world = await aKubectlWorld(kubectl, true);
    world.put(...standard, deployment());
    for (const [line, { stdout = /^/u, stderr = /^/u, exitCode = 0, stdin = '' }] of commands) {
      const answer = await type(world, line, stdin);
      expect({ line, ...answer }).toEqual({
        line,
        exitCode,
        stdout: expect.stringMatching(stdout) as unknown,
        stderr: expect.stringMatching(stderr) as unknown,
      });
    }
  });

  it('sees what happens while it waits', async () => {
    const world = await aKubectlWorld(kubectl, true);
    world.put(...standard);
    const spec = { nodeSelector: { chosen: 'yes' }, containers: [{ name: 'c', image: 'x' }] };
    world.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'late' }, spec });
    const watching = world.kubectl('get', 'pods', '--watch', '--no-headers', '--request-timeout=5s');
    const waiting = world.kubectl('wait', '--for=condition=Ready', 'pod/late', '--timeout=30s');
    await world.kubectl('label', 'node', 'n1', 'chosen=yes');
    expect(await waiting).toMatchObject({ exitCode: 0, stdout: 'pod/late condition met\n' });
    // Each change is a line of its own.
    for (const value of ['1', '2']) await world.kubectl('label', 'pod', 'late', `seen=${value}`, '--overwrite');
    expect((await watching).stdout).toMatch(/^(?:late .*\n)*late .*Running.*\nlate .*Running.*\n$/u);
  });
});
