import { CommandFailed } from '../../host/host.ts';
import type { Machine, RunResult } from '../../host/host.ts';
import { ActionFailed } from './action-failed.ts';

/**
 * What `docker` answered.
 *
 * @throws ActionFailed that says why, with docker's own last words
 */
export async function askDocker(machine: Pick<Machine, 'run'>, args: readonly string[]): Promise<RunResult> {
  try {
    return await machine.run(['docker', ...args], { timeoutMs: pruneTimeoutMs });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (error.isMissing) throw new ActionFailed('Docker is not installed on this machine', {}, error);
    throw new ActionFailed(error.message, {}, error);
  }
}

/** How much space docker says that it has freed, in docker's words; `0B` where it says nothing. */
export function reclaimedSpace(stdout: string): string {
  return /^Total reclaimed space:\s*(\S.*?)\s*$/mu.exec(stdout)?.[1] ?? '0B';
}

/** A machine that was never cleaned may have thousands of images. */
const pruneTimeoutMs = 1_800_000;
