import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './errors.ts';
import { unlessAbsent } from './file-attempt.ts';

/** User and group that a file is given to. */
export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The file holds `bytes`, with this mode whatever the umask, and is on the disk.
 *
 * The content is written when mode and owner of the temporary file are final, so nobody can read it who may not.
 * A crash leaves the old file, and at worst a temporary one, which `removeLeftOvers` finds by its name.
 */
export async function replaceFile(
  target: string,
  bytes: Buffer,
  options: { readonly mode: number; readonly ids: Ids | null },
): Promise<void> {
  const folder = path.dirname(target);
  const name = `${temporaryPrefix(target)}${process.pid}-${randomBytes(6).toString('hex')}`;
  const temporary = path.join(folder, name);
  inFlight.add(name);
  try {
    const handle = await open(temporary, 'wx', options.mode);
    try {
      if (options.ids !== null) await handle.chown(options.ids.uid, options.ids.gid);
      await handle.chmod(options.mode);
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  } finally {
    inFlight.delete(name);
  }
  await syncFolder(folder);
}

/** Temporary files of writes of this name that were killed are gone. */
export async function removeLeftOvers(target: string): Promise<void> {
  const folder = path.dirname(target);
  const names = (await unlessAbsent(readdir(folder))) ?? [];
  const leftOver = names.filter((name) => name.startsWith(temporaryPrefix(target)) && !inFlight.has(name));
  for (const name of leftOver) await unlessAbsent(unlink(path.join(folder, name)));
}

/** The folder and those above it exist; those that did not have this mode. They are returned, the outermost first. */
export async function makeFolders(folder: string, mode: number): Promise<readonly string[]> {
  const found = await unlessAbsent(stat(folder));
  if (found?.isDirectory() === true) return [];
  const above = await makeFolders(path.dirname(folder), mode);
  if (!(await mkdirOnce(folder, mode))) return above;
  return [...above, folder];
}

/** Names that were made or removed in the folder are on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** False when somebody else made it in between. */
async function mkdirOnce(folder: string, mode: number): Promise<boolean> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && (await unlessAbsent(stat(folder)))?.isDirectory() === true) return false;
    throw error;
  }
  // The umask has taken its part from the mode.
  await chmod(folder, mode);
  await syncFolder(path.dirname(folder));
  return true;
}

function temporaryPrefix(target: string): string {
  return `.${path.basename(target)}.kw-tmp-`;
}

/** Temporary files that this process is writing. */
const inFlight = new Set<string>();
