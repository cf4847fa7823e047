/** A client that reaches addresses through a SOCKS proxy, and asks an API there over TLS. */
import { once } from 'node:events';
import { request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Asked {
  /** The proxy's port. */
  readonly proxy: number;
  readonly host: string;
  readonly port: number;
  readonly caPem: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Bytes are sent to the proxy, one write each; what it said until so many bytes had come or it hung up. */
export async function talkSocks(
  proxy: number,
  writes: readonly (readonly number[])[],
  wantedBytes: number,
): Promise<{ readonly socket: Socket; readonly said: readonly number[] }> {
  const socket = connect(proxy, '127.0.0.1');
  await once(socket, 'connect');
  socket.setNoDelay(true);
  for (const bytes of writes) socket.write(Buffer.from(bytes));
  let said = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    if (Buffer.isBuffer(chunk)) said = Buffer.concat([said, chunk]);
    if (said.length >= wantedBytes) break;
  }
  return { socket, said: [...said] };
}

/** The bytes that ask for a connection to an IPv4 address. */
export function connectTo(host: string, port: number): readonly number[] {
  return [5, 1, 0, 1, ...host.split('.').map(Number), port >> 8, port & 255];
}

export const greeting = [5, 1, 0];

/** @throws Error `refused` when the proxy does, and what TLS throws */
export async function askThrough(asked: Asked): Promise<Answered> {
  const { proxy, host, port, caPem: ca, method = 'GET', path, headers, body } = asked;
  const { socket, said } = await talkSocks(proxy, [greeting, connectTo(host, port)], 12);
  if (said[3] !== 0) {
    socket.destroy();
    throw new Error(`refused with ${said[3] ?? 'nothing'}`);
  }
  const inner = connectTls({ socket, ca, host });
  await new Promise<void>((resolve, reject) => {
    inner.once('secureConnect', resolve);
    inner.once('error', reject);
  });
  const outgoing = request({ createConnection: () => inner, method, path, host, ...(headers ? { headers } : {}) });
  outgoing.end(body);
  return new Promise((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => void chunks.push(chunk));
      response.once('end', () => {
        inner.destroy();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
  });
}
