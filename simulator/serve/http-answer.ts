import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'yaml';
import { isWatch } from '../cluster/cluster.ts';
import type { ApiRequest, ClusterResponse, Watch, WatchEvent } from '../contract.ts';

/** Who answers requests, and how soon. */
export interface AskApi {
  readonly ask: (request: ApiRequest) => ClusterResponse | Promise<ClusterResponse>;
  readonly watch: (request: ApiRequest, listener: (event: WatchEvent) => void) => Watch | ClusterResponse;
  /** So much later than it could; 0 where nothing ails the API. */
  readonly delayMs: () => number;
}

/** The request was answered as an API server answers it over HTTP. */
export async function answerHttp(api: AskApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request);
    await pause(api.delayMs(), response);
    if (response.destroyed) return;
    const asked = toApi(request, body);
    if ('status' in asked) return send(response, asked);
    if (isWatch(asked)) return sendWatch(api, asked, response);
    send(response, await api.ask(asked));
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else send(response, refusal(500, 'InternalError', `Internal error occurred: ${String(error)}`));
  }
}

/** The request as the API's core takes it, or why it is none. */
function toApi({ method = '', url = '/', headers }: IncomingMessage, bytes: Buffer): ApiRequest | ClusterResponse {
  const known = methods.find((each) => each === method);
  if (known === undefined)
    return refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
  const token = /^Bearer (.+)$/u.exec(headers.authorization ?? '')?.[1] ?? '';
  const { accept, 'content-type': contentType } = headers;
  const asked = {
    ...{ method: known, path: url, token },
    ...(accept === undefined ? {} : { accept }),
    ...(contentType === undefined ? {} : { contentType }),
  };
  if (bytes.length === 0) return asked;
  const type = contentType?.split(';')[0]?.trim() ?? '';
  // These bytes the API decodes itself.
  if (type === 'application/vnd.kubernetes.protobuf') return { ...asked, body: bytes };
  if (type !== '' && !/[/+](?:json|yaml)$/u.test(type)) {
    const words = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
    return refusal(415, 'UnsupportedMediaType', words);
  }
  try {
    return { ...asked, body: /yaml$/u.test(type) ? parse(bytes.toString()) : JSON.parse(bytes.toString()) };
  } catch (error) {
    return refusal(400, 'BadRequest', `error decoding the body: ${error instanceof Error ? error.message : ''}`);
  }
}

/** One line for each event, until the client goes or its time is up. */
function sendWatch(api: AskApi, request: ApiRequest, response: ServerResponse): void {
  const write = (event: WatchEvent) => void response.write(`${JSON.stringify(event)}\n`);
  const watch = api.watch(request, write);
  if ('status' in watch) return send(response, watch);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  for (const event of watch.initial) write(event);
  const seconds = Number(new URLSearchParams(request.path.split('?')[1] ?? '').get('timeoutSeconds') ?? '0');
  const timer = setTimeout(() => response.end(), (seconds > 0 ? seconds : longestWatchSeconds) * 1000);
  response.once('close', () => {
    clearTimeout(timer);
    watch.close();
  });
}

/** A text is sent as it is, anything else as JSON. */
function send(response: ServerResponse, { status, body, contentType }: ClusterResponse): void {
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  const retryAfter = retryAfterOf(body);
  response.writeHead(status, {
    'Content-Type': contentType ?? (isText ? 'text/plain; charset=utf-8' : 'application/json'),
    'Content-Length': bytes.length,
    'Cache-Control': 'no-cache, private',
    ...(retryAfter === null ? {} : { 'Retry-After': String(retryAfter) }),
  });
  response.end(bytes);
}

/**
 * Seconds, of a Status that names some. An eviction that a budget refuses names none: a client that heard of them would
 * go on by itself.
 *
 * Source: kubernetes, staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/writers.go, ErrorNegotiated
 */
function retryAfterOf(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || !('details' in body)) return null;
  const { details } = body;
  if (typeof details !== 'object' || details === null || !('retryAfterSeconds' in details)) return null;
  const { retryAfterSeconds: seconds } = details;
  return typeof seconds === 'number' && seconds > 0 ? seconds : null;
}

function refusal(code: number, reason: string, message: string): ClusterResponse {
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return { status: code, body };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Over when the time has passed or the client has gone. */
function pause(ms: number, response: ServerResponse): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** What an API server takes where nobody says how long: 30 to 60 minutes. */
const longestWatchSeconds = 1800;
const accepted = 'application/json, application/yaml';
