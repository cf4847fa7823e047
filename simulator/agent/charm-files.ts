import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/**
 * The charm's files are in `<folder>/charm` as an install or a refresh leaves them: what an earlier charm had and this
 * one has not is gone, what never was in a charm stays.
 */
export function layCharm(source: string, folder: string, charmUrl: string): void {
  const charm = path.join(folder, 'charm');
  const listFile = path.join(folder, 'state/deployer/members.json');
  const members = readdirSync(source, { recursive: true, encoding: 'utf8' });
  const before = existsSync(listFile) ? (JSON.parse(readFileSync(listFile, 'utf8')) as string[]) : [];
  const kept = new Set(members);
  for (const gone of before.filter((name) => !kept.has(name)))
    rmSync(path.join(charm, gone), { recursive: true, force: true });
  mkdirSync(charm, { recursive: true });
  cpSync(source, charm, { recursive: true, verbatimSymlinks: true, force: true });
  writeFileSync(path.join(charm, '.juju-charm'), `${charmUrl}\n`);
  mkdirSync(path.dirname(listFile), { recursive: true });
  writeFileSync(listFile, JSON.stringify(members));
}

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
