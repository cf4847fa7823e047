import {
  copyFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

export interface LaidCharm {
  /** The folder with the charm's files. */
  readonly source: string;
  /** Of the agent; the files go to `charm` in it. */
  readonly folder: string;
  readonly url: string;
  readonly revision: number;
}

/**
 * The charm's files are in `<folder>/charm` as an install or a refresh leaves them: what an earlier charm had and this
 * one has not is gone, whole folders with everything in them; what this one has is fresh; what never was in a charm stays.
 */
export function layCharm({ source, folder, url, revision }: LaidCharm): void {
  const charm = path.join(folder, 'charm');
  const listFile = path.join(folder, 'state/deployer/members.json');
  const members = membersOf(source);
  const before = existsSync(listFile) ? listShape.parse(JSON.parse(readFileSync(listFile, 'utf8'))) : [];
  const kept = new Set(members);
  mkdirSync(charm, { recursive: true });
  for (const gone of before) if (!kept.has(gone)) removeIn(charm, gone);
  for (const member of members) replace(path.join(source, member), path.join(charm, member));
  writeFileSync(path.join(charm, '.juju-charm'), `${url}\n`);
  writeFileSync(path.join(charm, 'revision'), String(revision));
  mkdirSync(path.dirname(listFile), { recursive: true });
  writeFileSync(listFile, JSON.stringify(members));
}

/** Paths of everything in a folder, relative to it, a folder before what is in it; links are not followed. */
export function membersOf(folder: string, inside = ''): string[] {
  return readdirSync(path.join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const member = path.join(inside, entry.name);
    return entry.isDirectory() ? [member, ...membersOf(folder, member)] : [member];
  });
}

const listShape = z.array(z.string());

/** Nothing of the old charm is deleted through something that is no folder any more. */
function removeIn(charm: string, member: string): void {
  const parent = lstatSync(path.join(charm, path.dirname(member)), { throwIfNoEntry: false });
  if (parent?.isDirectory() === true) rmSync(path.join(charm, member), { recursive: true, force: true });
}

function replace(from: string, to: string): void {
  const wanted = lstatSync(from);
  const there = lstatSync(to, { throwIfNoEntry: false });
  if (there !== undefined && !(wanted.isDirectory() && there.isDirectory())) rmSync(to, { recursive: true });
  if (wanted.isDirectory()) mkdirSync(to, { recursive: true });
  else if (wanted.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else {
    copyFileSync(from, to);
    chmodSync(to, wanted.mode & 0o777);
  }
}
