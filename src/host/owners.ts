import { chown, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { FileFailed } from './errors.ts';
import { unlessAbsent } from './file-attempt.ts';
import { replaceFile } from './replace-file.ts';
import type { Ids } from './replace-file.ts';
import { findUser } from './users.ts';

/** Who a file belongs to: on the disk, or, where that cannot be, in the record beside the files (null is root). */
export type Owner = { readonly ids: Ids | null; readonly uid: number } | { readonly recorded: string | null };

/** Owners of the files under one root. Files are named by their paths without the root. */
export interface Owners {
  /** @throws FileFailed when the machine has no such user */
  readonly find: (file: string, name: string | undefined) => Promise<Owner>;
  readonly isOwner: (file: string, foundUid: number, owner: Owner) => Promise<boolean>;
  /** A folder that was just made, or a file that was just written, belongs to the owner. */
  readonly give: (file: string, owner: Owner) => Promise<void>;
  readonly move: (from: string, to: string) => Promise<void>;
  readonly forget: (file: string) => Promise<void>;
}

/** Owners as the disk has them; under a root, for a user who cannot give files away, as `ROOT/.owners.json` has them. */
export function createOwners(root: string, uid: number): Owners {
  return root !== '' && uid !== 0 ? recordedOwners(root) : realOwners(root, uid);
}

function realOwners(root: string, uid: number): Owners {
  const nothing = async (): Promise<void> => undefined;
  return {
    find: async (file, name) => {
      if (name === undefined) return { ids: null, uid };
      const ids = await userOrFail(root, file, name);
      return { ids: ids.uid === uid ? null : ids, uid: ids.uid };
    },
    isOwner: async (_file, foundUid, owner) => 'uid' in owner && owner.uid === foundUid,
    give: async (file, owner) => {
      if ('ids' in owner && owner.ids !== null) await chown(path.join(root, file), owner.ids.uid, owner.ids.gid);
    },
    move: nothing,
    forget: nothing,
  };
}

function recordedOwners(root: string): Owners {
  const file = path.join(root, '.owners.json');
  let last: Promise<unknown> = Promise.resolve();
  const read = async (): Promise<Readonly<Record<string, string>>> => {
    const text = await unlessAbsent(readFile(file, 'utf8'));
    return text === null ? {} : ownersFile.parse(JSON.parse(text));
  };
  /** One change after the other, since each reads the file and writes it anew. */
  const change = (edit: (was: Readonly<Record<string, string>>) => readonly Entry[]): Promise<void> => {
    const next = last.then(async () => {
      const was = await read();
      const text = render(edit(was));
      if (text !== render(Object.entries(was))) await replaceFile(file, Buffer.from(text), { mode: 0o644, ids: null });
    });
    last = next.catch(() => undefined);
    return next;
  };
  const without = (was: Readonly<Record<string, string>>, gone: string): readonly Entry[] =>
    Object.entries(was).filter(([name]) => name !== gone);
  return {
    find: async (named, name) => {
      if (name === undefined || name === 'root') return { recorded: null };
      await userOrFail(root, named, name);
      return { recorded: name };
    },
    isOwner: async (named, _foundUid, owner) =>
      'recorded' in owner && owner.recorded === ((await read())[path.normalize(named)] ?? null),
    give: (named, owner) => {
      const key = path.normalize(named);
      const entry: readonly Entry[] = 'recorded' in owner && owner.recorded !== null ? [[key, owner.recorded]] : [];
      return change((was) => [...without(was, key), ...entry]);
    },
    move: (from, to) => change((was) => Object.entries(was).flatMap((entry) => moved(entry, from, to))),
    forget: (named) => change((was) => without(was, path.normalize(named))),
  };
}

type Entry = readonly [name: string, owner: string];

/** The entry after `from` became `to`; what was at `to` is gone. */
function moved([name, owner]: Entry, from: string, to: string): readonly Entry[] {
  const [source, target] = [path.normalize(from), path.normalize(to)];
  if (name === source || name.startsWith(`${source}/`)) return [[`${target}${name.slice(source.length)}`, owner]];
  return name === target ? [] : [[name, owner]];
}

function render(entries: readonly Entry[]): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

async function userOrFail(root: string, file: string, name: string): Promise<Ids> {
  const user = await findUser(root, name);
  if (user === null) throw new FileFailed({ path: file, operation: `give to ${name}`, code: 'NO_SUCH_USER' });
  return user;
}

const ownersFile = z.record(z.string(), z.string());
