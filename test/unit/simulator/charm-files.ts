/** Folders of charms for tests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JujuRefused } from '../../../simulator/model/model.ts';

/** Lines that every metadata.yaml needs. */
export const named = 'name: tiny\nsummary: s\ndescription: d\n';

/** The answer of `use`, which is given a folder with these files; it is gone afterwards. */
export function inFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'charm-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is refused by `act`, in Juju's words; null when nothing is. */
export function refusal(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof JujuRefused) return error.message;
    throw error;
  }
}
