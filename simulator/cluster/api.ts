import type { ApiRequest, ClusterResponse, Watch, WatchEvent } from '../contract.ts';
import type { Asked } from './asked.ts';
import { isEviction, refusal } from './authorise.ts';
import type { Verb } from './authorise.ts';
import { reconcile } from './controllers/reconcile.ts';
import { remove } from './deleting.ts';
import { discovery } from './discovery.ts';
import { evict } from './evictions.ts';
import { minorOf } from './kinds.ts';
import { isRecord, objectSchema, textAt } from './objects.ts';
import { openApi } from './openapi.ts';
import { patch } from './patching.ts';
import { decodeProtobuf } from './protobuf/decode.ts';
import { getOne, list, represented, selection, shaped } from './reading.ts';
import { review } from './reviews.ts';
import { failure, notAllowed, pathNotFound, unauthorized } from './status.ts';
import { createStore } from './store.ts';
import type { ApiState, Store } from './store.ts';
import { atKubelet, parseTarget } from './target.ts';
import type { Target } from './target.ts';
import { createWatches } from './watch.ts';
import type { Watches } from './watch.ts';
import { inVersion } from './conversion.ts';
import { create, replace } from './writing.ts';

/** The API core: it knows users by their tokens, and nothing of addresses and certificates. */
export interface Api {
  readonly handle: (request: ApiRequest) => ClusterResponse;
  /**
   * What a watch begins with; the listener hears of all that follows, each event while the request that made it is
   * handled. An answer when there is nothing to watch.
   */
  readonly watch: (request: ApiRequest, listener: (event: WatchEvent) => void) => Watch | ClusterResponse;
  /** The objects are these from here on, as somebody else has left them; watches hear of what is different. */
  readonly adopt: (objects: ApiState['objects'], version: number) => void;
}

/** The API over this state, which it changes in place. */
export function createApi(state: ApiState): Api {
  const store: Store = createStore(state, (change) => watches.record(change));
  const watches: Watches = createWatches(() => store);
  const settle = () => reconcile({ store, minor: minorOf(state.version()) });
  settle();
  return {
    handle: (request) => {
      const decoded = withBody(request);
      const answer = decoded === null ? protobufRefused() : handle({ state, store }, decoded);
      // Also after what was refused: the version of the server may be another one by now.
      if (request.method !== 'GET') settle();
      return answer;
    },
    watch: (request, listener) => {
      const asked = askedFor({ state, store }, request, 'watch');
      if ('status' in asked) return asked;
      const selected = selection(asked);
      if ('status' in selected) return selected;
      const { target, query } = asked;
      const { apiVersion } = target;
      const show = (object: Parameters<typeof shaped>[0]) =>
        structuredClone(shaped(inVersion(object, apiVersion), request.accept, asked));
      const { matches } = selected;
      return watches.open({ matches, show, query, kind: target.kind.kind, apiVersion }, listener);
    },
    adopt: (objects, version) => {
      for (const change of store.adopt(objects, version)) watches.record(change);
    },
  };
}

/** True of a request for a stream of changes. */
export function isWatch({ method, path }: Pick<ApiRequest, 'method' | 'path'>): boolean {
  return method === 'GET' && ['1', 'true'].includes(queryOf(path).get('watch') ?? '');
}

interface Served {
  readonly state: ApiState;
  readonly store: Store;
}

function handle(served: Served, request: ApiRequest): ClusterResponse {
  const { state } = served;
  const pathName = nameOf(request.path);
  const minor = minorOf(state.version());
  if (healthPaths.test(pathName)) return health(request.path);
  if (pathName === '/version') return { status: 200, body: serverVersion(state.version()) };
  const who = state.tokens[request.token];
  if (request.token === '' || who === undefined) return unauthorized();
  if (request.method === 'GET') {
    const described = discovery(pathName, request.accept, minor) ?? openApi(pathName, minor);
    if (described !== null) return described;
  }
  const reviewed = request.method === 'POST' ? review(pathName, request.body, who, minor) : null;
  if (reviewed !== null) return reviewed;
  const verb = verbOf(request.method, pathName, minor);
  if (verb === null) return parseTarget(pathName, minor) === null ? pathNotFound() : notAllowed();
  const asked = askedFor(served, request, verb);
  if ('status' in asked) return asked;
  return structuredClone(represented(act(asked, verb), request.accept, asked));
}

