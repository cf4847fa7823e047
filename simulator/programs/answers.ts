import path from 'node:path';
import type { Answer, Machine } from '../contract.ts';

/** The program ended well and printed this. */
export function said(stdout = '', stderr = ''): Answer {
  return { exitCode: 0, stdout, stderr };
}

/** The program ended with this exit code and said this on stderr; a line end is added where it is missing. */
export function refused(exitCode: number, stderr: string, stdout = ''): Answer {
  return { exitCode, stdout, stderr: stderr === '' || stderr.endsWith('\n') ? stderr : `${stderr}\n` };
}

/** Where a path of the machine is on this disk. One that lies under the machine's root already is such a place. */
export function onDisk(machine: Machine, file: string, cwd = machine.root): string {
  const root = path.resolve(machine.root);
  if (!path.isAbsolute(file)) return path.resolve(cwd, file);
  const normal = path.normalize(file);
  return normal === root || normal.startsWith(`${root}${path.sep}`) ? normal : path.join(root, normal);
}

/** The path as the machine's own programs would name it. */
export function shownPath(machine: Machine, file: string): string {
  const root = path.resolve(machine.root);
  return file.startsWith(`${root}${path.sep}`) ? file.slice(root.length) : file;
}
