import { createHash } from 'node:crypto';
import type { ApiRequest, ClusterResponse } from '../contract.ts';
import { isEviction, nodeOf, refusal } from './authorise.ts';
import type { User, Verb } from './authorise.ts';
import { reconcilePods } from './controllers.ts';
import { evictionRefusal } from './evictions.ts';
import { kindOf, parseTarget, resourceName } from './kinds.ts';
import type { Target } from './kinds.ts';
import { isRecord, merged, objectSchema } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import { matchesSelector } from './selector.ts';
import {
  alreadyExists,
  badRequest,
  failure,
  notAllowed,
  notFound,
  pathNotFound,
  success,
  unauthorized,
} from './status.ts';

/** The API core: it knows users by their tokens, and nothing of addresses and certificates. */
export interface Api {
  readonly handle: (request: ApiRequest) => ClusterResponse;
}

export interface ApiState {
  /** By `PLURAL NAMESPACE NAME`. */
  readonly objects: Record<string, KubernetesObject>;
  readonly tokens: Record<string, User>;
  readonly counter: { version: number };
  /** The version that the API says it has, `1.10.2`. */
  readonly version: () => string;
  readonly now: () => number;
}

/** The API over this state, which it changes in place. */
export function createApi(state: ApiState): Api {
  return { handle: (request) => handle(state, request) };
}

function handle(state: ApiState, { method, path, token, body }: ApiRequest): ClusterResponse {
  const [pathName = '', query = ''] = path.split('?', 2);
  if (pathName === '/healthz') return { status: 200, body: 'ok' };
  if (pathName === '/version') return { status: 200, body: serverVersion(state.version()) };
  const who = state.tokens[token];
  if (token === '' || who === undefined) return unauthorized();
  if (pathName === selfReviewPath && method === 'POST') return selfReview(who);
  const target = parseTarget(pathName);
  if (target === null) return pathNotFound();
  const verb = verbOf(method, target);
  if (verb === null) return notAllowed();
  const name = isRecord(body) && isRecord(body['metadata']) ? body['metadata']['name'] : undefined;
  const refused = refusal(who, verb, target, typeof name === 'string' ? name : undefined);
  if (refused !== null) return failure(403, 'Forbidden', refused);
  const answer = isEviction(verb, target)
    ? evict(state, target, nodeOf(who))
    : act(state, verb, target, body, new URLSearchParams(query));
  if (verb !== 'get' && verb !== 'list' && answer.status < 300) reconcile(state);
  return structuredClone(answer);
}

function verbOf(method: ApiRequest['method'], target: Target): Verb | null {
  const isOne = target.name !== null;
  switch (method) {
    case 'GET':
      return isOne ? 'get' : 'list';
    case 'POST':
      if (isOne && target.kind.kind === 'Pod' && target.subresource === 'eviction') return 'create';
      return isOne || (target.kind.isNamespaced && target.namespace === null) ? null : 'create';
    case 'PUT':
      return isOne ? 'update' : null;
    case 'PATCH':
      return isOne ? 'patch' : null;
    case 'DELETE':
      return isOne && target.subresource === null ? 'delete' : null;
  }
}

function act(state: ApiState, verb: Verb, target: Target, body: unknown, query: URLSearchParams): ClusterResponse {
  if (verb === 'list') return list(state, target, query);
  if (verb === 'create') return create(state, target, body);
  const resource = resourceName(target.apiVersion, target.kind);
  const key = keyOf(target, target.name ?? '');
  const found = state.objects[key];
  if (found === undefined) return notFound(resource, target.name ?? '');
  if (verb === 'get') return { status: 200, body: shown(target, found) };
  if (verb === 'delete') {
    delete state.objects[key];
    return success({ name: target.name, kind: resource, uid: found.metadata.uid });
  }
  return change(state, target, key, found, verb === 'patch' ? merged(found, body) : body);
}

/** `node` is the one whose kubelet asks; null for others. */
function evict(state: ApiState, target: Target, node: string | null): ClusterResponse {
  const key = keyOf(target, target.name ?? '');
  const pod = state.objects[key];
  if (pod === undefined) return notFound('pods', target.name ?? '');
  const refused = evictionRefusal(pod, Object.values(state.objects), node);
  if (refused !== null) return refused;
  delete state.objects[key];
  return { ...success({ name: target.name, kind: 'pods', uid: pod.metadata.uid }), status: 201 };
}

function list(state: ApiState, target: Target, query: URLSearchParams): ClusterResponse {
  const selector = query.get('labelSelector') ?? '';
  const field = /^spec\.nodeName=(.+)$/u.exec(query.get('fieldSelector') ?? '')?.[1];
  const prefix = target.namespace === null ? `${target.kind.plural} ` : `${target.kind.plural} ${target.namespace} `;
  const items = Object.entries(state.objects)
    .filter(([key, { metadata }]) => key.startsWith(prefix) && matchesSelector(metadata.labels ?? {}, selector))
    .filter(([, object]) => field === undefined || (isRecord(object['spec']) && object['spec']['nodeName'] === field))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, object]) => shown(target, object));
  const metadata = { resourceVersion: String(state.counter.version) };
  return { status: 200, body: { kind: `${target.kind.kind}List`, apiVersion: target.apiVersion, metadata, items } };
}

