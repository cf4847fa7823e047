import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { packCharm } from '../../charm/charm-pack.ts';

export interface CharmUpload {
  /** The charm's name. */
  readonly name: string;
  /** The folder with the charm's files. */
  readonly source: string;
  /** They come from an archive: they are kept as they were unpacked. */
  readonly isUnpacked: boolean;
}

/**
 * The controller has a copy of a charm's files: of a folder what Juju would pack of it. It counts the copies of charms of
 * one name from 0.
 *
 * @returns the copy's folder, relative to the model's, for example `charms/etcd-3`
 * @throws JujuRefused for what cannot be packed
 */
export function keepCharm(model: string, { name, source, isUnpacked }: CharmUpload): string {
  const kept = nextCopy(model, name);
  mkdirSync(path.join(model, 'charms'), { recursive: true });
  if (isUnpacked) cpSync(source, path.join(model, kept), { recursive: true, verbatimSymlinks: true });
  else packCharm(source, path.join(model, kept));
  return kept;
}

/** Where the next copy of a charm of this name goes, relative to the model's folder. */
export function nextCopy(model: string, name: string): string {
  let number = 0;
  while (existsSync(path.join(model, 'charms', `${name}-${number}`))) number += 1;
  return path.join('charms', `${name}-${number}`);
}
