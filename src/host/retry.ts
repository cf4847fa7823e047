import { performance } from 'node:perf_hooks';
import { CommandFailed } from './errors.ts';
import type { FailureReason } from './errors.ts';

/** Waits; a test passes one that does not. */
export type Wait = (delayMs: number) => Promise<void>;

export interface RetryPolicy {
  /** Why the program failed, or null when its words do not tell. */
  readonly classify: (failed: CommandFailed) => FailureReason | null;
  /** Pauses before the second run, the third, and so on; a reason that is not named is not retried. */
  readonly delaysMs: Partial<Readonly<Record<FailureReason, readonly number[]>>>;
  readonly wait: Wait;
}

/**
 * What `act` gives, at the latest after the last pause.
 *
 * No run is begun that could not begin within 30 seconds after the first: a hook does not sit for minutes.
 *
 * @throws CommandFailed of the last run, with the reason and the number of runs in its context
 */
export async function retrying<T>(policy: RetryPolicy, act: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      const reason = reasonOf(error, policy);
      if (reason === null) throw error;
      const delayMs = policy.delaysMs[reason]?.[attempts - 1];
      const isTooLate = performance.now() - startedAt + (delayMs ?? 0) > totalMs;
      if (delayMs === undefined || isTooLate) throw new CommandFailed({ ...error.details, reason, attempts }, error);
      await policy.wait(delayMs);
    }
  }
}

/** Pauses that add up to less than 30 seconds, for what another program will soon be done with. */
export const shortPausesMs: readonly number[] = [1_000, 2_000, 4_000, 8_000, 12_000];

/** Fewer pauses for the network: such runs take long themselves. */
export const networkPausesMs: readonly number[] = [2_000, 5_000];

function reasonOf(failed: CommandFailed, policy: RetryPolicy): FailureReason | null {
  if (failed.isMissing) return null;
  return failed.timedOut ? 'timeout' : policy.classify(failed);
}

const totalMs = 30_000;
