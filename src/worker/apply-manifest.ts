import type { Outcome } from '../engine/engine.ts';
import { waiting } from '../engine/engine.ts';
import { hostPath } from '../host/host.ts';
import type { DesiredFile } from '../workload/desired-file.ts';
import { attempt } from './attempt.ts';
import { kubectlPatiently } from './kubectl.ts';
import type { WorkerPorts } from './ports.ts';

/**
 * The cluster has what the manifest says, and the file of it is on the machine and on record; null then.
 *
 * Else the outcome that waits for the next hook: an API that refuses today may not tomorrow.
 */
export async function applyManifest(
  ports: Pick<WorkerPorts, 'machine' | 'record'>,
  what: string,
  { path, content, mode }: DesiredFile,
): Promise<Outcome<never, never> | null> {
  await ports.machine.files.write(path, content, { mode, parentMode: 0o750 });
  await ports.record.record((was) => ({ ...was, manifests: [...new Set([...was.manifests, path])].sort() }));
  const failed = await attempt(`Applying ${what}`, () =>
    kubectlPatiently(ports.machine, 'administrator', ['apply', '-f', hostPath(path)], { attempts: 2 }),
  );
  return failed?.kind === 'blocked' ? waiting(failed.why, { about: 'command' }) : failed;
}
