import { appendFile, chmod, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { unlessAbsent } from './file-attempt.ts';
import { makeFolders } from './replace-file.ts';

export interface AppendOptions {
  /** Of a file that is made. */
  readonly mode: number;
  /** A file that would grow beyond this becomes `PATH.1`, in place of an older one, and a new one is begun. */
  readonly rotateAtBytes?: number;
}

/** The text is at the end of the file `target`. */
export async function appendText(target: string, text: string, options: AppendOptions): Promise<void> {
  await makeFolders(path.dirname(target), 0o755);
  const found = await unlessAbsent(stat(target));
  const sizeBytes = (found?.size ?? 0) + Buffer.byteLength(text);
  const isFull = found !== null && options.rotateAtBytes !== undefined && sizeBytes > options.rotateAtBytes;
  if (isFull) await rename(target, `${target}.1`);
  await appendFile(target, text, { mode: options.mode });
  if (found === null || isFull) await chmod(target, options.mode);
}
