import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, lstat, readdir, readFile, readlink, rename, rmdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { appendText } from './append-text.ts';
import type { AppendOptions } from './append-text.ts';
import { fileAttempt, unlessAbsent } from './file-attempt.ts';
import { underRoot } from './host-path.ts';
import { createOwners } from './owners.ts';
import type { Owners } from './owners.ts';
import { makeFolders, removeLeftOvers, replaceFile, syncFolder } from './replace-file.ts';

export type { AppendOptions } from './append-text.ts';

export interface FileStat {
  readonly sizeBytes: number;
  /** Nanoseconds since 1970, as text: a number would lose the last digits. */
  readonly mtimeNs: string;
  /** The permission bits. */
  readonly mode: number;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
}

export interface WriteOptions {
  readonly mode: number;
  /** A user's name; the user this process runs as unless told. Folders made on the way belong to the same user. */
  readonly owner?: string;
  /** Of folders made on the way; 0755 unless told. */
  readonly parentMode?: number;
}

/**
 * Files of the machine. Paths are absolute, as in production; the root goes in front of them.
 *
 * Every function throws FileFailed when the system refuses. What does not exist is null, or false for `remove`.
 */
export interface Files {
  readonly readText: (path: string) => Promise<string | null>;
  readonly readBytes: (path: string) => Promise<Buffer | null>;
  /**
   * The file has this content, mode and owner; true when one of them differed.
   *
   * Nobody ever sees a part of it, and after a crash there is the old file or the whole new one. A symbolic link of
   * this name is replaced by the file, unless what it leads to is as wanted.
   */
  readonly write: (path: string, content: string | Buffer, options: WriteOptions) => Promise<boolean>;
  /** The text is at the end of the file. Neither atomic nor synced: for traces. */
  readonly append: (path: string, text: string, options: AppendOptions) => Promise<void>;
  /** There is no file, link or empty folder of this name; true when there was one. */
  readonly remove: (path: string) => Promise<boolean>;
  /** Follows symbolic links. */
  readonly stat: (path: string) => Promise<FileStat | null>;
  /** Where a symbolic link leads; null for anything else. */
  readonly readLink: (path: string) => Promise<string | null>;
  /** Names in a folder, sorted; null for anything else. */
  readonly list: (path: string) => Promise<string[] | null>;
  /** The folder exists and has this mode; true when that was not so. Folders above it are made with 0755. */
  readonly makeFolder: (path: string, options: { readonly mode: number }) => Promise<boolean>;
  /** What was `from` is `to`, in place of what was there. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** In hexadecimal. The file is never held in memory as a whole. */
  readonly sha256: (path: string) => Promise<string | null>;
  /** The path with the root in front. */
  readonly realPath: (path: string) => string;
}

/**
 * The files under `root`, which is empty in production.
 *
 * Under a root, a user other than root cannot give files away: their owners are recorded in `ROOT/.owners.json`.
 * `uid` is the user this process runs as unless told.
 */
export function createFiles(given: { readonly root: string; readonly uid?: number }): Files {
  const root = given.root === '' ? '' : path.resolve(given.root);
  const owners = createOwners(root, given.uid ?? process.getuid?.() ?? 0);
  const real = (file: string): string => underRoot(root, file);
  return {
    realPath: real,
    ...readingFiles(real),
    write: (file, content, options) =>
      fileAttempt('write', file, () => writeFile({ root, owners }, real(file), Buffer.from(content), options)),
    append: (file, text, options) => fileAttempt('append to', file, () => appendText(real(file), text, options)),
    remove: (file) =>
      fileAttempt('remove', file, async () => {
        const isRemoved = await removeEntry(real(file));
        if (isRemoved) await owners.forget(file);
        return isRemoved;
      }),
    makeFolder: (file, { mode }) => fileAttempt('make the folder', file, () => makeFolder(real(file), mode)),
    rename: (from, to) =>
      fileAttempt('rename', from, async () => {
        await rename(real(from), real(to));
        await syncFolder(path.dirname(real(to)));
        await owners.move(from, to);
      }),
  };
}

function readingFiles(
  real: (file: string) => string,
): Pick<Files, 'readText' | 'readBytes' | 'stat' | 'readLink' | 'list' | 'sha256'> {
  return {
    readText: (file) => fileAttempt('read', file, () => unlessAbsent(readFile(real(file), 'utf8'))),
    readBytes: (file) => fileAttempt('read', file, () => unlessAbsent(readFile(real(file)))),
    stat: (file) => fileAttempt('look at', file, () => fileStat(real(file))),
    readLink: (file) => fileAttempt('read the link', file, () => unlessAbsent(readlink(real(file)), ['EINVAL'])),
    list: (file) => fileAttempt('list', file, async () => (await unlessAbsent(readdir(real(file))))?.sort() ?? null),
    sha256: (file) => fileAttempt('read', file, () => unlessAbsent(digest(real(file)))),
  };
}

async function writeFile(
  under: { readonly root: string; readonly owners: Owners },
  target: string,
  bytes: Buffer,
  options: WriteOptions,
): Promise<boolean> {
  const nameOf = (realFile: string): string => realFile.slice(under.root.length);
  const owner = await under.owners.find(nameOf(target), options.owner);
  await removeLeftOvers(target);
  const found = await unlessAbsent(stat(target));
  const isSame =
    found?.isFile() === true &&
    (found.mode & 0o7777) === options.mode &&
    found.size === bytes.length &&
    (await under.owners.isOwner(nameOf(target), found.uid, owner)) &&
    (await readFile(target)).equals(bytes);
  if (isSame) return false;
  for (const folder of await makeFolders(path.dirname(target), options.parentMode ?? 0o755)) {
    await under.owners.give(nameOf(folder), owner);
  }
  await replaceFile(target, bytes, { mode: options.mode, ids: 'ids' in owner ? owner.ids : null });
  if ('recorded' in owner) await under.owners.give(nameOf(target), owner);
  return true;
}

async function removeEntry(target: string): Promise<boolean> {
  const found = await unlessAbsent(lstat(target));
  if (found === null) return false;
  await (found.isDirectory() ? rmdir(target) : unlink(target));
  await syncFolder(path.dirname(target));
  return true;
}

async function makeFolder(target: string, mode: number): Promise<boolean> {
  const found = await unlessAbsent(stat(target));
  if (found?.isDirectory() !== true) {
    await makeFolders(path.dirname(target), 0o755);
    await makeFolders(target, mode);
    return true;
  }
  if ((found.mode & 0o7777) === mode) return false;
  await chmod(target, mode);
  return true;
}

async function fileStat(target: string): Promise<FileStat | null> {
  const found = await unlessAbsent(stat(target, { bigint: true }));
  if (found === null) return null;
  return {
    sizeBytes: Number(found.size),
    mtimeNs: String(found.mtimeNs),
    mode: Number(found.mode) & 0o7777,
    isFile: found.isFile(),
    isDirectory: found.isDirectory(),
  };
}

async function digest(target: string): Promise<string> {
  const hash = createHash('sha256').setEncoding('hex');
  await pipeline(createReadStream(target), hash);
  return String(hash.read());
}
