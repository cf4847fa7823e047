import { afterAll, afterEach, describe, expect, it, beforeAll } from 'vitest';
import { createAuthority, issue } from '../../../simulator/charms/authority.ts';
import type { KeyPair } from '../../../simulator/charms/authority.ts';
import { createCluster } from '../../../simulator/cluster/cluster.ts';
import type { Cluster, ClusterResponse } from '../../../simulator/contract.ts';
import { liveCluster, serveApi } from '../../../simulator/serve/serve.ts';
import type { ApiServing } from '../../../simulator/serve/serve.ts';
import { askThrough, connectTo, greeting, talkSocks } from './a-socks-client.ts';
import type { Answered, Asked } from './a-socks-client.ts';

const now = Date.now() / 1000;
const first = '10.5.0.3';
const second = '10.5.0.4';
const authority = createAuthority('10.5.0.2', now);
const pairs: Readonly<Record<string, KeyPair>> = Object.fromEntries(
  [first, second].map((host) => [host, issue(authority, { commonName: host, names: [host] }, now)]),
);
let cluster: Cluster;
let serving: ApiServing;
const open: ApiServing[] = [];

beforeAll(async () => {
  cluster = createCluster(null, () => now);
  cluster.grantToken('secret', 'admin', ['system:masters']);
  serve(first);
  serving = await serveApi(liveCluster(cluster));
});
afterEach(async () => {
  cluster.trouble = null;
  for (const each of open.splice(0)) await each.close();
});
afterAll(() => serving.close());

function serve(host: string): void {
  const { certificate = '', key = '' } = pairs[host] ?? {};
  cluster.serveAt({ host, port: 443 }, certificate, key);
}

const ask = (asked: Partial<Asked> = {}): Promise<Answered> =>
  askThrough({
    ...{ proxy: serving.port, host: first, port: 443, caPem: authority.certificate, path: '/api/v1/nodes' },
    headers: { Authorization: 'Bearer secret' },
    ...asked,
  });

/** An API that answers everything with this, at the first address. */
async function anApi(answer: (body: unknown) => ClusterResponse): Promise<number> {
  const made = await serveApi({ ...liveCluster(cluster), ask: ({ body }) => answer(body) });
  open.push(made);
  return made.port;
}

