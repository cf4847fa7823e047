import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { unpackCharm } from '../../../simulator/charm/charm-archive.ts';
import { JujuRefused } from '../../../simulator/model/model.ts';
import { named } from './charm-files.ts';

interface Packed {
  readonly text?: string;
  /** Kind and permissions; a file of 0644 when left out. */
  readonly mode?: number;
  /** Who packed it: Unix when left out. */
  readonly creator?: number;
  /** In the archive in place of the key, which has the same length: names that a packer would refuse. */
  readonly as?: string;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('an archive', () => {
  it('comes out with the modes that are in it, and executable hooks', async () => {
    const out = await unpacked({
      'metadata.yaml': { text: `${named}requires: {db: mysql}\nstorage: {disk: {type: block}}\n` },
      dispatch: { mode: 0o100755 },
      'hooks/install': { mode: 0o100644 },
      'hooks/db-relation-changed': { mode: 0o100644 },
      'hooks/disk-storage-attached': { mode: 0o100600 },
      'hooks/lib.sh': { mode: 0o100644 },
      'hooks/deep/start': { mode: 0o100644 },
      'actions/backup': { mode: 0o100644 },
      'src/main': { mode: 0o100640 },
    });
    expect(
      modes(out, ['dispatch', 'hooks/install', 'hooks/db-relation-changed', 'hooks/disk-storage-attached']),
    ).toEqual([0o755, 0o744, 0o744, 0o700]);
    expect(modes(out, ['hooks/lib.sh', 'hooks/deep/start', 'actions/backup', 'src/main'])).toEqual([
      0o644, 0o644, 0o644, 0o640,
    ]);
  });

  it.each([
    ['DOS', 0, 0o100755, 0o644],
    ['NTFS', 10, 0o100755, 0o644],
    ['Unix without bits', 3, 0, 0],
    ['macOS', 19, 0o100755, 0o755],
  ])('packed under %s gives a dispatch its mode', async (_, creator, mode, expected) => {
    const out = await unpacked({ 'metadata.yaml': { text: named }, dispatch: { mode, creator } });
    expect(modes(out, ['dispatch'])).toEqual([expected]);
  });

  it('may have a link to another member', async () => {
    const out = await unpacked({
      'metadata.yaml': { text: named },
      'src/main': { text: 'main', mode: 0o100755 },
      'hooks/install': { text: '../src/main', mode: 0o120777 },
      'hooks/start': { text: '../src/main', mode: 0o120777 },
    });
    expect(lstatSync(path.join(out, 'hooks/install')).isSymbolicLink()).toBe(true);
    expect(readFileSync(path.join(out, 'hooks/install'), 'utf8')).toBe('main');
  });

  it('may have the charm in its only folder', async () => {
    const out = await unpacked({ 'tiny/metadata.yaml': { text: named }, 'tiny/dispatch': { mode: 0o100755 } });
    expect(existsSync(path.join(out, 'dispatch'))).toBe(true);
    expect(existsSync(path.join(out, 'tiny'))).toBe(false);
  });

  it.each<[string, Readonly<Record<string, Packed>>, string]>([
    ['an absolute link', { x: { text: '/etc/passwd', mode: 0o120777 } }, 'symlink "x" is absolute'],
    ['a link that leaves it', { 'a/x': { text: '../../b', mode: 0o120777 } }, 'symlink "a/x" leads out of scope'],
    ['a pipe', { x: { mode: 0o010644 } }, 'file is a named pipe: "x"'],
    ['a socket', { x: { mode: 0o140644 } }, 'file is a socket: "x"'],
    ['a device', { x: { mode: 0o060644 } }, 'file is a device: "x"'],
    ['a terminal', { x: { mode: 0o020644 } }, 'file is a device: "x"'],
    ['an unknown type', { x: { mode: 0o070644 } }, 'cannot extract "x": unknown file type'],
    ['a name that leaves it', { 'ab/x': { as: '../x' } }, 'cannot extract "../x": path leads out of scope'],
    [
      'a name that goes up within it',
      { 'a/bc/x': { as: 'a/../x' } },
      'cannot extract "a/../x": path leads out of scope',
    ],
    ['an absolute name', { 'abx/y': { as: '/bx/y' } }, 'cannot extract "/bx/y": path leads out of scope'],
  ])('with %s is refused', async (_, members, problem) => {
    const all = { 'metadata.yaml': { text: named }, dispatch: { mode: 0o100755 }, ...members };
    expect(await refusalOf(unpacked(all))).toBe(problem);
  });

  it('without hooks or a dispatch is refused', async () => {
    const members = { 'metadata.yaml': { text: named }, 'hooks/install': {} };
    expect(await refusalOf(unpacked(members))).toBe('invalid charm "tiny": has no hooks nor dispatch file');
  });

  it('without metadata is refused', async () => {
    expect(await refusalOf(unpacked({ dispatch: {} }))).toBe('archive file "metadata.yaml" not found');
  });

  it('that is no archive is refused', async () => {
    const file = path.join(folder, 'x.charm');
    writeFileSync(file, 'hallo');
    expect(await refusalOf(unpackCharm(file, path.join(folder, 'out')))).toContain('zip: not a valid zip file');
  });

  it('that is not there is refused', async () => {
    expect(await refusalOf(unpackCharm('/no/x.charm', folder))).toBe('open /no/x.charm: no such file or directory');
  });
});

function modes(out: string, names: readonly string[]): number[] {
  return names.map((name) => lstatSync(path.join(out, name)).mode & 0o777);
}

async function unpacked(members: Readonly<Record<string, Packed>>): Promise<string> {
  const file = path.join(folder, 'tiny.charm');
  writeFileSync(file, await zipOf(members));
  const out = path.join(folder, 'out');
  mkdirSync(out);
  await unpackCharm(file, out);
  return out;
}

async function refusalOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof JujuRefused) return error.message;
    throw error;
  }
}

async function zipOf(members: Readonly<Record<string, Packed>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, { text = '', mode = 0o100644 }] of Object.entries(members))
    zip.addBuffer(Buffer.from(text), name, { mode: mode === 0 ? 0o100644 : mode });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return patched(Buffer.concat(chunks), members);
}

/** Creator, bits and names in the central directory as `members` want them. */
function patched(archive: Buffer, members: Readonly<Record<string, Packed>>): Buffer {
  const [centralHeader, localHeader] = [Buffer.from('PK\x01\x02', 'latin1'), Buffer.from('PK\x03\x04', 'latin1')];
  for (const [name, { mode = 0o100644, creator = 3, as }] of Object.entries(members)) {
    const central = placesOf(archive, centralHeader).find((at) => nameAt(archive, at + 46, at + 28) === name) ?? 0;
    const local = placesOf(archive, localHeader).find((at) => nameAt(archive, at + 30, at + 26) === name) ?? 0;
    archive.writeUInt8(creator, central + 5);
    archive.writeUInt32LE((mode << 16) >>> 0, central + 38);
    if (as === undefined) continue;
    archive.write(as, central + 46);
    archive.write(as, local + 30);
  }
  return archive;
}

function nameAt(archive: Buffer, start: number, lengthAt: number): string {
  return archive.toString('utf8', start, start + archive.readUInt16LE(lengthAt));
}

function placesOf(archive: Buffer, header: Buffer): number[] {
  const places: number[] = [];
  for (let at = archive.indexOf(header); at >= 0; at = archive.indexOf(header, at + 1)) places.push(at);
  return places;
}
