import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BundleInvalid, readBundle } from '../../../simulator/bundle/bundle.ts';
import type { Bundle } from '../../../simulator/bundle/bundle.ts';

/** What `readBundle` makes of these texts: the first is the bundle, the others are overlays; more files beside them. */
export async function read(texts: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Bundle> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bundle-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    const paths = texts.map((_, index) => path.join(folder, `${index}.yaml`));
    for (const [index, file] of paths.entries()) await writeFile(file, texts[index] ?? '');
    const [base = '', ...overlays] = paths;
    return await readBundle(base, overlays);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The problems that `readBundle` finds, or none. */
export async function problems(...texts: readonly string[]): Promise<readonly string[]> {
  try {
    await read(texts);
    return [];
  } catch (error) {
    if (error instanceof BundleInvalid) return error.problems;
    throw error;
  }
}
