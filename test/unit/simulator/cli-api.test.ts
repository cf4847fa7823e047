import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createAuthority, issue } from '../../../simulator/charms/authority.ts';
import { createCluster } from '../../../simulator/cluster/cluster.ts';
import type { ApiRequest, Cluster, WatchEvent } from '../../../simulator/contract.ts';
import { keptCluster } from '../../../simulator/serve/serve.ts';
import { readKept, writeKept } from '../../../simulator/store/journal.ts';
import { lockFolder } from '../../../simulator/store/lock.ts';
import { sample } from './cli-sample.ts';
import { aCli } from './cli-world.ts';

const now = Date.now() / 1000;
const authority = createAuthority('10.5.0.2', now);
let folder: string;
let model: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-api-'));
  model = path.join(folder, '.demo');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const juju = aCli(() => folder);

/** The model is kept in the folder with a cluster that is served at these addresses. */
async function kept(...addresses: readonly string[]): Promise<void> {
  const cluster = createCluster(null, () => now);
  cluster.grantToken('admin-token', 'admin', ['system:masters']);
  for (const address of addresses) {
    const [host = '', port = ''] = address.split(':');
    const { certificate, key } = issue(authority, { commonName: host, names: [host] }, now);
    cluster.serveAt({ host, port: Number(port) }, certificate, key, authority.certificate);
  }
  await mkdir(model, { recursive: true });
  writeKept(model, { model: sample, cluster: cluster.snapshot(), step: 1 });
}

const left = (): Cluster => createCluster(readKept(model)?.cluster, () => now);
const token = 'admin-token';
const nodes: ApiRequest = { method: 'GET', path: '/api/v1/nodes', token };
const aNode = (name: string): ApiRequest => {
  return { ...nodes, method: 'POST', body: { apiVersion: 'v1', kind: 'Node', metadata: { name } } };
};

describe('juju kubeconfig', () => {
  it("prints an administrator's, for the load balancer where there is one, and warns while nothing serves it", async () => {
    await kept('10.5.0.3:6443', '10.5.0.4:443');
    await writeFile(path.join(model, 'api-port'), '1\n');
    const { exitCode, stdout, stderr } = await juju('kubeconfig');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'WARNING nothing serves the API at port 1 of this computer: juju simulate api does\n',
    });
    expect(parse(stdout)).toMatchObject({
      'current-context': 'juju-context',
      clusters: [
        {
          cluster: {
            server: 'https://10.5.0.4:443',
            'proxy-url': 'socks5://127.0.0.1:1',
            'certificate-authority-data': Buffer.from(authority.certificate).toString('base64'),
          },
        },
      ],
      users: [{ user: { token } }],
    });
  });

  it('names an API server where there is no load balancer', async () => {
    await kept('10.5.0.3:6443');
    expect((await juju('kubeconfig')).stdout).toContain('server: https://10.5.0.3:6443\n');
  });

  it('does not warn while the API is served at the port', async () => {
    await kept('10.5.0.3:6443');
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    await writeFile(path.join(model, 'api-port'), `${typeof address === 'object' ? address?.port : ''}\n`);
    expect(await juju('kubeconfig')).toMatchObject({ exitCode: 0, stderr: '' });
    server.close();
  });

  it('is refused while no API server serves', async () => {
    await kept();
    expect(await juju('kubeconfig')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'ERROR no API server serves in this model: see juju status kubernetes-master\n',
    });
  });
});

describe('juju simulate api', () => {
  it.each([
    [['gone'], { kind: 'gone' }],
    [['contended'], { kind: 'contended' }],
    [['slow', '1m30s'], { kind: 'slow', delayMs: 90_000 }],
    [['failing'], { kind: 'failing', status: 503 }],
    [['failing', '500'], { kind: 'failing', status: 500 }],
  ])('%j ails it from then on, until it is well again', async (state, trouble) => {
    await kept('10.5.0.3:6443');
    expect(await juju('--no-wait', 'simulate', 'api', ...state)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(left().trouble).toEqual(trouble);
    expect(await juju('--no-wait', 'simulate', 'api', 'well')).toMatchObject({ exitCode: 0 });
    expect(left().trouble).toBeNull();
  });

  it.each([
    [['ill'], 'the API cannot be "ill": it is one of contended, failing, gone, slow, well'],
    [['constructor'], 'the API cannot be "constructor": it is one of contended, failing, gone, slow, well'],
    [['gone', '5s'], 'unrecognized args: ["5s"]'],
    [['contended', '5s'], 'unrecognized args: ["5s"]'],
    [['slow'], 'invalid value "" for option DURATION: time: invalid duration ""'],
    [['slow', 'very'], 'invalid value "very" for option DURATION: time: invalid duration "very"'],
    [['slow', '1s', '2s'], 'unrecognized args: ["2s"]'],
    [['failing', '404'], 'the API cannot fail with "404": it is one of 500, 503'],
  ])('is refused as %j', async (state, problem) => {
    await kept('10.5.0.3:6443');
    const before = readKept(model);
    expect(await juju('simulate', 'api', ...state)).toEqual({ exitCode: 2, stdout: '', stderr: `ERROR ${problem}\n` });
    expect(readKept(model)).toEqual(before);
  });

  it('is refused where there is no model, and at a port that is taken', async () => {
    expect(await juju('simulate', 'api')).toMatchObject({ exitCode: 1, stdout: '' });
    await kept('10.5.0.3:6443');
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { exitCode, stderr } = await juju('simulate', 'api', '--port', String(port));
    server.close();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^ERROR cannot serve the API: listen EADDRINUSE.*; --port takes another one, 0 any\n$/u);
  });
});

