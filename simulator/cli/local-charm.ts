import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unpackCharm } from '../charm/charm-archive.ts';
import { parseCharmUrl } from '../charm/charm-url.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import { JujuRefused } from '../model/model.ts';

/** Where a charm comes from. */
export interface CharmPlace {
  /** The absolute path of a local charm, or what it is called in the store. */
  readonly charm: string;
  /** The folder with a local charm's files; null for one of the store. */
  readonly files: string | null;
}

/**
 * `use` had the charm's files, which for a `.charm` file are unpacked as long as it runs.
 *
 * @throws JujuRefused when there is no such file, when it is no charm, or for a folder where Juju takes only files
 */
export async function withCharm<T>(
  named: string,
  { cwd, features }: { readonly cwd: string; readonly features: JujuFeatures },
  use: (place: CharmPlace) => Promise<T>,
): Promise<T> {
  if (!parseCharmUrl(named).isPath) return use({ charm: named, files: null });
  const file = path.resolve(cwd, named.replace(/^local:/u, ''));
  if (!existsSync(file)) throw new JujuRefused(`no charm was found at "${named}"`);
  if (statSync(file).isDirectory()) {
    if (!features.hasDirectoryDeploy)
      throw new JujuRefused(`deploying from directory not supported: pack ${named} as a .charm file`);
    return use({ charm: file, files: file });
  }
  const unpacked = mkdtempSync(path.join(tmpdir(), 'juju-simulator-charm-'));
  try {
    await unpackCharm(file, unpacked);
    return await use({ charm: file, files: unpacked });
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}
