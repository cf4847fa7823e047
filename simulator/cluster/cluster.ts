/**
 * The Kubernetes API of a model: objects in memory, who may touch them, and where they are served.
 *
 * `api.ts` answers one request of a user who is known already, or opens a watch, so that an HTTPS server can be put in
 * front of it; `serving.ts` decides whether a client that trusts some authority gets as far as that; `kinds.ts` is the
 * table of what can be stored in which version of Kubernetes; `discovery.ts` and `openapi.ts` tell clients of it;
 * `reading.ts`, `writing.ts`, `patching.ts`, `deleting.ts` and `evictions.ts` do what is asked; `tables/` shows it as
 * kubectl prints it; `controllers/` makes of workloads what they want, after every request until all is at rest.
 *
 * What it does not do: check schemas (unknown fields are kept, `fieldValidation` is taken and not looked at), fill in more
 * defaults than its controllers and kubectl need, admission, quotas, roles (`authorise.ts` says who may do what), custom
 * resources, finalizers and grace (what is deleted has gone at once, and foreground deletion is background deletion),
 * `limit` and `continue`, deletion of whole collections, protobuf beyond what `kubectl create` sends of the kinds in
 * `protobuf/messages.ts` (any other such body is refused with 415, and no answer is one), logs, exec and
 * port-forward (no kubelet answers), tokens of service accounts, certificates of clients, the dates of certificates (a
 * model has a clock of its own). Its scheduler knows nothing of resources, of affinity between pods and of priorities.
 * Containers run and are ready as soon as their pod has a node, jobs succeed at once, cron jobs start none, rollouts take no
 * time, no events are written, and `tolerationSeconds` are not counted.
 * Imports `contract.ts`. Start reading at `createCluster`.
 */
import * as z from 'zod';
import { ClusterUnreachable } from '../contract.ts';
import type { ApiRequest, Cluster, ClusterEndpoint, ClusterRequest, ClusterResponse } from '../contract.ts';
import { createApi } from './api.ts';
import type { Api } from './api.ts';
import { objectSchema } from './objects.ts';
import { addressOf, tlsProblem } from './serving.ts';
import { failure } from './status.ts';

export { createApi, isWatch } from './api.ts';
export type { Api } from './api.ts';

/** A cluster with the core of its API, which has no trouble by itself. */
export interface ClusterWithApi extends Cluster {
  readonly api: Api;
  /** It is from here on as somebody else has saved it; watches hear of what is different. */
  readonly adopt: (saved: unknown) => void;
}

/** The cluster as it was saved, or an empty one that nobody serves and nobody may use. */
export function createCluster(saved: unknown, now: () => number): ClusterWithApi {
  const state = snapshotSchema.parse(saved ?? {});
  const { objects, tokens, counter } = state;
  const core = createApi({ objects, tokens, counter, version: () => state.version, now });
  let changeCount = 0;
  const api: Api = {
    ...core,
    handle: (request) => {
      if (request.method !== 'GET') changeCount += 1;
      return core.handle(request);
    },
  };
  const failed = ({ method }: Pick<ApiRequest, 'method'>) => {
    const { trouble } = state;
    if (trouble?.kind === 'failing') return failure(trouble.status, ...failingWords[trouble.status]);
    const isContended = trouble?.kind === 'contended' && method !== 'GET';
    return isContended ? failure(409, 'Conflict', contendedWords) : null;
  };
  const answer = (request: ApiRequest): ClusterResponse => failed(request) ?? api.handle(request);
  return {
    api,
    get changeCount() {
      return changeCount;
    },
    grantToken: (token, user, groups) => {
      changeCount += 1;
      state.tokens[token] = { user, groups: [...groups] };
    },
    serveAt: ({ host, port }, certificatePem, keyPem, caPem) => {
      changeCount += 1;
      state.endpoints[addressOf(host, port)] = { host, certificatePem, keyPem, caPem };
    },
    stopServingAt: ({ host, port }) => {
      changeCount += 1;
      delete state.endpoints[addressOf(host, port)];
    },
    get endpoints() {
      return endpointsOf(state);
    },
    tokenOfGroup: (group) => Object.entries(state.tokens).find(([, { groups }]) => groups.includes(group))?.[0] ?? null,
    request: (request) => {
      const problem = unreachable(state, request);
      if (problem !== null) throw new ClusterUnreachable(problem);
      const { server: _server, caPem: _caPem, ...asked } = request;
      return answer(asked);
    },
    answer,
    watch: (request, listener) => failed({ method: 'GET' }) ?? core.watch(request, listener),
    adopt: (saved) => {
      const { objects: next, counter: at, ...rest } = snapshotSchema.parse(saved ?? {});
      replaceAll(tokens, rest.tokens);
      replaceAll(state.endpoints, rest.endpoints);
      Object.assign(state, { version: rest.version, trouble: rest.trouble });
      core.adopt(next, at.version);
    },
    setVersion: (version) => {
      if (state.version !== version) changeCount += 1;
      state.version = version;
    },
    get trouble() {
      return state.trouble;
    },
    set trouble(trouble) {
      changeCount += 1;
      state.trouble = trouble;
    },
    snapshot: () => structuredClone(state),
  };
}

