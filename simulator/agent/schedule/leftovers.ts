import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * No process runs any more of hooks that a simulator started in this model's folder before it was killed.
 *
 * They are known by their environment, which names the folder of their machine.
 */
export function endLeftovers(modelFolder: string): void {
  const machines = `KUBERNETES_WORKER_ROOT=${path.join(modelFolder, 'machines')}${path.sep}`;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/u.test(name))) {
    if (Number(pid) === process.pid || !environmentOf(pid).some((variable) => variable.startsWith(machines))) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Empty for a process that is gone or somebody else's. */
function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
