import type { Files } from '../../host/host.ts';

/** There is no file or folder of this name, nor anything in it; what links there lead to stays. */
export async function removeTree(files: Files, path: string): Promise<void> {
  const names = (await files.readLink(path)) === null ? ((await files.list(path)) ?? []) : [];
  for (const name of names) await removeTree(files, `${path}/${name}`);
  await files.remove(path);
}
