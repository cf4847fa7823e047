import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { JujuRefused } from './model.ts';

/**
 * No other process changes the model in this folder until the answer is called.
 *
 * @throws JujuRefused, naming the process, while another one does; a lock that a process left behind when it was killed counts for nothing
 */
export function lockFolder(folder: string): () => void {
  const file = path.join(folder, 'lock');
  for (let attempt = 0; ; attempt += 1) {
    if (take(file)) return () => rmSync(file, { force: true });
    const holder = holderOf(file);
    const isHeld = holder !== null && startOf(holder.pid) === holder.start;
    if (isHeld || attempt === 10) {
      const who = holder === null ? 'another process' : `process ${holder.pid}`;
      throw new JujuRefused(`the model in ${folder} is being changed by ${who}: try again when that has ended`);
    }
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  writeSync(handle, `${process.pid} ${startOf(process.pid) ?? ''}\n`);
  closeSync(handle);
  return true;
}

function holderOf(file: string): { readonly pid: number; readonly start: string } | null {
  const [, pid = '', start = ''] = /^(\d+) (\d+)\n$/u.exec(read(file)) ?? [];
  return pid === '' ? null : { pid: Number(pid), start };
}

/** When a process started, in ticks since boot: its number alone may be another's by this time. Null when there is none. */
function startOf(pid: number): string | null {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /su, '')
    .split(' ');
  return fields[19] ?? null;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
