import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BundleInvalid, readBundle } from '../../../simulator/bundle/bundle.ts';
import type { Bundle } from '../../../simulator/bundle/bundle.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';

/** What `readBundle` makes of these texts: the first is the bundle, the others are overlays; more files beside them. */
export async function read(
  texts: readonly string[],
  files: Readonly<Record<string, string>> = {},
  juju: JujuTrack = '2.9',
): Promise<Bundle> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bundle-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    const paths = texts.map((_, index) => path.join(folder, `${index}.yaml`));
    for (const [index, file] of paths.entries()) await writeFile(file, texts[index] ?? '');
    const [base = '', ...overlays] = paths;
    return await readBundle(base, overlays, { juju });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The problems that `readBundle` finds, or none. */
export async function problems(text: string, juju: JujuTrack = '2.9'): Promise<readonly string[]> {
  try {
    await read([text], {}, juju);
    return [];
  } catch (error) {
    if (error instanceof BundleInvalid) return error.problems;
    throw error;
  }
}
