import { existsSync } from 'node:fs';
import path from 'node:path';
import type { StandInCharm } from '../../contract.ts';
import { readCharmFolder } from '../../charm/charm-folder.ts';
import { parseCharmUrl } from '../../charm/charm-url.ts';
import type { JujuFeatures } from '../../model/juju-features.ts';
import type { Application } from '../../model/model.ts';
import type { LoadedCharm } from '../juju.ts';

export interface KnownCharms {
  readonly standIns: Readonly<Record<string, StandInCharm>>;
  readonly inert: (name: string) => StandInCharm;
}

export interface Charms {
  /** The charm that an application runs: the files that the controller keeps of it, a stand-in, or one that does nothing. */
  readonly charmOf: (application: Pick<Application, 'charm' | 'charmFiles'>) => LoadedCharm;
  /** The folder that holds a charm's files: the one that its path names, or that of the charm under test; null for others. */
  readonly charmSource: (charm: string) => string | null;
}

/** Each charm is read once: the files that the controller keeps do not change. */
export function createCharms(
  { standIns, inert }: KnownCharms,
  { charmFolder, folder }: { readonly charmFolder: string; readonly folder: string },
): Charms {
  const loaded = new Map<string, LoadedCharm>();
  return {
    charmOf: ({ charm, charmFiles }) => {
      const key = charmFiles ?? charm;
      const known = loaded.get(key);
      if (known !== undefined) return known;
      const made = charmFiles === null ? standInFor(charm) : loadCharm(path.join(folder, charmFiles));
      loaded.set(key, made);
      return made;
    },
    charmSource: (charm) => {
      const { name, isPath } = parseCharmUrl(charm);
      const named = path.resolve(charm.replace(/^local:/u, ''));
      if (isPath && existsSync(path.join(named, 'metadata.yaml'))) return named;
      return isFolderOf(name, charmFolder) ? charmFolder : null;
    },
  };

  function standInFor(charm: string): LoadedCharm {
    const { name } = parseCharmUrl(charm);
    const standIn = standIns[name];
    if (standIn !== undefined) return { kind: 'stand-in', isInert: false, charm: standIn, metadata: standIn.metadata };
    const nothing = inert(name);
    return { kind: 'stand-in', isInert: true, charm: nothing, metadata: nothing.metadata };
  }
}

/**
 * The charm of a folder.
 *
 * @throws JujuRefused when it holds none that Juju understands, or one that a Juju with these features does not take
 */
export function loadCharm(folder: string, features?: JujuFeatures): LoadedCharm {
  return { kind: 'process', isInert: false, folder, metadata: readCharmFolder(folder, features) };
}

function isFolderOf(name: string, folder: string): boolean {
  return existsSync(path.join(folder, 'metadata.yaml')) && readCharmFolder(folder).name === name;
}
