import path from 'node:path';
import { JujuRefused } from '../model/model.ts';

/**
 * The link's target is inside the charm, as far as its text tells.
 *
 * @throws JujuRefused, in other words where a charm is packed than where it is unpacked
 */
export function checkLink(name: string, target: string, when: 'pack' | 'unpack'): void {
  if (path.posix.isAbsolute(target)) throw new JujuRefused(`symlink "${name}" is absolute`);
  if (isInside(path.posix.join(path.posix.dirname(name), target))) return;
  throw new JujuRefused(
    when === 'pack' ? `symlink "${name}" links out of charm: "${target}"` : `symlink "${name}" leads out of scope`,
  );
}

/** True for a relative path that stays below where it starts. */
export function isInside(name: string): boolean {
  const plain = path.posix.normalize(name);
  return !path.posix.isAbsolute(plain) && plain !== '..' && !plain.startsWith('../');
}

/**
 * A refusal of what is neither file, folder nor link.
 *
 * @throws JujuRefused
 */
export function refuseKind(name: string, kind: 'device' | 'pipe' | 'socket' | 'unknown'): never {
  const words = { device: 'a device', pipe: 'a named pipe', socket: 'a socket' };
  if (kind === 'unknown') throw new JujuRefused(`cannot extract "${name}": unknown file type`);
  throw new JujuRefused(`file is ${words[kind]}: "${name}"`);
}
