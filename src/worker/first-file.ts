import type { Files } from '../host/host.ts';

/** The first of the paths at which there is something; null where there is nothing at any. */
export async function firstFile(files: Pick<Files, 'stat'>, paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if ((await files.stat(path)) !== null) return path;
  return null;
}

/** True where dockerd is on the machine, whoever brought it. */
export async function hasDockerd(files: Pick<Files, 'stat'>): Promise<boolean> {
  return (await firstFile(files, ['/usr/bin/dockerd', '/usr/sbin/dockerd'])) !== null;
}
