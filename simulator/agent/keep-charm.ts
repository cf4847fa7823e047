import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { CharmMetadata } from '../contract.ts';
import { membersOf } from './lay-charm.ts';

/**
 * The controller has a copy of a charm's files, as Juju packs them: files are 0644 or 0755, hooks of known names can be
 * executed, and what belongs to version control is left out.
 *
 * @returns the folder, relative to the model's; its number was never given before
 */
export function keepCharm(model: string, application: string, source: string, metadata: CharmMetadata): string {
  let number = 0;
  while (existsSync(path.join(model, 'charms', `${application}-${number}`))) number += 1;
  const kept = path.join('charms', `${application}-${number}`);
  mkdirSync(path.join(model, kept), { recursive: true });
  const hooks = new Set(hookNames(metadata).map((name) => `hooks/${name}`));
  for (const member of membersOf(source)) {
    if (isLeftOut(member)) continue;
    const [from, to] = [path.join(source, member), path.join(model, kept, member)];
    const stat = lstatSync(from);
    if (stat.isDirectory()) mkdirSync(to, { recursive: true });
    else if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else {
      copyFileSync(from, to);
      chmodSync(to, (stat.mode & 0o100) !== 0 || hooks.has(member) ? 0o755 : 0o644);
    }
  }
  return kept;
}

function isLeftOut(member: string): boolean {
  return member.split('/').some((part) => ['.git', '.svn', '.hg', '.bzr', '.tox', '.jujuignore'].includes(part));
}

/** Every hook that a charm with this metadata can have. */
function hookNames({ endpoints, storages = {} }: CharmMetadata): string[] {
  return [
    ...unitHooks,
    ...Object.keys(endpoints).flatMap((name) => relationKinds.map((kind) => `${name}-relation-${kind}`)),
    ...Object.keys(storages).flatMap((name) => [`${name}-storage-attached`, `${name}-storage-detaching`]),
  ];
}

const relationKinds = ['created', 'joined', 'changed', 'departed', 'broken'];
const unitHooks = [
  ...['install', 'start', 'config-changed', 'upgrade-charm', 'stop', 'remove', 'update-status'],
  ...['leader-elected', 'leader-deposed', 'leader-settings-changed', 'collect-metrics', 'meter-status-changed'],
  ...['pre-series-upgrade', 'post-series-upgrade'],
  ...['secret-changed', 'secret-expired', 'secret-remove', 'secret-rotate'],
];
