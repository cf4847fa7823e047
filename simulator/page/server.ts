import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { JujuRefused } from '../model/model.ts';
import { readPageTemplate } from './page-template.ts';
import { readModelFolder } from './read-model-folder.ts';
import type { ModelFolder } from './read-model-folder.ts';
import { folderState, watchFolder } from '../store/watch-folder.ts';
import type { FolderWatch } from '../store/watch-folder.ts';

/** Which model is shown, and where. */
export interface PageServing {
  /** Of the model. There need not be one yet. */
  readonly folder: string;
  readonly template: string;
  /** Any free one for 0. */
  readonly port: number;
}

/** A page that is being served. */
export interface PageServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * The page is served to browsers of this machine, and to none that another site's name led here.
 *
 * `/data.json` is the model, `/unit.json?name=etcd/0` what a unit did, `/events` says when to ask again.
 *
 * @throws JujuRefused when the page is not built or the port is taken
 */
export async function servePage({ folder, template, port }: PageServing): Promise<PageServer> {
  const { html, policy } = readPageTemplate(template);
  const watch = watchFolder(folder, 300);
  const read = rememberedModel(folder);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headersOfAll)) response.setHeader(name, value);
    const refusal = refusalOf(request);
    if (refusal !== null) return refuse(response, refusal);
    const url = new URL(request.url ?? '/', 'http://page');
    switch (url.pathname) {
      case '/':
        response.setHeader('Content-Security-Policy', `${policy}; frame-ancestors 'none'`);
        return send(request, response, 'text/html; charset=utf-8', html);
      case '/data.json':
        return sendJson(request, response, read()?.data ?? null);
      case '/unit.json':
        return sendJson(request, response, read()?.story(url.searchParams.get('name') ?? '', runsOfUnit) ?? null);
      case '/events':
        return sendEvents(request, response, watch);
      default:
        return refuse(response, { status: 404, text: 'there is nothing of this name' });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new JujuRefused(`cannot serve the page: ${error.message}`)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${taken}/`,
    close: async () => {
      watch.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Reads the folder only when it has changed: an open page asks twice for each change. */
function rememberedModel(folder: string): () => ModelFolder | null {
  let known: { readonly state: string; readonly model: ModelFolder | null } | null = null;
  return () => {
    const state = folderState(folder);
    if (known === null || known.state !== state) known = { state, model: readModelFolder(folder) };
    return known.model;
  };
}

interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** A name other than loopback's in `Host` is that of a site which had its name point here. */
function refusalOf({ method, headers, socket }: IncomingMessage): Refusal | null {
  const port = socket.localPort ?? 0;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (port === 80) hosts.push('127.0.0.1', 'localhost');
  if (!hosts.includes(headers.host ?? '')) return { status: 421, text: 'this is served to 127.0.0.1 only' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, text: 'this can only be read' };
  return null;
}

function refuse(response: ServerResponse, { status, text }: Refusal): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
  });
  response.end(`${text}\n`);
}

function sendJson(request: IncomingMessage, response: ServerResponse, value: unknown): void {
  send(request, response, 'application/json', JSON.stringify(value));
}

function send(request: IncomingMessage, response: ServerResponse, type: string, text: string): void {
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  response.setHeader('ETag', etag);
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
  response.end(request.method === 'HEAD' ? undefined : text);
}

function sendEvents(request: IncomingMessage, response: ServerResponse, watch: FolderWatch): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // A page that was away may have missed something.
  response.write('retry: 1000\nevent: changed\ndata:\n\n');
  response.on(
    'close',
    watch.add(() => response.write('event: changed\ndata:\n\n')),
  );
}

const runsOfUnit = 500;

const headersOfAll = {
  'Cache-Control': 'no-cache',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
