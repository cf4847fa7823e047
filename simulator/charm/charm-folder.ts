/**
 * What Juju reads of a charm: its folder or archive, checked as strictly as Juju checks it and refused in Juju's words.
 *
 * `charm-folder.ts` reads all of a folder; a file for each of metadata, manifest, config, actions, LXD profile and what
 * they hold; `charm-archive.ts` unpacks a `.charm` file, `charm-pack.ts` packs a folder; `charm-base.ts` chooses the
 * series. `go-*.ts` are rules of YAML and patterns that Juju has from its language.
 *
 * Imports `contract.ts` and `model/`. Start reading at `readCharmFolder`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CharmMetadata } from '../contract.ts';
import { readActions } from './action-schema.ts';
import { checkAssumes, checkMinVersion } from './charm-assumes.ts';
import { readConfig } from './charm-config.ts';
import { checkLxdProfile } from './charm-lxd-profile.ts';
import { readManifest } from './charm-manifest.ts';
import { readMetadata } from './charm-metadata.ts';
import { parseGoYaml } from './go-yaml.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import { JujuRefused } from '../model/model.ts';

/**
 * Everything that Juju reads of a charm's folder: metadata.yaml, manifest.yaml, config.yaml, actions.yaml,
 * lxd-profile.yaml, metrics.yaml, version and revision.
 *
 * With `features` the charm is to be deployed: what it assumes of Juju must be there.
 *
 * @throws JujuRefused when one of them is not what Juju understands
 */
export function readCharmFolder(folder: string, features?: JujuFeatures): CharmMetadata {
  const text = (name: string) => readText(path.join(folder, name));
  const document = (name: string, options?: { readonly mapAsMap: boolean }) => {
    const found = text(name);
    return found === null ? null : { content: parseGoYaml(found, name.replace('.yaml', ''), options) };
  };
  const main = document('metadata.yaml');
  if (main === null) {
    throw new JujuRefused(`charm missing from disk: ${path.join(folder, 'metadata.yaml')} not found`);
  }
  const manifest = document('manifest.yaml');
  const bases = manifest === null ? null : readManifest(manifest.content);
  const { metadata, assumes, minJujuVersion } = readMetadata(main.content, {
    isThere: manifest !== null,
    hasBases: (bases ?? []).length > 0,
  });
  const config = document('config.yaml');
  const actions = document('actions.yaml', { mapAsMap: true });
  checkLxdProfile(document('lxd-profile.yaml')?.content);
  const revision = text('revision');
  if (revision !== null && !/^\s*\d+\s*$/u.test(revision)) throw new JujuRefused('invalid revision file');
  checkHooks(metadata.name, folder);
  if (features !== undefined) {
    checkMinVersion(minJujuVersion, features.version);
    checkAssumes(assumes, features.version);
  }
  const version = text('version')?.split('\n')[0]?.trim() ?? '';
  return {
    ...metadata,
    options: config === null ? {} : readConfig(config.content, { hasSecrets: features?.hasSecrets ?? true }),
    actions: actions === null ? {} : readActions(actions.content),
    ...(bases === null ? {} : { bases }),
    hasMetrics: existsSync(path.join(folder, 'metrics.yaml')),
    ...(version === '' ? {} : { charmVersion: version }),
  };
}

/**
 * One of the members of a charm is what Juju runs: a `dispatch`, or something in `hooks/`.
 *
 * @throws JujuRefused
 */
export function checkMembers(charm: string, members: Iterable<string>): void {
  let hooks = 0;
  for (const member of members) {
    if (member.includes('hooks/')) hooks += 1;
    if (hooks > 1 || member.includes('dispatch')) return;
  }
  throw new JujuRefused(`invalid charm "${charm}": has no hooks nor dispatch file`);
}

function checkHooks(charm: string, folder: string): void {
  if (existsSync(path.join(folder, 'dispatch'))) return;
  const hooks = path.join(folder, 'hooks');
  if (existsSync(hooks) && readdirSync(hooks).length > 0) return;
  const members = readdirSync(folder, { recursive: true, withFileTypes: true });
  checkMembers(
    charm,
    members.map((entry) => {
      const name = path.relative(folder, path.join(entry.parentPath, entry.name));
      return entry.isDirectory() ? `${name}/` : name;
    }),
  );
}

function readText(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