/** The request taken apart; or why it is refused. */
function askedFor({ state, store }: Served, request: ApiRequest, verb: Verb): Asked | ClusterResponse {
  const minor = minorOf(state.version());
  const user = state.tokens[request.token];
  if (request.token === '' || user === undefined) return unauthorized();
  const target = parseTarget(nameOf(request.path), minor);
  if (target === null) return pathNotFound();
  const object = store.find(target.kind.kind, target.namespace, target.name ?? '') ?? objectIn(request.body);
  const refused = refusal(user, { verb, target, object, minor });
  if (refused !== null)
    return failure(403, 'Forbidden', refused, { name: target.name ?? '', kind: target.kind.plural });
  const query = queryOf(request.path);
  const isDry = query.has('dryRun') || (isRecord(request.body) && 'dryRun' in request.body);
  const [contentType = ''] = (request.contentType ?? '').split(';');
  const used = isDry ? copyOf(state) : store;
  return { target, query, body: request.body, contentType: contentType.trim(), user, store: used, minor };
}

function act(asked: Asked, verb: Verb): ClusterResponse {
  const { subresource, name } = asked.target;
  if (subresource !== null && atKubelet.includes(subresource)) {
    return failure(501, 'NotImplemented', `pods "${name ?? ''}": no kubelet answers for ${subresource} here`);
  }
  switch (verb) {
    case 'create':
      return isEviction(verb, asked.target) ? evict(asked) : create(asked);
    case 'delete':
      return remove(asked);
    case 'get':
      return getOne(asked);
    case 'list':
    case 'watch':
      return list(asked);
    case 'patch':
      return patch(asked);
    case 'update':
      return replace(asked);
  }
}

/** Null for a method that the path does not take. */
function verbOf(method: ApiRequest['method'], pathName: string, minor: number): Verb | null {
  const target = parseTarget(pathName, minor);
  if (target === null) return null;
  const isOne = target.name !== null;
  switch (method) {
    case 'GET':
      return isOne ? 'get' : 'list';
    case 'POST':
      return mayCreate(target) ? 'create' : null;
    case 'PUT':
      return isOne ? 'update' : null;
    case 'PATCH':
      return isOne ? 'patch' : null;
    case 'DELETE':
      return isOne && target.subresource === null ? 'delete' : null;
  }
}

function mayCreate({ kind, namespace, name, subresource }: Target): boolean {
  if (name !== null) return subresource === 'eviction' || (subresource !== null && atKubelet.includes(subresource));
  return !kind.isNamespaced || namespace !== null;
}

/** A store that is thrown away afterwards, for what a client only wants to try. */
function copyOf(state: ApiState): Store {
  return createStore({ ...state, objects: { ...state.objects }, counter: { ...state.counter } }, () => undefined);
}

function objectIn(body: unknown) {
  const parsed = objectSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const name = textAt(body, 'metadata', 'name');
  return name === '' ? undefined : objectSchema.parse({ apiVersion: '', kind: '', metadata: { name } });
}

function health(path: string): ClusterResponse {
  const text = queryOf(path).has('verbose') ? `[+]ping ok\n${nameOf(path).slice(1)} check passed\n` : 'ok';
  return { status: 200, body: text, contentType: 'text/plain; charset=utf-8' };
}

/** What `/version` answers. */
function serverVersion(version: string): object {
  const [major = '', minor = ''] = version.split('.');
  const built = { gitCommit: '', gitTreeState: 'clean', buildDate: '', goVersion: '', compiler: 'gc' };
  return { major, minor, gitVersion: `v${version}`, ...built, platform: 'linux/amd64' };
}

/** The request with its body as JSON has it, also where it came as bytes; null when those are not understood. */
function withBody(request: ApiRequest): ApiRequest | null {
  if (request.contentType?.startsWith(protobuf) !== true) return request;
  const body = request.body instanceof Uint8Array ? decodeProtobuf(request.body) : null;
  return body === null ? null : { ...request, body };
}

function protobufRefused(): ClusterResponse {
  const words = 'the body of the request was in an unknown format - accepted media types include: application/json';
  return failure(415, 'UnsupportedMediaType', `${words} (this stand-in reads protobuf of few kinds only)`);
}

function nameOf(path: string): string {
  return path.split('?', 1)[0] ?? '';
}

function queryOf(path: string): URLSearchParams {
  return new URLSearchParams(path.includes('?') ? path.slice(path.indexOf('?') + 1) : '');
}

const protobuf = 'application/vnd.kubernetes.protobuf';
const healthPaths = /^\/(?:healthz|livez|readyz)(?:\/ping)?$/u;
