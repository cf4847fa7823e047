import type { Socket } from 'node:net';

/** Where a client wants to go. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/**
 * The client that speaks SOCKS5 on this socket is let through to where `open` says, or hears that its connection was
 * refused where that is null.
 *
 * Only CONNECT, and no names and passwords: what is behind this proxy asks for tokens itself.
 * Source: RFC 1928
 */
export function acceptSocks(socket: Socket, open: (to: Destination) => (() => void) | null): void {
  let received = Buffer.alloc(0);
  let isGreeted = false;
  const stop = (answer: Buffer) => {
    socket.off('data', onData);
    socket.end(answer);
  };
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (received.length > 0 && received[0] !== version) return stop(Buffer.alloc(0));
    if (!isGreeted) {
      const [, count] = received;
      if (count === undefined || received.length < 2 + count) return;
      const methods = received.subarray(2, 2 + count);
      received = received.subarray(2 + count);
      if (!methods.includes(noPassword)) return stop(Buffer.from([version, noMethod]));
      socket.write(Buffer.from([version, noPassword]));
      isGreeted = true;
    }
    const request = parseRequest(received);
    if (request === 'incomplete') return;
    if (typeof request === 'number') return stop(reply(request));
    const enter = open(request.to);
    if (enter === null) return stop(reply(connectionRefused));
    socket.off('data', onData);
    socket.pause();
    if (received.length > request.sizeBytes) socket.unshift(received.subarray(request.sizeBytes));
    socket.write(reply(succeeded));
    enter();
  };
  socket.on('data', onData);
}

/** The request with its length; `incomplete` until all of it has come; a number is the code to refuse it with. */
function parseRequest(bytes: Buffer): { readonly to: Destination; readonly sizeBytes: number } | 'incomplete' | number {
  const [, command, , type, first] = bytes;
  if (command === undefined || type === undefined || first === undefined) return 'incomplete';
  if (command !== connect) return commandNotSupported;
  const sizes: Readonly<Record<number, number>> = { [ipv4]: 4, [domain]: 1 + first, [ipv6]: 16 };
  const size = sizes[type];
  if (size === undefined) return addressTypeNotSupported;
  const end = 4 + size;
  if (bytes.length < end + 2) return 'incomplete';
  const address = bytes.subarray(4, end);
  return { to: { host: hostOf(type, address), port: bytes.readUInt16BE(end) }, sizeBytes: end + 2 };
}

function hostOf(type: number, address: Buffer): string {
  if (type === domain) return address.subarray(1).toString('latin1').toLowerCase();
  if (type === ipv4) return address.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => address.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.replace(/^\[|\]$/gu, '');
}

/** The address that the proxy connected from is of no interest to anybody. */
function reply(code: number): Buffer {
  return Buffer.from([version, code, 0, ipv4, 0, 0, 0, 0, 0, 0]);
}

const version = 5;
const noPassword = 0;
const noMethod = 0xff;
const connect = 1;
const ipv4 = 1;
const domain = 3;
const ipv6 = 4;
const succeeded = 0;
const connectionRefused = 5;
const commandNotSupported = 7;
const addressTypeNotSupported = 8;
