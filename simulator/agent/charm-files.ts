import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';

export type HookFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unusable'; readonly problem: string }
  | { readonly kind: 'found'; readonly file: string; readonly via: string };

/** Which file Juju runs for a hook or an action: `dispatch`, else `hooks/NAME` or `actions/NAME`. */
export function selectHookFile(charm: string, name: string, folder: 'actions' | 'hooks' = 'hooks'): HookFile {
  if (!existsSync(path.join(charm, 'metadata.yaml'))) return { kind: 'unusable', problem: 'charm missing from disk' };
  const dispatch = look(path.join(charm, 'dispatch'), 'hook dispatching script: dispatch');
  return dispatch.kind === 'missing' ? look(path.join(charm, folder, name), 'explicit, bespoke hook script') : dispatch;
}

function look(file: string, via: string): HookFile {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return { kind: 'missing' };
  try {
    accessSync(file, constants.X_OK);
  } catch {
    return { kind: 'unusable', problem: `fork/exec ${file}: permission denied` };
  }
  if (stat.isDirectory()) return { kind: 'unusable', problem: `fork/exec ${file}: permission denied` };
  return { kind: 'found', file, via };
}
