import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Cluster } from '../../simulator/contract.ts';
import { liveCluster, serveApi } from '../../simulator/serve/serve.ts';
import type { TestMachine } from './a-machine.ts';

/**
 * The model's API answers in the machine's network, at the addresses that it is served at, until what is given back is
 * called.
 */
export async function serveApiThere(machine: TestMachine, cluster: Cluster): Promise<() => Promise<void>> {
  const { port, close } = await serveApi(liveCluster(cluster));
  for (const { host, port: at } of cluster.endpoints) {
    await machine.run(['ip', 'address', 'add', `${host}/32`, 'dev', 'far-end'], { ok: [0, 2] });
    const server = await machine.listen(host, at);
    server.on('connection', (socket: Socket) => throughProxy(socket, port, { host, port: at }));
  }
  return close;
}

/** A client of SOCKS5 that asks for an IPv4 address; RFC 1928. */
function throughProxy(socket: Socket, proxyPort: number, to: { readonly host: string; readonly port: number }): void {
  const proxy = connect(proxyPort, '127.0.0.1');
  const end = () => {
    socket.destroy();
    proxy.destroy();
  };
  for (const each of [socket, proxy]) each.on('error', end).on('close', end);
  proxy.write(Buffer.from([5, 1, 0]));
  proxy.once('data', () => {
    const address = to.host.split('.').map(Number);
    proxy.write(Buffer.from([5, 1, 0, 1, ...address, to.port >> 8, to.port & 255]));
    proxy.once('data', (answer: Buffer) => {
      if (answer[1] !== 0) return end();
      socket.pipe(proxy);
      proxy.pipe(socket);
    });
  });
}
