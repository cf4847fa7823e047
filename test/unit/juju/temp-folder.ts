import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder for the state files of one test, not made yet; everything is removed when the test ends. */
export function tempFolder() {
  const parent = mkdtempSync(join(tmpdir(), 'juju-room-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const path = join(parent, '.state');
  return {
    path,
    read: (name: string): string => readFileSync(join(path, name), 'utf8'),
    put: (name: string, text: string): void => {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      writeFileSync(join(path, name), text, { mode: 0o600 });
    },
    names: (): string[] => readdirSync(path).sort(),
    mode: (name = ''): string => (statSync(join(path, name)).mode & 0o777).toString(8),
    /** Changes whenever the file is replaced. */
    inode: (name: string): number => statSync(join(path, name)).ino,
  };
}
