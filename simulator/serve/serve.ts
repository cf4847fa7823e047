/**
 * The cluster's API over sockets, for clients that somebody else wrote.
 *
 * One SOCKS proxy on loopback (`socks.ts`) stands for the network of the model: a connection to an address that the API
 * is served at ends in this process, in TLS with that address' certificate, and any other is refused, so that nothing
 * leaves this computer. `http-answer.ts` is what HTTP adds to a request of the API. `live-cluster.ts` is the cluster of
 * an open simulation, `kept-cluster.ts` that of a model in a folder, which several processes change.
 *
 * Imports `contract.ts`, `cluster/` and `store/`. Start reading at `serveApi`.
 */
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';
import type { ClusterEndpoint } from '../contract.ts';
import { answerHttp } from './http-answer.ts';
import type { ServedApi } from './served-api.ts';
import { acceptSocks } from './socks.ts';

export { adminKubeconfig } from './admin-kubeconfig.ts';
export { keptCluster } from './kept-cluster.ts';
export { liveCluster } from './live-cluster.ts';
export type { ServedApi } from './served-api.ts';

export interface ApiServing {
  /** `socks5://127.0.0.1:40123` */
  readonly proxy: string;
  readonly port: number;
  /** Nothing listens any more, and connections are cut. */
  readonly close: () => Promise<void>;
}

/**
 * The API is reached through a proxy on loopback, at this port or any free one for 0.
 *
 * @throws what `listen` gives for a port that is taken
 */
export async function serveApi(api: ServedApi, port = 0): Promise<ApiServing> {
  const http = createHttpServer((request, response) => void answerHttp(api, request, response));
  // A client that asks once a minute is no reason to make it connect anew.
  http.keepAliveTimeout = 120_000;
  const sockets = new Set<Socket>();
  const proxy = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    acceptSocks(socket, (to) => {
      const endpoint = api.endpointAt(to.host, to.port);
      return endpoint === null ? null : () => secure(http, socket, endpoint);
    });
  });
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(port, '127.0.0.1', resolve);
  });
  const taken = portOf(proxy);
  return {
    proxy: `socks5://127.0.0.1:${taken}`,
    port: taken,
    close: async () => {
      const closed = new Promise<void>((resolve) => proxy.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** From here on the connection speaks HTTP inside TLS with the endpoint's certificate. */
function secure(http: ReturnType<typeof createHttpServer>, socket: Socket, endpoint: ClusterEndpoint): void {
  const { certificatePem: cert, keyPem: key } = endpoint;
  const inner = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) });
  // A client that does not trust the certificate says so and goes.
  inner.on('error', () => socket.destroy());
  http.emit('connection', inner);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return address.port;
}
