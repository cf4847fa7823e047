import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cniArchive } from '../agent/files/default-resources.ts';
import type { BundleApplication } from './content.ts';
import type { OpenCharm } from './open-charms.ts';

/**
 * The answer of `use`, which is given the application's resources and those that it needs and nobody gave.
 *
 * The store has resources for its charms; a local charm has none, and would wait for `juju attach-resource` in every
 * bundle. CNI plugins are made here instead. The files are gone when `use` returns.
 */
export function withMadeResources<T>(
  body: BundleApplication,
  { metadata }: OpenCharm,
  use: (resources: Readonly<Record<string, string>>, made: readonly string[]) => T,
): T {
  const declared = body.isLocal ? Object.entries(metadata?.resources ?? {}) : [];
  const missing = declared.filter(([name]) => name.startsWith('cni-') && body.resources[name] === undefined);
  if (missing.length === 0) return use(body.resources, []);
  const folder = mkdtempSync(path.join(tmpdir(), 'resources-'));
  try {
    const archive = cniArchive();
    const made = missing.map(([name, { filename }]) => {
      const file = path.join(folder, `${name}${path.extname(filename)}`);
      writeFileSync(file, archive);
      return [name, file] as const;
    });
    return use({ ...Object.fromEntries(made), ...body.resources }, Object.keys(Object.fromEntries(made)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