describe('the API over sockets', () => {
  it('answers who trusts the authority and has a token', async () => {
    const { status, headers, body } = await ask();
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toMatchObject({ kind: 'NodeList', items: [] });
  });

  it('answers nobody without a token, and takes changes of who has one', async () => {
    expect(await ask({ headers: {} })).toMatchObject({ status: 401 });
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };
    const headers = { Authorization: 'Bearer secret', 'Content-Type': 'application/json' };
    const before = cluster.changeCount;
    expect(await ask({ method: 'POST', headers, body: JSON.stringify(node) })).toMatchObject({ status: 201 });
    expect(cluster.changeCount).toBeGreaterThan(before);
    expect(JSON.stringify(cluster.snapshot())).toContain('"n1"');
  });

  it('shows each address the certificate that it is served with', async () => {
    serve(second);
    expect(await ask({ host: second })).toMatchObject({ status: 200 });
    const other = createAuthority('10.5.0.9', now);
    await expect(ask({ host: second, caPem: other.certificate })).rejects.toThrow(/certificate/u);
    cluster.serveAt({ host: second, port: 443 }, pairs[first]?.certificate ?? '', pairs[first]?.key ?? '');
    await expect(ask({ host: second })).rejects.toThrow(/altnames/u);
    cluster.stopServingAt({ host: second, port: 443 });
    await expect(ask({ host: second })).rejects.toThrow('refused with 5');
  });

  it.each([
    ['an address of the model that nobody serves', second, 443],
    ['another port', first, 6443],
    ['an address of this computer', '127.0.0.1', 443],
    ['an address elsewhere', '192.0.2.1', 443],
  ])('refuses connections to %s', async (_what, host, port) => {
    await expect(ask({ host, port })).rejects.toThrow('refused with 5');
  });

  it('refuses connections while the API is gone', async () => {
    cluster.trouble = { kind: 'gone' };
    await expect(ask()).rejects.toThrow('refused with 5');
    cluster.trouble = null;
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('answers with the status of its failure', async () => {
    cluster.trouble = { kind: 'failing', status: 503 };
    expect(await ask()).toMatchObject({ status: 503, body: expect.stringContaining('unable to handle') as unknown });
  });

  it('leaves a client waiting while it is slow', async () => {
    cluster.trouble = { kind: 'slow', delayMs: 3_600_000 };
    const slow = ask().then(({ status }) => status);
    const waited = new Promise((resolve) => setTimeout(() => resolve('waited'), 200));
    expect(await Promise.race([slow, waited])).toBe('waited');
    slow.catch(() => undefined);
    cluster.trouble = { kind: 'slow', delayMs: 1 };
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it.each([
    [{ retryAfterSeconds: 10 }, '10'],
    [{ retryAfterSeconds: 0 }, undefined],
    [{ causes: [] }, undefined],
  ])('says when to try again if the answer does: %j', async (details, expected) => {
    const proxy = await anApi(() => ({ status: 429, body: { kind: 'Status', details } }));
    const { status, headers } = await ask({ proxy });
    expect([status, headers['retry-after']]).toEqual([429, expected]);
  });

  it.each([
    ['application/json', '{"a": [1]}', { a: [1] }],
    ['application/merge-patch+json', '{"a": [1]}', { a: [1] }],
    ['application/apply-patch+yaml', 'a:\n- 1\n', { a: [1] }],
    ['', '{"a": [1]}', { a: [1] }],
  ])('decodes a body of type "%s"', async (type, body, expected) => {
    const proxy = await anApi((seen) => ({ status: 200, body: { seen } }));
    const answer = await ask({ proxy, method: 'PATCH', headers: type === '' ? {} : { 'Content-Type': type }, body });
    expect(JSON.parse(answer.body)).toEqual({ seen: expected });
  });

  it.each([
    ['application/json', '{', 400],
    ['application/apply-patch+yaml', 'a: [', 400],
    ['application/vnd.kubernetes.protobuf', 'k8s\0', 415],
    ['text/plain', 'a', 415],
  ])('refuses a body of type "%s" that it cannot read', async (type, body, status) => {
    const headers = { Authorization: 'Bearer secret', 'Content-Type': type };
    expect(await ask({ method: 'POST', headers, body })).toMatchObject({ status });
  });

  it('refuses a method that no API has', async () => {
    expect(await ask({ method: 'OPTIONS' })).toMatchObject({ status: 405 });
  });

  it('sends a text as it is, with the type that it has', async () => {
    const proxy = await anApi(() => ({ status: 200, body: '', contentType: 'application/x.protobuf' }));
    expect(await ask({ proxy })).toMatchObject({
      body: '',
      headers: { 'content-type': 'application/x.protobuf', 'content-length': '0' },
    });
  });

  it('goes on when a client leaves in the middle', async () => {
    const { socket } = await talkSocks(serving.port, [greeting, connectTo(first, 443), [22, 3, 1]], 12);
    socket.resetAndDestroy();
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('cuts its connections when it is closed', async () => {
    const made = await serveApi(liveCluster(cluster));
    const { socket } = await talkSocks(made.port, [greeting, connectTo(first, 443)], 12);
    const cut = new Promise((resolve) => socket.once('close', () => resolve('cut')));
    await made.close();
    expect(await cut).toBe('cut');
    await expect(ask({ proxy: made.port })).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the SOCKS proxy', () => {
  const target = connectTo(first, 443);

  it('takes a request in pieces', async () => {
    const { socket, said } = await talkSocks(
      serving.port,
      [...greeting, ...target].map((byte) => [byte]),
      12,
    );
    socket.destroy();
    expect(said).toEqual([5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it.each([
    ['a name', [3, first.length, ...Buffer.from(first)], 0],
    ['a name that is not served', [3, 4, ...Buffer.from('host')], 5],
    ['an IPv6 address', [4, ...Array.from({ length: 15 }, () => 0), 1], 5],
    ['an address of no kind', [9, 0, 0], 8],
  ])('answers a request for %s', async (_what, address, code) => {
    const { socket, said } = await talkSocks(serving.port, [greeting, [5, 1, 0, ...address, 1, 187]], 12);
    socket.destroy();
    expect(said[3]).toBe(code);
  });

  it.each([
    ['wants to give a password only', [5, 1, 2], [5, 255]],
    ['speaks an older version', [4, 1, 1, 187, 10, 5, 0, 3, 0], []],
    ['wants to be called back', [...greeting, 5, 2, ...target.slice(2)], [5, 0, 5, 7, 0, 1, 0, 0, 0, 0, 0, 0]],
  ])('sends away who %s', async (_what, bytes, expected) => {
    const { said } = await talkSocks(serving.port, [bytes], 99);
    expect(said).toEqual(expected);
  });
});
