import { readFile } from 'node:fs/promises';
import { underRoot } from './host-path.ts';
import { unlessAbsent } from './file-attempt.ts';
import type { Ids } from './replace-file.ts';

/** User and group of a name in the machine's `/etc/passwd`, or null. `root` is known without it. */
export async function findUser(root: string, name: string): Promise<Ids | null> {
  const text = (await unlessAbsent(readFile(underRoot(root, '/etc/passwd'), 'utf8'))) ?? '';
  for (const line of text.split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name && uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return name === 'root' ? { uid: 0, gid: 0 } : null;
}
