import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Answer } from '../contract.ts';
import { writeStubFolder } from './stub.ts';
import type { StubFolder } from './stub.ts';
import { createByteReader, encodeAnswer, readRequest, readStdin, stdinWanted } from './wire.ts';

/** One call of a stub. */
export interface GatewayCall {
  /** The token of the folder that the stub lies in: tells whose machine or unit it is. */
  readonly token: string;
  /** The name that the stub was called by. */
  readonly program: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** `JUJU_CONTEXT_ID`, or an empty text. */
  readonly contextId: string;
  /** Standard input up to its end, asked for at the first call. Rejects when the stub is gone. */
  readonly stdin: () => Promise<string>;
  /** Aborted when the stub is gone before it was answered. */
  readonly abandoned: AbortSignal;
}

export interface Gateway {
  /** `host:port`. */
  readonly address: string;
  /**
   * The folder holds a stub under each name, and calls from it are accepted.
   *
   * They come to `listener` where that is given: a server that listens already, in a network that the gateway is not in.
   * It is closed with the gateway.
   */
  writeStubs(stubs: StubFolder, listener?: Server): Promise<void>;
  /** Nothing is accepted any more, and stubs that wait for an answer fail. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** The address to listen at: another one than loopback when machines have a network of their own. */
  readonly host?: string;
}

type OnCall = (call: GatewayCall) => Promise<Answer>;

/** The gateway listens, and answers calls that come with a token that `writeStubs` was given by `onCall`. */
export async function startGateway(onCall: OnCall, options: GatewayOptions = {}): Promise<Gateway> {
  const host = options.host ?? '127.0.0.1';
  const tokens = new Set<string>();
  const sockets = new Set<Socket>();
  const listeners = new Set<Server>();
  const take = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A stub that is killed resets its connection: what it asked for was done all the same.
    socket.on('error', () => undefined);
    void serve(socket, tokens, onCall);
  };
  const server = createServer(take);
  const port = await listen(server, host);
  return {
    address: `${host}:${port}`,
    writeStubs: async (stubs, listener) => {
      if (listener !== undefined && !listeners.has(listener)) {
        listeners.add(listener);
        listener.on('connection', take);
      }
      await writeStubFolder(stubs, listener === undefined ? { host, port } : addressOf(listener));
      tokens.add(stubs.token);
    },
    close: async () => {
      const closing = [server, ...listeners].map(
        (each) => new Promise<void>((resolve) => void each.close(() => resolve())),
      );
      for (const socket of sockets) socket.destroy();
      await Promise.all(closing);
    },
  };
}

async function serve(socket: Socket, tokens: ReadonlySet<string>, onCall: OnCall): Promise<void> {
  const reader = createByteReader(socket);
  try {
    const request = await readRequest(reader, (token) => tokens.has(token));
    if (request === 'refused') {
      socket.end(encodeAnswer({ exitCode: 77, stdout: '', stderr: 'the simulator refused the call: wrong token\n' }));
      return;
    }
    const abandoned = new AbortController();
    socket.once('close', () => abandoned.abort());
    let asked: Promise<string> | undefined;
    const stdin = () => {
      if (asked === undefined) {
        socket.write(stdinWanted);
        asked = readStdin(reader);
        asked.catch(() => undefined);
      }
      return asked;
    };
    socket.end(encodeAnswer(await answerOf(onCall, { ...request, stdin, abandoned: abandoned.signal })));
  } catch {
    // The stub went away in the middle of its question, or is none: there is nobody to answer.
    socket.destroy();
  }
}

async function answerOf(onCall: OnCall, call: GatewayCall): Promise<Answer> {
  try {
    return await onCall(call);
  } catch (error) {
    return { exitCode: 70, stdout: '', stderr: `${call.program}: simulator fault: ${String(error)}\n` };
  }
}

function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve(addressOf(server).port));
  });
}

function addressOf(server: Server): { readonly host: string; readonly port: number } {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway has no port');
  return { host: address.address, port: address.port };
}
