import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configureSnapd } from '../../../src/worker/handlers/configure-snapd.ts';
import { aMachine } from '../host/stand-ins.ts';
import { aRecord } from './a-record.ts';
import { aWorkerOn, Killed, mortal } from './a-mortal-worker.ts';

const dropIn = '/etc/systemd/system/snapd.service.d/snap_layer_proxy.conf';
const noProxies = { http: '', https: '', none: '' };
const assertions = 'type: account-key\n\nsig\n\ntype: store\nstore: abcDEF\n\nsig\n';

/** A machine with snapd, which keeps what it was told in files, and remembers which proxies it was started with. */
function aSnapdMachine(version = '2.58') {
  const test = aMachine();
  const real = (file: string) => path.join(test.root, file);
  const read = (file: string) => (existsSync(real(file)) ? readFileSync(real(file), 'utf8') : null);
  for (const folder of ['run', 'snapd', path.dirname(dropIn)]) mkdirSync(real(folder), { recursive: true });
  writeFileSync(real('/snapd/starts'), '1\n');
  test.script(
    'systemctl',
    `case $1 in
    show) read n < ${real('/snapd/starts')}; printf 'Id=snapd.service\\nLoadState=loaded\\nActiveState=active\\nInvocationID=%s\\n' $n;;
    restart) read n < ${real('/snapd/starts')}; echo $((n + 1)) > ${real('/snapd/starts')}
      /bin/cat ${real(dropIn)} > ${real('/snapd/proxies')} 2>/dev/null;;
    esac; exit 0`,
  );
  test.script(
    'snap',
    `case "$1" in
    version) printf 'snap    ${version}\\nsnapd   ${version}\\nseries  16\\n';;
    ack) /bin/cat "$2" > ${real('/snapd/acked')}; /usr/bin/stat -c %a "$2" > ${real('/snapd/ack-mode')};;
    set) echo "$3" > ${real('/snapd/store')};;
    esac`,
  );
  const record = aRecord();
  let stored: Readonly<Record<string, string>> = {};
  const hook = async (
    given: {
      readonly proxy?: string;
      readonly url?: string;
      readonly model?: typeof noProxies;
      readonly acts?: number;
    } = {},
  ) => {
    const dying =
      given.acts === undefined ? { machine: test.machine, record } : mortal(test.machine, record, given.acts);
    const worker = aWorkerOn(dying, { record: dying.record, stored });
    const outcome = await configureSnapd.run({
      hook: 'config-changed',
      ports: worker.ports,
      inputs: {
        'config.snap_proxy': given.proxy ?? '',
        'config.snap_proxy_url': given.url ?? '',
        'drift.snapd': {},
        'model.proxies': given.model ?? noProxies,
      },
    });
    await worker.services.settle();
    stored = worker.services.wanted();
    return { outcome, why: outcome.kind === 'blocked' ? outcome.why : outcome.kind === 'waiting' ? outcome.on : null };
  };
  const starts = () => Number(read('/snapd/starts'));
  return { ...test, real, read, hook, record, starts };
}

async function aStoreProxy(answer: (request: IncomingMessage, response: ServerResponse) => void = answerWell) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(end);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return { url: `http://127.0.0.1:${address.port}`, asked, end };
}

function answerWell(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'X-Assertion-Store-Id': 'abcDEF' }).end(assertions);
}

