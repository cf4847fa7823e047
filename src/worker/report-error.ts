import { EngineFault } from '../engine/engine.ts';
import { CharmError } from '../host/host.ts';

export interface ErrorReport {
  readonly exitCode: number;
  /** For the log; the first says what happened. */
  readonly lines: readonly string[];
}

/**
 * What an error that ended a hook means for Juju: every one fails the hook, so that nothing is committed and Juju
 * retries. Faults of our own carry their stack and ask for a report.
 */
export function reportError(error: unknown): ErrorReport {
  if (error instanceof CharmError) return { exitCode: 1, lines: [`${error.kind}: ${error.message}`] };
  if (error instanceof EngineFault) return { exitCode: 1, lines: [`${error.kind}: ${error.message}`, pleaseReport] };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: 1, lines: [...stack.split('\n'), pleaseReport] };
}

const pleaseReport = 'this is a fault of the charm; please report it with the lines above';
