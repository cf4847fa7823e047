import { statSync } from 'node:fs';
import path from 'node:path';

/**
 * A text that differs when what is kept in the folder may differ.
 *
 * By size, time and number of the files rather than by being told: the folder may be removed and made again.
 */
export function folderState(folder: string): string {
  return ['model.json', 'journal.jsonl', 'history.jsonl', 'log.jsonl']
    .map((name) => fileState(path.join(folder, name)))
    .join(' ');
}

/** Somebody who wants to know when the folder changes; the answer ends that. */
export interface FolderWatch {
  readonly add: (onChange: () => void) => () => void;
  readonly close: () => void;
}

/** Looks at the folder now and then while somebody wants to know. */
export function watchFolder(folder: string, everyMs: number): FolderWatch {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | null = null;
  let last = '';
  const look = () => {
    const state = folderState(folder);
    if (state === last) return;
    last = state;
    for (const listener of listeners) listener();
  };
  const rest = () => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  return {
    add: (onChange) => {
      if (timer === null) {
        last = folderState(folder);
        timer = setInterval(look, everyMs);
      }
      listeners.add(onChange);
      return () => {
        listeners.delete(onChange);
        if (listeners.size === 0) rest();
      };
    },
    close: () => {
      listeners.clear();
      rest();
    },
  };
}

function fileState(file: string): string {
  try {
    const { size, mtimeMs, ino } = statSync(file);
    return `${size}-${mtimeMs}-${ino}`;
  } catch {
    return '-';
  }
}