function create(state: ApiState, target: Target, body: unknown): ClusterResponse {
  const parsed = objectFor(target, body);
  if ('status' in parsed) return parsed;
  const resource = resourceName(target.apiVersion, target.kind);
  const { name } = parsed.object.metadata;
  if (name === undefined || !validName.test(name)) {
    const problem =
      name === undefined
        ? 'metadata.name: Required value: name or generateName is required'
        : `metadata.name: Invalid value: "${name}"`;
    return failure(422, 'Invalid', `${target.kind.kind} "${name ?? ''}" is invalid: ${problem}`);
  }
  if (target.namespace !== null && !hasNamespace(state, target.namespace))
    return notFound('namespaces', target.namespace);
  const key = keyOf(target, name);
  if (state.objects[key] !== undefined) return alreadyExists(resource, name);
  const object = stored(state, target, parsed.object);
  state.objects[key] = object;
  return { status: 201, body: shown(target, object) };
}

/** The path decides the namespace; an object that says another one is refused. */
function objectFor(target: Target, body: unknown): { readonly object: KubernetesObject } | ClusterResponse {
  const parsed = objectSchema.safeParse(body);
  if (!parsed.success) return badRequest('the object provided is unrecognized (must be of type kind and apiVersion)');
  const { apiVersion, kind, metadata } = parsed.data;
  if (kindOf(apiVersion, kind) !== target.kind) {
    return badRequest(`${kind} in version "${apiVersion}" cannot be handled as a ${target.kind.kind}`);
  }
  if (metadata.namespace !== undefined && metadata.namespace !== target.namespace) {
    return badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return { object: parsed.data };
}

function change(
  state: ApiState,
  target: Target,
  key: string,
  found: KubernetesObject,
  wanted: unknown,
): ClusterResponse {
  const parsed = objectSchema.safeParse(wanted);
  if (!parsed.success) return badRequest('the object provided is unrecognized');
  if (parsed.data.metadata.name !== found.metadata.name) {
    return badRequest('the name of the object does not match the name on the URL');
  }
  const { uid, creationTimestamp } = found.metadata;
  const next = {
    ...parsed.data,
    apiVersion: found.apiVersion,
    metadata: { ...parsed.data.metadata, uid, creationTimestamp },
  };
  const unversioned = (object: KubernetesObject) =>
    JSON.stringify({
      ...object,
      metadata: { ...object.metadata, resourceVersion: '', uid: '', creationTimestamp: '' },
    });
  if (unversioned(next) === unversioned(found)) return { status: 200, body: shown(target, found) };
  const object = { ...next, metadata: { ...next.metadata, resourceVersion: nextVersion(state) } };
  state.objects[key] = object;
  return { status: 200, body: shown(target, object) };
}

function stored(state: ApiState, target: Target, object: KubernetesObject): KubernetesObject {
  const version = nextVersion(state);
  const namespace = target.namespace === null ? {} : { namespace: target.namespace };
  const name = object.metadata.name ?? '';
  const creationTimestamp = new Date(state.now() * 1000).toISOString().replace(/\.\d+Z$/u, 'Z');
  const uid = uidFrom(`${keyOf(target, name)} ${version}`);
  return structuredClone({
    ...object,
    metadata: { ...object.metadata, name, ...namespace, uid, resourceVersion: version, creationTimestamp },
  });
}

function reconcile(state: ApiState): void {
  const podTarget = parseTarget('/api/v1/pods');
  if (podTarget === null) return;
  const inNamespace = (namespace: string | undefined): Target => ({ ...podTarget, namespace: namespace ?? 'default' });
  reconcilePods({
    list: (kind) => Object.values(state.objects).filter((object) => object.kind === kind),
    put: (pod) => {
      const target = inNamespace(pod.metadata.namespace);
      state.objects[keyOf(target, pod.metadata.name ?? '')] = stored(state, target, pod);
    },
    remove: (pod) => {
      delete state.objects[keyOf(inNamespace(pod.metadata.namespace), pod.metadata.name ?? '')];
    },
  });
}

function keyOf(target: Target, name: string): string {
  return `${target.kind.plural} ${target.namespace ?? ''} ${name}`;
}

/** An object is shown in the group version that was asked for. */
function shown(target: Target, object: KubernetesObject): KubernetesObject {
  return { ...object, apiVersion: target.apiVersion };
}

function hasNamespace(state: ApiState, name: string): boolean {
  return ['default', 'kube-system', 'kube-public'].includes(name) || state.objects[`namespaces  ${name}`] !== undefined;
}

function nextVersion(state: ApiState): string {
  state.counter.version += 1;
  return String(state.counter.version);
}

function uidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Kubernetes has this from 1.26 on; a stand-in kubelet asks it whose token it has. */
function selfReview(who: User): ClusterResponse {
  const userInfo = { username: who.user, groups: [...who.groups, 'system:authenticated'] };
  return {
    status: 201,
    body: { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {}, status: { userInfo } },
  };
}

const selfReviewPath = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const validName = /^[a-z0-9]([-a-z0-9.:]*[a-z0-9])?$/u;

/** What `/version` answers. */
function serverVersion(version: string): object {
  const [major = '', minor = ''] = version.split('.');
  return { major, minor, gitVersion: `v${version}`, gitTreeState: 'clean', platform: 'linux/amd64' };
}
