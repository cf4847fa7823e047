import type { Readable } from 'node:stream';
import type { Answer } from '../contract.ts';

/** What a stub sends before anything is asked of it. */
export interface StubRequest {
  readonly token: string;
  readonly contextId: string;
  readonly program: string;
  readonly cwd: string;
  readonly argv: readonly string[];
}

/** Bytes of a stream, taken in the amounts that the wire calls for. Both reject at the stream's end. */
export interface ByteReader {
  /** Bytes up to the next such byte, which is taken and left out. */
  until(byte: number): Promise<Buffer>;
  exactly(sizeBytes: number): Promise<Buffer>;
}

/** The line that makes a stub send its standard input. */
export const stdinWanted = 'stdin\n';

const nul = 0;
const newline = 10;
const largestRequestBytes = 16 * 1024 * 1024;

/** The request of a stub; `refused`, without reading further, when its first field is no known token. */
export async function readRequest(
  reader: ByteReader,
  isKnown: (token: string) => boolean,
): Promise<StubRequest | 'refused'> {
  const token = await field(reader);
  if (!isKnown(token)) return 'refused';
  const contextId = await field(reader);
  const program = await field(reader);
  const cwd = await field(reader);
  const count = Number(await field(reader));
  const argv: string[] = [];
  while (argv.length < count) argv.push(await field(reader));
  return { token, contextId, program, cwd, argv };
}

/** Standard input as the stub sends it: pieces `LENGTH\n` BYTES, ended by a piece of length 0. */
export async function readStdin(reader: ByteReader): Promise<string> {
  const pieces: Buffer[] = [];
  for (;;) {
    const sizeBytes = Number((await reader.until(newline)).toString('latin1'));
    if (sizeBytes === 0) return Buffer.concat(pieces).toString('utf8');
    pieces.push(await reader.exactly(sizeBytes));
  }
}

/** `answer EXITCODE STDOUT-BYTES STDERR-BYTES\n` and then the two texts. */
export function encodeAnswer(answer: Answer): Buffer {
  if (answer.stdout.includes('\0') || answer.stderr.includes('\0')) {
    return encodeAnswer({ exitCode: 70, stdout: '', stderr: 'simulator fault: a stub cannot print a NUL byte\n' });
  }
  const stdout = Buffer.from(answer.stdout);
  const stderr = Buffer.from(answer.stderr);
  const head = Buffer.from(`answer ${answer.exitCode} ${stdout.length} ${stderr.length}\n`);
  return Buffer.concat([head, stdout, stderr]);
}

/** A reader that takes from the stream only as much as it is asked for, plus what came with it. */
export function createByteReader(stream: Readable): ByteReader {
  const chunks: AsyncIterator<unknown> = stream[Symbol.asyncIterator]();
  let buffered: Buffer = Buffer.alloc(0);
  const more = async () => {
    const next = await chunks.next();
    const chunk: unknown = next.value;
    if (!Buffer.isBuffer(chunk)) throw new Error('the stub is gone');
    buffered = Buffer.concat([buffered, chunk]);
    if (buffered.length > largestRequestBytes) throw new Error('the stub sends more than any stub does');
  };
  const take = (sizeBytes: number, skipBytes: number) => {
    const taken = buffered.subarray(0, sizeBytes);
    buffered = buffered.subarray(sizeBytes + skipBytes);
    return taken;
  };
  return {
    until: async (byte) => {
      let at = buffered.indexOf(byte);
      while (at === -1) {
        await more();
        at = buffered.indexOf(byte);
      }
      return take(at, 1);
    },
    exactly: async (sizeBytes) => {
      while (buffered.length < sizeBytes) await more();
      return take(sizeBytes, 0);
    },
  };
}

async function field(reader: ByteReader): Promise<string> {
  return (await reader.until(nul)).toString('utf8');
}
