import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { packCharm } from '../model/charm-pack.ts';

export interface CharmUpload {
  readonly application: string;
  /** The folder with the charm's files. */
  readonly source: string;
  /** They come from an archive: they are kept as they were unpacked. */
  readonly isUnpacked: boolean;
}

/**
 * The controller has a copy of a charm's files: of a folder what Juju would pack of it.
 *
 * @returns the copy's folder, relative to the model's; its number was never given before
 * @throws JujuRefused for what cannot be packed
 */
export function keepCharm(model: string, { application, source, isUnpacked }: CharmUpload): string {
  let number = 0;
  while (existsSync(path.join(model, 'charms', `${application}-${number}`))) number += 1;
  const kept = path.join('charms', `${application}-${number}`);
  mkdirSync(path.join(model, 'charms'), { recursive: true });
  if (isUnpacked) cpSync(source, path.join(model, kept), { recursive: true, verbatimSymlinks: true });
  else packCharm(source, path.join(model, kept));
  return kept;
}
