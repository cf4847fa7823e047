import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { standIns } from '../charms/charms.ts';
import type { CharmMetadata } from '../contract.ts';
import { unpackCharm } from '../charm/charm-archive.ts';
import { readCharmFolder } from '../charm/charm-folder.ts';
import { parseCharmUrl } from '../charm/charm-url.ts';
import { jujuFeatures } from '../model/juju-features.ts';
import { JujuRefused } from '../model/model.ts';
import type { Bundle, BundleApplication } from './content.ts';
import type { BundleTarget } from './target.ts';

/** A charm of a bundle, as far as it is known before it is deployed. */
export interface OpenCharm {
  /** Null for a charm of the store that has no stand-in: it is taken as it comes. */
  readonly metadata: CharmMetadata | null;
  /** Its endpoints are known and nothing else: it is a stand-in. */
  readonly isStandIn: boolean;
  /** Where an archive was unpacked. */
  readonly files: string | null;
}

export interface OpenCharms {
  readonly of: (application: string) => OpenCharm;
  /** Unpacked archives are gone. */
  readonly close: () => void;
}

/**
 * The charms of the bundle's applications are read.
 *
 * @throws JujuRefused when Juju would not take one of them
 */
export async function openCharms(
  { applications, juju }: Bundle,
  { charmSource = () => null }: Pick<BundleTarget, 'charmSource'> = {},
): Promise<OpenCharms> {
  const features = jujuFeatures[juju];
  const unpacked: string[] = [];
  const close = () => {
    for (const folder of unpacked) rmSync(folder, { recursive: true, force: true });
  };
  const open = async ({ charm, isLocal }: BundleApplication): Promise<OpenCharm> => {
    if (!isLocal) {
      const source = charmSource(charm);
      if (source !== null) return { metadata: readCharmFolder(source, features), isStandIn: false, files: null };
      const metadata = standIns[parseCharmUrl(charm).name]?.metadata ?? null;
      return { metadata, isStandIn: true, files: null };
    }
    if (statSync(charm).isDirectory()) {
      if (!features.hasDirectoryDeploy)
        throw new JujuRefused(`deploying from directory not supported: pack ${charm} as a .charm file`);
      return { metadata: readCharmFolder(charm, features), isStandIn: false, files: null };
    }
    const files = mkdtempSync(path.join(tmpdir(), 'charm-'));
    unpacked.push(files);
    await unpackCharm(charm, files);
    return { metadata: readCharmFolder(files, features), isStandIn: false, files };
  };
  try {
    const opened = new Map<string, OpenCharm>();
    for (const [name, application] of Object.entries(applications)) opened.set(name, await open(application));
    return { of: (name) => opened.get(name) ?? { metadata: null, isStandIn: true, files: null }, close };
  } catch (error) {
    close();
    throw error;
  }
}
