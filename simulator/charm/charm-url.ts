import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Series } from '../contract.ts';
import { zipText } from './zip-text.ts';

export interface CharmUrl {
  /** Name without user, series and revision. */
  readonly name: string;
  readonly isPath: boolean;
  readonly series: Series | null;
}

const everySeries: readonly Series[] = ['xenial', 'bionic', 'focal', 'jammy', 'noble'];

/**
 * What a charm is called in a bundle or on the command line: `cs:~containers/xenial/etcd-34`, `ch:etcd`, `./etcd`.
 *
 * The name of a folder or an archive is the one in its metadata.
 */
export function parseCharmUrl(charm: string): CharmUrl {
  if (/^(\.{0,2}\/|local:|\.{1,2}$)/u.test(charm)) {
    const name = nameAt(charm.replace(/^local:/u, '')) ?? nameOfFile(charm);
    return { name, isPath: true, series: null };
  }
  const segments = charm.replace(/^[a-z]+:/u, '').split('/');
  const name = (segments.at(-1) ?? '').replace(/-\d+$/u, '');
  const series = everySeries.find((each) => segments.slice(0, -1).includes(each)) ?? null;
  return { name, isPath: false, series };
}

/** `tiny` for `tiny.charm` and `tiny_ubuntu-22.04-amd64.charm`, as packing tools call them. */
function nameOfFile(file: string): string {
  return path.basename(file).replace(/(?:_.*)?\.charm$/u, '');
}

function nameAt(place: string): string | null {
  try {
    const isFolder = statSync(place).isDirectory();
    const text = isFolder ? readFileSync(path.join(place, 'metadata.yaml'), 'utf8') : zipText(place, 'metadata.yaml');
    const metadata: unknown = parse(text ?? '');
    const isNamed = typeof metadata === 'object' && metadata !== null && 'name' in metadata;
    return isNamed && typeof metadata.name === 'string' ? metadata.name : null;
  } catch {
    return null;
  }
}