function replaceAll<T>(record: Record<string, T>, next: Readonly<Record<string, T>>): void {
  for (const key of Object.keys(record)) delete record[key];
  Object.assign(record, next);
}

type State = z.infer<typeof snapshotSchema>;

/** Why the client does not get as far as the API, in kubectl's words; null when it does. */
function unreachable({ endpoints, trouble }: State, { server, caPem }: ClusterRequest): string | null {
  const url = URL.canParse(server) ? new URL(server) : null;
  if (url === null) return `Unable to connect to the server: parse ${server}: invalid address`;
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const port = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port);
  const served = endpoints[addressOf(host, port)];
  if (served === undefined || trouble?.kind === 'gone')
    return `The connection to the server ${url.host} was refused - did you specify the right host or port?`;
  if (url.protocol !== 'https:')
    return 'Unable to connect to the server: net/http: HTTP/1.x transport connection broken';
  const problem = tlsProblem(served.certificatePem, caPem, host);
  return problem === null ? null : `Unable to connect to the server: ${problem}`;
}

function endpointsOf({ endpoints }: State): readonly ClusterEndpoint[] {
  return Object.entries(endpoints)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, { host, certificatePem, keyPem, caPem = null }]) =>
      keyPem === undefined ? [] : [{ host, port: Number(key.split(' ').at(-1)), certificatePem, keyPem, caPem }],
    );
}

const failingWords: Readonly<Record<500 | 503, readonly [reason: string, message: string]>> = {
  500: ['InternalError', 'an error on the server ("simulated failure") has prevented the request from succeeding'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
};

const contendedWords =
  'Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again';

const endpointSchema = z.object({
  host: z.string(),
  certificatePem: z.string(),
  keyPem: z.string().optional(),
  caPem: z.string().optional(),
});
const snapshotSchema = z.object({
  objects: z.record(z.string(), objectSchema).default({}),
  tokens: z.record(z.string(), z.object({ user: z.string(), groups: z.array(z.string()) })).default({}),
  endpoints: z.record(z.string(), endpointSchema).default({}),
  version: z.string().default('1.10.2'),
  trouble: z
    .union([
      z.object({ kind: z.literal('gone') }),
      z.object({ kind: z.literal('slow'), delayMs: z.number() }),
      z.object({ kind: z.literal('failing'), status: z.union([z.literal(500), z.literal(503)]) }),
      z.object({ kind: z.literal('contended') }),
    ])
    .nullable()
    .default(null),
  counter: z.object({ version: z.number() }).default({ version: 0 }),
});
