import { rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageData, unitStory } from '../../../simulator/page/page-schema.ts';
import { servePage } from '../../../simulator/page/page.ts';
import type { PageServer } from '../../../simulator/page/page.ts';
import { application, machine, model, unit } from './cli-model.ts';
import { aFolder, lines, ranAt } from './page-fixture.ts';
import type { SavedFolder } from './page-fixture.ts';

const html = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; connect-src 'self'"><script id="content" type="application/json">null</script>`;

const withEtcd = () =>
  model({ applications: [application('etcd')], units: [unit('etcd/0')], machines: [machine('0', '10.5.0.3')] });

let place: SavedFolder;
let server: PageServer;
beforeEach(async () => {
  place = await aFolder();
  const template = path.join(place.folder, 'template.html');
  await writeFile(template, html);
  server = await servePage({ folder: place.folder, template, port: 0 });
});
afterEach(async () => {
  await server.close();
  await place.end();
});

const ask = (name: string, init: RequestInit = {}) => fetch(new URL(name, server.url), init);

describe('the server of the page', () => {
  it('serves the page with its policy, to be framed by nobody', async () => {
    const response = await ask('/');
    expect(await response.text()).toBe(html);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
    );
  });

  it('tells the model and what a unit did', async () => {
    await place.save(withEtcd());
    await place.write('history.jsonl', lines([ranAt(0)]));
    const data = pageData.parse(await (await ask('/data.json')).json());
    expect(data.units.map(({ name }) => name)).toEqual(['etcd/0']);
    const story = unitStory.parse(await (await ask('/unit.json?name=etcd/0')).json());
    expect(story.hooks.map(({ name }) => name)).toEqual(['config-changed']);
  });

  it('has nothing to tell of no model, half a model and a unit that is not there', async () => {
    expect(await (await ask('/data.json')).json()).toBeNull();
    await place.write('model.json', '{"model":{"schema":2,"na');
    expect(await (await ask('/data.json')).json()).toBeNull();
    await place.save(withEtcd());
    expect(await (await ask('/unit.json?name=../etcd')).json()).toBeNull();
  });

  it('sends nothing twice to one who knows it, and the model again when it has changed', async () => {
    await place.save(withEtcd());
    const etag = (await ask('/data.json')).headers.get('etag') ?? '';
    const again = () => ask('/data.json', { headers: { 'If-None-Match': etag } });
    expect((await again()).status).toBe(304);
    await place.save(model({ applications: [application('etcd', { isExposed: true })] }));
    const changed = await again();
    expect([changed.status, pageData.parse(await changed.json()).applications[0]?.isExposed]).toEqual([200, true]);
  });

  it('says when something in the folder changes, also when the folder is made again', async () => {
    const events = (await ask('/events')).body?.getReader();
    const next = async () => {
      const read: { readonly value?: unknown } | undefined = await events?.read();
      return read?.value instanceof Uint8Array ? new TextDecoder().decode(read.value) : '';
    };
    expect(await next()).toContain('event: changed');
    await place.save(withEtcd());
    expect(await next()).toContain('event: changed');
    await rm(place.folder, { recursive: true });
    expect(await next()).toContain('event: changed');
    await place.save(withEtcd());
    expect(await next()).toContain('event: changed');
    await events?.cancel();
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const response = await ask('/data.json', { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it.each(['/model.json', '/../model.json', '/%2e%2e/model.json'])('has nothing at %s', async (name) => {
    await place.save(withEtcd());
    expect((await ask(name)).status).toBe(404);
  });

  it.each([
    ['evil.example', 421],
    ['127.0.0.1', 421],
    ['127.0.0.1:1', 421],
    ['localhost:PORT', 200],
    ['127.0.0.1:PORT', 200],
  ])('answers one who asks %s with %i', async (host, status) => {
    const { port } = new URL(server.url);
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { Host: host.replace('PORT', port) };
      request({ host: '127.0.0.1', port, path: '/data.json', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(answered).toBe(status);
  });

  it('listens on loopback only, and refuses a port that is taken', async () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    const port = Number(new URL(server.url).port);
    const template = path.join(place.folder, 'template.html');
    await expect(servePage({ folder: place.folder, template, port })).rejects.toThrow('cannot serve the page');
  });
});