describe('snap_proxy', () => {
  it('that was never set has nothing happen at all', async () => {
    const snapd = aSnapdMachine();
    expect((await snapd.hook()).outcome).toMatchObject({ kind: 'done', sets: ['snapd.configured'] });
    expect(snapd.calls()).toEqual([]);
    expect(snapd.record.now().services).toEqual({});
  });

  it('reaches snapd with one restart, in a file that only root reads', async () => {
    const snapd = aSnapdMachine();
    await snapd.hook({ proxy: 'http://user:pass@p:3128' });
    expect(snapd.read('/snapd/proxies')).toContain('Environment="https_proxy=http://user:pass@p:3128"');
    expect(statSync(snapd.real(dropIn)).mode & 0o777).toBe(0o600);
    expect(snapd.starts()).toBe(2);
    await snapd.hook({ proxy: 'http://user:pass@p:3128' });
    expect(snapd.starts()).toBe(2);
  });

  it('that is emptied is gone from snapd, with one restart', async () => {
    const snapd = aSnapdMachine();
    await snapd.hook({ proxy: 'http://p:3128' });
    await snapd.hook();
    expect(snapd.read(dropIn)).toBeNull();
    expect(snapd.read('/snapd/proxies')).toBe('');
    await snapd.hook();
    expect(snapd.starts()).toBe(3);
  });

  it("is the model's proxy where it is empty", async () => {
    const snapd = aSnapdMachine();
    await snapd.hook({ model: { http: 'http://m:1', https: 'http://m:2', none: '10.0.0.1' } });
    expect(snapd.read('/snapd/proxies')).toBe(
      '# Managed by Juju\n[Service]\nEnvironment="http_proxy=http://m:1"\nEnvironment="https_proxy=http://m:2"\nEnvironment="no_proxy=10.0.0.1"\n',
    );
  });

  it('that does not parse blocks with its name and keeps what is there', async () => {
    const snapd = aSnapdMachine();
    await snapd.hook({ proxy: 'http://p:3128' });
    expect((await snapd.hook({ proxy: 'http://p 3128' })).why).toMatch(/^snap_proxy: it has a space.*; accepted: /u);
    expect(snapd.read(dropIn)).toContain('http://p:3128');
    expect(snapd.starts()).toBe(2);
  });

  it("of the 2018 charm is replaced or removed, an operator's own file of that name stays", async () => {
    const snapd = aSnapdMachine();
    writeFileSync(snapd.real(dropIn), '# Managed by Juju\n[Service]\nEnvironment=http_proxy=http://old\n', {
      mode: 0o444,
    });
    chmodSync(snapd.real(dropIn), 0o444);
    await snapd.hook();
    expect(snapd.read(dropIn)).toBeNull();
    const own = '[Service]\nEnvironment=http_proxy=http://mine\n';
    const other = aSnapdMachine();
    writeFileSync(other.real(dropIn), own);
    await other.hook();
    expect(other.read(dropIn)).toBe(own);
    expect(other.calls()).toEqual([]);
  });

  it('killed after any act of setting and of emptying reaches snapd all the same', async () => {
    for (const [from, to] of [
      ['', 'http://p:1'],
      ['http://p:1', ''],
    ] as const) {
      for (let acts = 0; ; acts += 1) {
        const snapd = aSnapdMachine();
        if (from !== '') await snapd.hook({ proxy: from });
        const died = await snapd.hook({ proxy: to, acts }).then(
          () => false,
          (error: unknown) => error instanceof Killed,
        );
        await snapd.hook({ proxy: to });
        expect(snapd.read('/snapd/proxies') ?? '', `to ${to} after ${acts} acts`).toContain(to);
        if (to === '') expect(snapd.read('/snapd/proxies') ?? '').toBe('');
        if (!died) break;
      }
    }
  });
});

