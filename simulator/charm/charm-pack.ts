import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { readIgnore } from './charm-ignore.ts';
import type { Ignores } from './charm-ignore.ts';
import { checkLink, refuseKind } from './charm-links.ts';
import { readCharmFolder } from './charm-folder.ts';
import { knownHooks } from './hook-names.ts';

/**
 * `target` has what Juju would pack of a charm's folder when it deploys it: without what `.jujuignore` leaves out,
 * files with mode 0644, or 0755 where their owner may execute them or they are hooks that Juju knows.
 *
 * `version`, which is left out with the rest, is kept: Juju writes one of its own into the archive.
 *
 * @throws JujuRefused for what cannot be packed, or is no charm
 */
export function packCharm(source: string, target: string): void {
  const metadata = readCharmFolder(source);
  const ignoreFile = path.join(source, '.jujuignore');
  const ignores = readIgnore(existsSync(ignoreFile) ? readFileSync(ignoreFile, 'utf8') : '');
  const hooks = new Set(knownHooks(metadata).map((hook) => `hooks/${hook}`));
  mkdirSync(target, { recursive: true });
  for (const { name, entry } of membersOf(source, '', ignores)) pack(source, target, name, entry, hooks);
  const version = path.join(source, 'version');
  if (existsSync(version)) copyFileSync(version, path.join(target, 'version'));
}

interface Member {
  /** Relative, with `/`. */
  readonly name: string;
  readonly entry: Dirent;
}

function* membersOf(source: string, below: string, ignores: Ignores): Generator<Member> {
  for (const entry of readdirSync(path.join(source, below), { withFileTypes: true })) {
    const name = path.posix.join(below, entry.name);
    if (ignores(entry.isDirectory() ? `${name}/` : name)) continue;
    yield { name, entry };
    if (entry.isDirectory()) yield* membersOf(source, name, ignores);
  }
}

function pack(source: string, target: string, name: string, entry: Dirent, hooks: ReadonlySet<string>): void {
  const [from, to] = [path.join(source, name), path.join(target, name)];
  if (entry.isDirectory()) {
    mkdirSync(to);
    return;
  }
  if (entry.isSymbolicLink()) {
    const text = readlinkSync(from);
    checkLink(name, text, 'pack');
    symlinkSync(text, to);
    return;
  }
  if (!entry.isFile()) refuseKind(name, entry.isFIFO() ? 'pipe' : entry.isSocket() ? 'socket' : 'device');
  copyFileSync(from, to);
  chmodSync(to, (lstatSync(from).mode & 0o100) !== 0 || hooks.has(name) ? 0o755 : 0o644);
}
