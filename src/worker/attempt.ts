import { blocked, waiting } from '../engine/engine.ts';
import type { Outcome } from '../engine/engine.ts';
import { CommandFailed } from '../host/host.ts';
import { lastLine, shortened } from './last-line.ts';

/**
 * Null when the act succeeded; else the outcome that says what failed.
 *
 * A program that was busy, locked or offline is waited for; one that refused blocks. Both are tried again in the next
 * hook, so the unit recovers by itself once the cause is gone. Any other error is a fault of ours and is thrown.
 */
export async function attempt(what: string, act: () => Promise<unknown>): Promise<Outcome<never, never> | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return failure(what, error);
  }
}

/** The outcome that a failed program means. */
export function failure(what: string, error: CommandFailed): Outcome<never, never> {
  const reason = error.context['reason'];
  const sentence = `${what}: ${lastWords(error)}`;
  if (typeof reason === 'string' && reason in transient) {
    return waiting(`${transient[reason] ?? reason} (${sentence})`, { about: 'command' });
  }
  return blocked(`${sentence}`, 'it is tried again in the next hook; see juju debug-log', { about: 'command' });
}

const transient: Readonly<Record<string, string>> = {
  busy: 'Waiting for another change on this machine to end',
  locked: "Waiting for another program's lock",
  offline: 'Waiting for the network',
  timeout: 'Waiting for a program that did not answer in time',
};

/** What says most of what a program printed, at most 160 characters: the last line of stderr. */
function lastWords(error: CommandFailed): string {
  const line = lastLine(error.stderr);
  return line === null ? error.message : shortened(line, 160);
}