describe('snap_proxy_url', () => {
  it('has snapd trust the store of the proxy and use it, asking once', async () => {
    const snapd = aSnapdMachine();
    const proxy = await aStoreProxy();
    expect((await snapd.hook({ url: `${proxy.url}/` })).outcome.kind).toBe('done');
    expect(proxy.asked).toEqual(['/v2/auth/store/assertions']);
    expect(snapd.read('/snapd/acked')).toBe(assertions);
    expect(snapd.read('/snapd/ack-mode')).toBe('600\n');
    expect(snapd.read('/snapd/store')).toBe('proxy.store=abcDEF\n');
    expect(snapd.read('/run/kubernetes-worker-store.assert')).toBeNull();
    await snapd.hook({ url: proxy.url });
    expect(proxy.asked).toHaveLength(1);
  });

  it('that is emptied is taken from snapd only where it was set', async () => {
    const snapd = aSnapdMachine();
    const proxy = await aStoreProxy();
    await snapd.hook({ url: proxy.url });
    await snapd.hook();
    expect(snapd.read('/snapd/store')).toBe('proxy.store=\n');
    expect(snapd.record.now().snapStore).toBeNull();
    const calls = snapd.calls().length;
    await snapd.hook();
    expect(snapd.calls()).toHaveLength(calls);
  });

  it.each(['2.29', '2.0', '1.99'])('blocks snapd %s, which knows none, with what to do', async (version) => {
    const snapd = aSnapdMachine(version);
    const proxy = await aStoreProxy();
    expect((await snapd.hook({ url: proxy.url })).why).toBe(
      `snap_proxy_url: snapd ${version} knows no Snap Store proxy; upgrade it to 2.30 or later: apt install snapd`,
    );
    expect(proxy.asked).toEqual([]);
  });

  it('waits while the proxy does not answer, or fails', async () => {
    const snapd = aSnapdMachine();
    const proxy = await aStoreProxy((_request, response) => void response.writeHead(503).end());
    expect((await snapd.hook({ url: proxy.url })).outcome).toMatchObject({
      kind: 'waiting',
      on: `Waiting for the Snap Store proxy (${proxy.url}/v2/auth/store/assertions answered 503)`,
    });
    await proxy.end();
    expect((await snapd.hook({ url: proxy.url })).outcome.kind).toBe('waiting');
    expect(snapd.read('/snapd/store')).toBeNull();
  });

  it.each([
    ['answered 404', (_: IncomingMessage, response: ServerResponse) => void response.writeHead(404).end()],
    ['no header X-Assertion-Store-Id', (_: IncomingMessage, response: ServerResponse) => void response.end(assertions)],
    [
      'no assertion of a store',
      (_: IncomingMessage, response: ServerResponse) =>
        void response.writeHead(200, { 'X-Assertion-Store-Id': 'abcDEF' }).end('<html>'),
    ],
  ])('blocks what is no Snap Store proxy: %s', async (problem, answer) => {
    const snapd = aSnapdMachine();
    const proxy = await aStoreProxy(answer);
    const { outcome, why } = await snapd.hook({ url: proxy.url });
    expect(outcome.kind).toBe('blocked');
    expect(why).toContain('snap_proxy_url: ');
    expect(why).toContain(problem);
    expect(snapd.read('/snapd/acked')).toBeNull();
    expect(snapd.record.now().snapStore).toBeNull();
  });

  it('blocks with the words of a snapd that does not trust the proxy, and leaves no file', async () => {
    const snapd = aSnapdMachine();
    const proxy = await aStoreProxy();
    snapd.script(
      'snap',
      '[ $1 = version ] && { echo "snapd 2.58"; exit 0; }; echo "error: cannot assert: no key" >&2; exit 1',
    );
    expect((await snapd.hook({ url: proxy.url })).why).toBe(
      'Giving snapd the assertions of the Snap Store proxy: error: cannot assert: no key',
    );
    expect(snapd.read('/run/kubernetes-worker-store.assert')).toBeNull();
  });

  it('killed after any act of setting is set by the next hook, and unset by one that finds it emptied', async () => {
    const proxy = await aStoreProxy();
    for (const url of [proxy.url, '']) {
      for (let acts = 0; ; acts += 1) {
        const snapd = aSnapdMachine();
        const died = await snapd.hook({ url: proxy.url, acts }).then(
          () => false,
          (error: unknown) => error instanceof Killed,
        );
        await snapd.hook({ url });
        const store = snapd.read('/snapd/store');
        const expected = url === '' ? [null, 'proxy.store=\n'] : ['proxy.store=abcDEF\n'];
        expect(expected, `url ${url} after ${acts} acts`).toContain(store);
        if (!died) break;
      }
    }
  });
});
