import { fromBuffer } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { JujuRefused } from '../model/model.ts';

/** One entry of a ZIP archive. */
export interface ZipMember {
  /** With `/` between folders, and at the end of a folder. */
  readonly name: string;
  readonly kind: 'device' | 'file' | 'folder' | 'link' | 'pipe' | 'socket' | 'unknown';
  /** Permission bits. */
  readonly mode: number;
  /** Of a file, or the target of a link. */
  readonly content: Buffer;
}

/**
 * The members of an archive.
 *
 * Bits come from a Unix creator as they are: with none at all a file may not even be read. From another one come those
 * of a file that anybody may read.
 *
 * @throws JujuRefused when it is no archive
 */
export async function readZip(archive: Buffer): Promise<readonly ZipMember[]> {
  try {
    return await membersOf(await opened(archive));
  } catch (error) {
    throw new JujuRefused(`zip: not a valid zip file: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function opened(archive: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are looked at by whoever unpacks: the library would refuse them in words of its own.
    fromBuffer(archive, { lazyEntries: true, decodeStrings: false }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(error);
    });
  });
}

function membersOf(zip: ZipFile): Promise<ZipMember[]> {
  const members: ZipMember[] = [];
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(members));
    zip.on('entry', (entry: Entry) => {
      contentOf(zip, entry).then((content) => {
        members.push({ ...describe(entry), content });
        zip.readEntry();
      }, reject);
    });
    zip.readEntry();
  });
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('end', () => resolve(Buffer.concat(chunks)));
    });
  });
}

function describe(entry: Entry): Omit<ZipMember, 'content'> {
  const name = Buffer.from(entry.fileNameRaw).toString('utf8');
  const creator = entry.versionMadeBy >>> 8;
  const isFolder = name.endsWith('/');
  if (creator === unix || creator === macOs) {
    const bits = entry.externalFileAttributes >>> 16;
    const kind = isFolder ? 'folder' : (kinds[bits & 0o170000] ?? 'unknown');
    return { name, kind, mode: bits & 0o777 };
  }
  const isReadOnly = (entry.externalFileAttributes & 1) !== 0;
  if (isFolder || (entry.externalFileAttributes & 0x10) !== 0) return { name, kind: 'folder', mode: 0o755 };
  return { name, kind: 'file', mode: isReadOnly ? 0o444 : 0o644 };
}

const unix = 3;
const macOs = 19;
const kinds: Readonly<Record<number, ZipMember['kind']>> = {
  0: 'file',
  0o010000: 'pipe',
  0o020000: 'device',
  0o040000: 'folder',
  0o060000: 'device',
  0o100000: 'file',
  0o120000: 'link',
  0o140000: 'socket',
};
