/** Archives of the action debug, as the operator who copied one sees it. */
import { execFile } from 'node:child_process';
import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export interface OpenArchive {
  /** The name of the one folder that it holds. */
  readonly folder: string;
  /** By path below that folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** What tar gets out of the archive. */
export async function openArchive(file: string): Promise<OpenArchive> {
  const target = await mkdtemp(path.join(tmpdir(), 'kubernetes-worker-archive-'));
  try {
    await promisify(execFile)('tar', ['-xzf', file, '-C', target]);
    const [folder = '', ...others] = await readdir(target);
    if (others.length > 0) throw new Error(`the archive holds more than a folder: ${others.join(' ')}`);
    const files: Record<string, string> = {};
    for (const name of await readdir(path.join(target, folder), { recursive: true })) {
      const here = path.join(target, folder, name);
      if ((await lstat(here)).isFile()) files[name] = await readFile(here, 'utf8');
    }
    return { folder, files };
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}
