import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { aConfiguredWorker, aMachine, anAuthority } from './a-machine.ts';

const admin = '--kubeconfig=/root/.kube/config';
const own = '--kubeconfig=/root/cdk/kubeconfig';
const node = 'juju-1a2b3c-0';

async function aNode() {
  const test = await aConfiguredWorker();
  await test.run('systemctl', 'restart', 'snap.kubelet.daemon');
  const labels = async () => {
    const { stdout } = await test.run('kubectl', admin, 'get', 'node', node, '-o', 'json');
    return (JSON.parse(stdout) as { metadata: { labels: Record<string, string> } }).metadata.labels;
  };
  return { ...test, labels };
}

function manifest(name: string, context: Readonly<Record<string, string>>): string {
  return Handlebars.compile(readFileSync(`templates/${name}`, 'utf8'), { noEscape: true })(context);
}

describe('kubectl', () => {
  it('is not found while its snap is not installed', async () => {
    const { run } = await aMachine();
    expect(await run('kubectl', 'get', 'nodes')).toEqual({
      exitCode: 127,
      stdout: '',
      stderr: 'kubectl: command not found\n',
    });
  });

  it('labels its own node with the credentials of kubelet, also to remove a label', async () => {
    const { run, labels } = await aNode();
    expect(
      await run(
        'kubectl',
        own,
        'label',
        'node',
        node,
        'a=1',
        'juju-application=w',
        '--overwrite',
        '--request-timeout=20s',
      ),
    ).toMatchObject({
      exitCode: 0,
      stdout: `node "${node}" labeled\n`,
    });
    await run('kubectl', '--kubeconfig', '/root/cdk/kubeconfig', 'label', 'node', node, 'a-', '--overwrite');
    expect(await labels()).toMatchObject({ 'juju-application': 'w' });
    expect(await labels()).not.toHaveProperty('a');
  });

  it.each([
    [
      'a node that is not there',
      [own, 'label', 'node', 'other', 'a=1'],
      'Error from server (NotFound): nodes "other" not found\n',
    ],
    [
      'a label that has another value',
      [own, 'label', 'node', node, 'beta.kubernetes.io/os=x'],
      "error: 'beta.kubernetes.io/os' already has a value (linux), and --overwrite is false\n",
    ],
    [
      'a selector beside a name',
      [own, 'get', 'nodes', node, '--field-selector=spec.nodeName=x'],
      'error: selectors and the all flag cannot be used when passing resource/name arguments\n',
    ],
    ['an unknown flag', [own, 'get', 'nodes', '--frobnicate'], 'Error: unknown flag: --frobnicate\n'],
    [
      'a kubeconfig that is not there',
      ['--kubeconfig=/none', 'get', 'nodes'],
      'error: stat /none: no such file or directory\n',
    ],
    [
      'a deletion by kubelet',
      [own, 'delete', 'node', node],
      `Error from server (Forbidden): nodes "${node}" is forbidden: User "system:node:${node}" cannot delete nodes at the cluster scope\n`,
    ],
    ['a file that is not there', [admin, 'apply', '-f', '/none.yaml'], 'error: the path "/none.yaml" does not exist\n'],
  ])('refuses %s', async (_what, argv, stderr) => {
    const { run } = await aNode();
    expect(await run('kubectl', ...argv)).toEqual({ exitCode: 1, stdout: '', stderr });
  });

  it('lists the pods of one node', async () => {
    const { run, write } = await aNode();
    const pod = (name: string, nodeName: string) => {
      return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { nodeName, containers: [] } };
    };
    const other = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'other' } };
    for (const object of [other, pod('here', node), pod('there', 'other')]) {
      write('/root/object.json', JSON.stringify(object));
      expect((await run('kubectl', admin, 'apply', '-f', '/root/object.json')).stderr).toBe('');
    }
    const podsOn = async (name: string) =>
      (await run('kubectl', 'get', 'pods', '--all-namespaces', `--field-selector=spec.nodeName=${name}`, '-o', 'name'))
        .stdout;
    expect([await podsOn(node), await podsOn('other')]).toEqual(['pod/here\n', 'pod/there\n']);
  });

  it('names what is wrong with the connection', async () => {
    const { run, cluster } = await aNode();
    const address = { host: '10.5.0.2', port: 443 };
    const tell = async () => (await run('kubectl', admin, 'get', 'nodes')).stderr;
    cluster.serveAt(address, anAuthority('foreign').issue('lb', ['10.5.0.2']).cert);
    expect(await tell()).toBe('Unable to connect to the server: x509: certificate signed by unknown authority\n');
    cluster.serveAt(address, anAuthority().issue('lb', ['10.9.9.9']).cert);
    expect(await tell()).toBe(
      'Unable to connect to the server: x509: certificate is valid for 10.9.9.9, not 10.5.0.2\n',
    );
    cluster.stopServingAt(address);
    expect(await tell()).toBe(
      'The connection to the server 10.5.0.2 was refused - did you specify the right host or port?\n',
    );
  });

  it('applies the ingress of this charm, which runs on labelled nodes, and deletes it again', async () => {
    const { run, write } = await aNode();
    const file = '/root/cdk/addons/ingress-daemon-set.yaml';
    write(
      file,
      manifest('ingress-daemon-set.yaml', { app: 'w', image: 'nginx:1', daemonSetApiVersion: 'apps/v1beta2' }),
    );
    const applied = await run('kubectl', admin, 'apply', '-f', file);
    expect(applied).toMatchObject({ exitCode: 0, stderr: '' });
    expect(applied.stdout).toContain('daemonset.apps "nginx-ingress-w-controller" created\n');
    expect((await run('kubectl', admin, 'apply', '-f', file)).stdout).toContain(
      'daemonset.apps "nginx-ingress-w-controller" unchanged\n',
    );
    const pods = async () => (await run('kubectl', admin, 'get', 'pods', '-o', 'name')).stdout;
    expect(await pods()).toBe('');
    await run('kubectl', own, 'label', 'node', node, 'juju-application=w');
    expect(await pods()).toMatch(/^pod\/nginx-ingress-w-controller-[0-9a-f]{5}\n$/u);
    expect(await run('kubectl', admin, 'delete', '-f', file, '--now', '--ignore-not-found')).toMatchObject({
      exitCode: 0,
    });
    expect(await pods()).toBe('');
    expect((await run('kubectl', admin, 'delete', '-f', file, '--now', '--ignore-not-found')).stdout).toBe('');
    expect((await run('kubectl', admin, 'delete', '-f', file)).stderr).toContain(
      `Error from server (NotFound): error when deleting "${file}": daemonsets.apps`,
    );
  });

  it('applies the default backend of this charm, and what has gone from the file goes from the object', async () => {
    const { run, write, cluster, authority } = await aNode();
    const file = '/root/cdk/addons/default-http-backend.yaml';
    const text = manifest('default-http-backend.yaml', { app: 'w', image: 'backend:1' });
    write(file, text);
    expect((await run('kubectl', admin, 'apply', '-f', file)).exitCode).toBe(0);
    write(
      file,
      text
        .replace('terminationGracePeriodSeconds: 60', 'terminationGracePeriodSeconds: 30')
        .replace(/ +k8s-app: .*\n/u, '    x: y\n'),
    );
    expect((await run('kubectl', admin, 'apply', '-f', file)).stdout).toContain('configured');
    const path = '/api/v1/namespaces/default/services/default-http-backend-w';
    const { body } = cluster.request({
      server: 'https://10.5.0.2',
      caPem: authority.pem,
      token: 'admin-token',
      method: 'GET',
      path,
    });
    expect(body).toMatchObject({ metadata: { labels: { x: 'y' } } });
    expect(JSON.stringify((body as { metadata: { labels: unknown } }).metadata.labels)).toBe('{"x":"y"}');
  });

  it('says which kind the API does not have', async () => {
    const { run, write } = await aNode();
    write('/x.yaml', 'apiVersion: apps/v9\nkind: DaemonSet\nmetadata:\n  name: x\n');
    expect((await run('kubectl', admin, 'apply', '-f', '/x.yaml')).stderr).toBe(
      'error: unable to recognize "/x.yaml": no matches for kind "DaemonSet" in version "apps/v9"\n',
    );
  });
});
