/** What the rooms of the simulator know of the Kubernetes API of a model; they get it through `contract.ts`. */

/** What ails the API, for all who ask it, until it is taken back. */
export type ApiTrouble =
  /** Nothing listens any more: connections are refused. */
  | { readonly kind: 'gone' }
  /** Every answer comes so much later. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Every request fails inside the server, with this status. */
  | { readonly kind: 'failing'; readonly status: 500 | 503 }
  /** Somebody else is always faster: every write is answered with 409. */
  | { readonly kind: 'contended' };

/** The Kubernetes API of the model, in memory and saved with it. */
export interface Cluster {
  /** Requests with this bearer token act as this user. */
  grantToken(token: string, user: string, groups: readonly string[]): void;
  /**
   * The API answers at this address with this certificate (PEM); an address may be a load balancer's. The key is for
   * clients that come over a socket; without it only stand-ins reach the address. `caPem` is what clients are told to
   * trust.
   */
  serveAt(address: { host: string; port: number }, certificatePem: string, keyPem?: string, caPem?: string): void;
  stopServingAt(address: { host: string; port: number }): void;
  /** Where clients that come over a socket reach the API, whatever ails it, by address. */
  readonly endpoints: readonly ClusterEndpoint[];
  /** A token of somebody in this group; null when nobody has one. */
  tokenOfGroup(group: string): string | null;
  /**
   * One API request from a client that trusts `caPem`.
   *
   * @throws ClusterUnreachable when nothing serves at `server` or its certificate is not trusted or not for that host
   */
  request(request: ClusterRequest): ClusterResponse;
  /** One API request of a client whose connection is secure already. */
  answer(request: ApiRequest): ClusterResponse;
  /**
   * What a watch begins with; the listener hears of all that follows, each event while the request that made it is
   * answered. An answer when there is nothing to watch.
   */
  watch(request: ApiRequest, listener: (event: WatchEvent) => void): Watch | ClusterResponse;
  /** The version that the API says it has, which decides what kinds of objects it knows: `1.10.2`. */
  setVersion(version: string): void;
  /** Saved with the cluster; null when nothing ails it. */
  trouble: ApiTrouble | null;
  /** JSON that a new cluster can be made of. */
  snapshot(): unknown;
  /** Grows with every change of what `snapshot` gives. */
  readonly changeCount: number;
}

export interface ClusterRequest {
  /** For example `https://10.5.0.3:443`. */
  readonly server: string;
  readonly caPem: string;
  readonly token: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** For example `/api/v1/nodes/juju-1a2b3c-0`. */
  readonly path: string;
  /** Decoded. */
  readonly body?: unknown;
  /** Headers, for clients that send them. */
  readonly accept?: string;
  readonly contentType?: string;
}

/** One request, whoever carried it. */
export type ApiRequest = Omit<ClusterRequest, 'server' | 'caPem'>;

/** One line of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'BOOKMARK' | 'DELETED' | 'MODIFIED';
  readonly object: object;
}

/** A watch that goes on until it is closed. */
export interface Watch {
  /** What is sent first: what there is already, or what has happened since the version that the client knows. */
  readonly initial: readonly WatchEvent[];
  readonly close: () => void;
}

/** An address that the API is served at, and what a server has to show there. */
export interface ClusterEndpoint {
  readonly host: string;
  readonly port: number;
  readonly certificatePem: string;
  readonly keyPem: string;
  /** Null where nobody said which authority its clients trust. */
  readonly caPem: string | null;
}

export interface ClusterResponse {
  readonly status: number;
  readonly body: unknown;
  /** `application/json` when left out. */
  readonly contentType?: string;
}

/** Nothing serves at the address, or TLS to it fails; the text is what kubectl would print. */
export class ClusterUnreachable extends Error {
  override readonly name = 'ClusterUnreachable';
}
