import { CommandFailed } from '../host/host.ts';
import type { Arg } from '../host/host.ts';
import type { WorkerPorts } from './ports.ts';

/**
 * kubectl has done what the arguments say.
 *
 * Tried a few times, seconds apart, since an API server or a node that comes up takes a moment; a hook never waits
 * longer than that, the next one tries again.
 *
 * @throws CommandFailed of the last attempt
 */
export async function kubectl(
  ports: WorkerPorts,
  args: readonly Arg[],
  options: { readonly attempts: number },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ports.machine.run(['kubectl', ...args, '--request-timeout=20s'], { timeoutMs: 30_000 });
      return;
    } catch (error) {
      if (!(error instanceof CommandFailed) || attempt >= options.attempts) throw error;
      await ports.machine.wait(pauseMs);
    }
  }
}

const pauseMs = 2_000;
