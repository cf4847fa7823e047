import { closeSync, fstatSync, linkSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { JujuRefused } from '../model/model.ts';

/**
 * No other process changes the model in this folder until the answer is called.
 *
 * @throws JujuRefused, naming the process, while another one does; what a killed process left behind counts for
 * nothing, and neither does the lock in a copy of a folder
 */
export function lockFolder(folder: string): () => void {
  const file = path.join(folder, 'lock');
  for (let attempt = 0; ; attempt += 1) {
    if (take(file)) return () => rmSync(file, { force: true });
    const holder = holderOf(file);
    const isHeld = holder !== null && startOf(holder.pid) === holder.start && inodeOf(file) === holder.inode;
    if (isHeld || attempt === 10) {
      const who = holder === null ? 'another process' : `process ${holder.pid}`;
      throw new JujuRefused(`the model in ${folder} is being changed by ${who}: try again when that has ended`);
    }
    rmSync(file, { force: true });
  }
}

/** The lock appears with what it says, or not at all. */
function take(file: string): boolean {
  const own = `${file}-${process.pid}`;
  const handle = openSync(own, 'w', 0o600);
  writeSync(handle, `${process.pid} ${startOf(process.pid) ?? ''} ${fstatSync(handle).ino}\n`);
  closeSync(handle);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

interface Holder {
  readonly pid: number;
  readonly start: string;
  /** Of the lock that it made: a copy has another one. */
  readonly inode: number;
}

function holderOf(file: string): Holder | null {
  const [, pid = '', start = '', inode = ''] = /^(\d+) (\d+) (\d+)\n$/u.exec(read(file)) ?? [];
  return pid === '' ? null : { pid: Number(pid), start, inode: Number(inode) };
}

function inodeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.ino ?? null;
}

/**
 * When a process started, in ticks since boot: its number alone may be another's by this time. Null when there is none;
 * one that has ended and that nobody has waited for is none.
 */
function startOf(pid: number): string | null {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /su, '')
    .split(' ');
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