describe('the cluster of a model in a folder', () => {
  it('answers with what others have saved', async () => {
    await kept('10.5.0.3:6443');
    const served = keptCluster({ folder: model, createCluster });
    expect(served.endpointAt('10.5.0.3', 6443)).not.toBeNull();
    expect(await served.ask(nodes)).toMatchObject({ status: 200, body: { items: [] } });
    const other = keptCluster({ folder: model, createCluster });
    expect(await other.ask(aNode('n1'))).toMatchObject({ status: 201 });
    expect(await served.ask(nodes)).toMatchObject({ body: { items: [{ metadata: { name: 'n1' } }] } });
    await juju('--no-wait', 'simulate', 'api', 'gone');
    expect(served.endpointAt('10.5.0.3', 6443)).toBeNull();
    await juju('--no-wait', 'simulate', 'api', 'slow', '2s');
    expect(served.delayMs()).toBe(2000);
  });

  it('has saved a change when it answers, and holds the model no longer', async () => {
    await kept();
    await keptCluster({ folder: model, createCluster }).ask(aNode('n1'));
    expect(left().answer(nodes)).toMatchObject({ body: { items: [{ metadata: { name: 'n1' } }] } });
    lockFolder(model)();
  });

  it('makes a change when the command is over that holds the model', async () => {
    await kept();
    const unlock = lockFolder(model);
    const served = keptCluster({ folder: model, createCluster });
    const changed = served.ask(aNode('n1'));
    expect(await served.ask(nodes)).toMatchObject({ body: { items: [] } });
    unlock();
    expect(await changed).toMatchObject({ status: 201 });
    expect(await served.ask(nodes)).toMatchObject({ body: { items: [{ metadata: { name: 'n1' } }] } });
  });

  it('tells those who watch what others have changed, until they go', async () => {
    await kept();
    const served = keptCluster({ folder: model, createCluster });
    const heard: WatchEvent[] = [];
    let hear = (): void => undefined;
    const heardOne = new Promise<void>((resolve) => (hear = resolve));
    const watch = served.watch({ ...nodes, path: '/api/v1/nodes?watch=true' }, (event) => {
      heard.push(event);
      hear();
    });
    if ('status' in watch) throw new Error('there is nothing to watch');
    expect(watch.initial).toEqual([]);
    await keptCluster({ folder: model, createCluster }).ask(aNode('n1'));
    await heardOne;
    expect(heard).toMatchObject([{ type: 'ADDED', object: { metadata: { name: 'n1' } } }]);
    watch.close();
    await served.ask(aNode('n2'));
    expect(heard).toHaveLength(1);
  });

  it('refuses a change when a command holds the model for too long, naming its process', async () => {
    await kept();
    const unlock = lockFolder(model);
    const answer = await keptCluster({ folder: model, createCluster, patienceMs: 0 }).ask(aNode('n1'));
    unlock();
    expect(answer).toMatchObject({
      status: 503,
      body: { message: expect.stringContaining(`${process.pid}`) as unknown },
    });
  });

  it('is nobody’s when the model has gone, and makes no other one', async () => {
    await kept('10.5.0.3:6443');
    const served = keptCluster({ folder: model, createCluster });
    await rm(model, { recursive: true });
    expect(served.endpointAt('10.5.0.3', 6443)).toBeNull();
    expect(await served.ask(aNode('n1'))).toMatchObject({ status: 503 });
    expect(readKept(model)).toBeNull();
  });
});
