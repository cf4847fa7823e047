import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkMembers, readCharmFolder } from './charm-folder.ts';
import { checkLink, isInside, refuseKind } from './charm-links.ts';
import { knownHooks } from './hook-names.ts';
import { JujuRefused } from '../model/model.ts';
import { readZip } from './zip-members.ts';
import type { ZipMember } from './zip-members.ts';

/**
 * The charm of a `.charm` file is in the folder, which was empty, with the modes that Juju would give it: hooks that
 * it knows can be executed by their owner, everything else is as it was packed.
 *
 * @throws JujuRefused when Juju would not unpack it, or not take what is in it for a charm
 */
export async function unpackCharm(file: string, folder: string): Promise<void> {
  if (!existsSync(file)) throw new JujuRefused(`open ${file}: no such file or directory`);
  const members = atRoot(await readZip(readFileSync(file)));
  if (!members.some(({ name }) => name === 'metadata.yaml'))
    throw new JujuRefused('archive file "metadata.yaml" not found');
  for (const member of members) extract(member, folder);
  const metadata = readCharmFolder(folder);
  checkMembers(
    metadata.name,
    members.map(({ name }) => name),
  );
  // Modes last: what may not be read or written must stop neither the reading nor what goes into it.
  for (const member of members) setMode(member, folder);
  for (const hook of knownHooks(metadata)) fixHook(path.join(folder, 'hooks', hook));
}

/** An archive with one folder at its root that has the charm in it is taken as that folder. */
function atRoot(members: readonly ZipMember[]): readonly ZipMember[] {
  if (members.some(({ name }) => name === 'metadata.yaml')) return members;
  const [root, ...others] = new Set(members.map(({ name }) => name.split('/')[0] ?? ''));
  if (root === undefined || others.length > 0) return members;
  if (!members.some(({ name }) => name === `${root}/metadata.yaml`)) return members;
  return members.flatMap((member) => {
    const name = member.name.slice(root.length + 1);
    return name === '' ? [] : [{ ...member, name }];
  });
}

function extract({ name, kind, content }: ZipMember, folder: string): void {
  if (name.includes('\\') || !isInside(name) || name.split('/').includes('..'))
    throw new JujuRefused(`cannot extract "${name}": path leads out of scope`);
  const target = path.join(folder, name);
  switch (kind) {
    case 'folder':
      mkdirSync(target, { recursive: true });
      return;
    case 'file':
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
      return;
    case 'link':
      mkdirSync(path.dirname(target), { recursive: true });
      checkLink(name, content.toString(), 'unpack');
      symlinkSync(content.toString(), target);
      return;
    default:
      refuseKind(name, kind);
  }
}

function setMode({ name, kind, mode }: ZipMember, folder: string): void {
  if (kind === 'file') chmodSync(path.join(folder, name), mode);
  if (kind === 'folder') chmodSync(path.join(folder, name), mode | 0o700);
}

function fixHook(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() === true && (found.mode & 0o100) === 0) chmodSync(file, found.mode | 0o100);
}
