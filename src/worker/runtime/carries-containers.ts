import { CommandFailed } from '../../host/host.ts';
import type { Machine } from '../../host/host.ts';

/** True while Docker runs containers; also when it does not answer, since then nobody can tell. */
export async function carriesContainers({ run }: Pick<Machine, 'run'>): Promise<boolean> {
  try {
    return (await run(['docker', 'ps', '--quiet'], { timeoutMs: 30_000 })).stdout.trim() !== '';
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return true;
  }
}
