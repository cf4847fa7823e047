import type { Writable } from 'node:stream';

/** Where a command writes, as long as somebody reads it. */
export interface Output {
  readonly write: (text: string) => void;
  /** False once the reader has gone, as `head` does. */
  readonly isRead: () => boolean;
}

/** What is written goes to the stream; once its reader has gone, nowhere, and that is no error: what runs goes on. */
export function createOutput(stream: Writable): Output {
  let isRead = true;
  stream.on('error', (error: Error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
    isRead = false;
  });
  return {
    write: (text) => {
      if (isRead) stream.write(text);
    },
    isRead: () => isRead,
  };
}
