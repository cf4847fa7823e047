import { existsSync } from 'node:fs';
import path from 'node:path';
import type { CharmMetadata, StandInCharm } from '../contract.ts';
import { readCharmFolder } from '../model/charm-folder.ts';
import { parseCharmUrl } from '../model/charm-url.ts';
import type { Application } from '../model/model.ts';
import type { LoadedCharm } from './juju.ts';

export interface KnownCharms {
  readonly standIns: Readonly<Record<string, StandInCharm>>;
  readonly inert: (name: string) => StandInCharm;
}

/**
 * Which charm an application runs: the folder that its path names, the charm under test, a stand-in, or one that does
 * nothing. Each is read once.
 */
export function createCharms(
  { standIns, inert }: KnownCharms,
  charmFolder: string,
): (application: Application) => LoadedCharm {
  const loaded = new Map<string, LoadedCharm>();
  return ({ charm }) => {
    const known = loaded.get(charm);
    if (known !== undefined) return known;
    const made = load(charm);
    loaded.set(charm, made);
    return made;
  };

  function load(charm: string): LoadedCharm {
    const { name, isPath } = parseCharmUrl(charm);
    const folder = path.resolve(charm.replace(/^local:/u, ''));
    if (isPath && existsSync(path.join(folder, 'metadata.yaml'))) return processCharm(folder);
    const underTest = isFolderOf(name, charmFolder) ? processCharm(charmFolder) : null;
    if (underTest !== null) return underTest;
    const standIn = standIns[name];
    if (standIn !== undefined) return { kind: 'stand-in', isInert: false, charm: standIn, metadata: standIn.metadata };
    const nothing = inert(name);
    return { kind: 'stand-in', isInert: true, charm: nothing, metadata: nothing.metadata };
  }
}

function isFolderOf(name: string, folder: string): boolean {
  return existsSync(path.join(folder, 'metadata.yaml')) && readCharmFolder(folder).name === name;
}

function processCharm(folder: string): LoadedCharm {
  const metadata: CharmMetadata = readCharmFolder(folder);
  return { kind: 'process', isInert: false, folder, metadata };
}
