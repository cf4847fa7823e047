import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the folder and the cgroups of a machine are called: this, the process that made it, and random characters. */
export const stem = 'kubernetes-worker-machine-';

/** Nothing is left of machines whose tests were killed; they themselves ended with them. */
export async function removeLeftBehind(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${stem}(\\d+)-`, 'u').exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    removeCgroups(name);
    await removeMachineFolder(path.join(tmpdir(), name));
  }
}

export async function removeMachineFolder(folder: string): Promise<void> {
  // A process of the machine that is on its way out may still write.
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** The machine's group is gone from every hierarchy; its processes must be gone. */
export function removeCgroups(name: string): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  for (const [, mounted = '', kind = ''] of mounts) {
    if (kind.startsWith('cgroup')) removeGroup(path.join(mounted, name));
  }
}

function removeGroup(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroup(path.join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
  } catch {
    // It still has a process that is on its way out; the next run removes it.
  }
}
