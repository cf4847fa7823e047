import * as z from 'zod/mini';
import { CharmError } from '../host/host.ts';
import type { Files } from '../host/host.ts';

/** The file was written by a newer charm: going back to an older one needs a person. Carries both versions. */
export class StoreTooNew extends CharmError {
  readonly kind = 'StoreTooNew';

  constructor(path: string, found: number, known: number) {
    super(
      `${path} has schema ${found}, this charm knows schemas up to ${known}: refresh to a newer revision of the charm`,
      { path, found, known },
    );
  }
}

/** A file as it was found. */
export interface Loaded<T> {
  /** Null when there is no file, or it was damaged and has been moved aside. */
  readonly value: T | null;
  /** What the file holds now; null when there is none. */
  readonly text: string | null;
  /** What was wrong with the file, without any of its content. */
  readonly warning: string | null;
}

export interface StoreFormat<T> {
  readonly folder: string;
  readonly name: string;
  readonly schema: z.ZodMiniType<T>;
  /** The highest schema version that this charm knows. */
  readonly version: number;
}

/**
 * The content of a JSON file of ours, decoded; a damaged one has been moved to `NAME.damaged-N` beside it.
 *
 * @throws StoreTooNew, with the file untouched
 */
export async function loadStore<T>(files: Files, format: StoreFormat<T>): Promise<Loaded<T>> {
  const path = `${format.folder}/${format.name}`;
  const text = await files.readText(path);
  if (text === null) return { value: null, text: null, warning: null };
  const decoded = decode(text, path, format);
  if (decoded.problem === null) return { value: decoded.value, text, warning: null };
  const aside = await moveAside(files, format);
  return { value: null, text: null, warning: `${path} ${decoded.problem}: moved to ${aside} and started afresh` };
}

/** The file in one of our folders holds `text`, and only root can read either. */
export async function saveStore(files: Files, path: string, text: string): Promise<void> {
  await files.makeFolder(path.slice(0, path.lastIndexOf('/')), { mode: 0o700 });
  await files.write(path, text, { mode: 0o600 });
}

/** The value as text; equal values give equal text, whatever the order of their keys. */
export function renderStore(value: unknown): string {
  const sortKeys = (_key: string, part: unknown): unknown =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part;
  return `${JSON.stringify(value, sortKeys, 2)}\n`;
}

type Decoded<T> = { readonly problem: null; readonly value: T } | { readonly problem: string };

/** Says what is wrong, never what the file holds: there are keys and tokens in it. */
function decode<T>(text: string, path: string, { schema, version }: StoreFormat<T>): Decoded<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'is not JSON' };
  }
  const found = z.object({ schema: z.int() }).safeParse(json);
  if (found.success && found.data.schema > version) throw new StoreTooNew(path, found.data.schema, version);
  const decoded = schema.safeParse(json);
  if (decoded.success) return { problem: null, value: decoded.data };
  return { problem: `has an unexpected form at "${decoded.error.issues[0]?.path.map(String).join('.') ?? ''}"` };
}

async function moveAside(files: Files, { folder, name }: StoreFormat<unknown>): Promise<string> {
  const taken = (await files.list(folder)) ?? [];
  let number = 1;
  while (taken.includes(`${name}.damaged-${number}`)) number += 1;
  const aside = `${name}.damaged-${number}`;
  await files.rename(`${folder}/${name}`, `${folder}/${aside}`);
  return aside;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
