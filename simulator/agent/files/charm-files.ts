import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';

export type HookFile =
  | { readonly kind: 'missing' }
  /** Juju wants to run it and cannot. */
  | { readonly kind: 'unusable'; readonly problem: string; readonly via: string }
  | { readonly kind: 'found'; readonly file: string; readonly via: string };

/** Which file Juju runs for a hook or an action: `dispatch`, else `hooks/NAME` or `actions/NAME`. */
export function selectHookFile(charm: string, name: string, folder: 'actions' | 'hooks' = 'hooks'): HookFile {
  const explicit = 'explicit, bespoke hook script';
  if (!existsSync(path.join(charm, 'metadata.yaml')))
    return { kind: 'unusable', problem: 'charm missing from disk', via: explicit };
  const dispatch = look(path.join(charm, 'dispatch'), 'hook dispatching script: dispatch');
  return dispatch.kind === 'missing' ? look(path.join(charm, folder, name), explicit) : dispatch;
}

function look(file: string, via: string): HookFile {
  const unusable = (reason: string): HookFile => ({ kind: 'unusable', problem: `fork/exec ${file}: ${reason}`, via });
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return { kind: 'missing' };
    if (stat.isDirectory()) return unusable('permission denied');
    accessSync(file, constants.X_OK);
    return isProgram(file) ? { kind: 'found', file, via } : unusable('exec format error');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return unusable(reasons[String(code)] ?? 'permission denied');
  }
}

const reasons: Readonly<Record<string, string>> = {
  ELOOP: 'too many levels of symbolic links',
  ENOTDIR: 'not a directory',
};

/** What the kernel runs: Node.js would hand everything else to a shell, and Juju does not. */
function isProgram(file: string): boolean {
  const start = Buffer.alloc(4);
  const opened = openSync(file, 'r');
  try {
    readSync(opened, start, 0, start.length, 0);
  } finally {
    closeSync(opened);
  }
  return start.toString('latin1', 0, 2) === '#!' || start.toString('latin1') === '\x7fELF';
}
