import type { CommandFailed } from '../host/host.ts';
import { lastLine, withoutHelp } from './last-line.ts';

/**
 * Why a registry refused, in docker's own words where they are short; null where they say nothing.
 *
 * What the program was given by standard input is not among them: the error has it masked.
 */
export function refusalOf(error: CommandFailed): string | null {
  if (error.timedOut) return 'no answer in time';
  const last = lastLine(withoutHelp(error.stderr), (line) => !line.startsWith('WARNING')) ?? '';
  const reason = prefixes.reduce((text, prefix) => text.replace(prefix, ''), last).replace(/[.;,]+$/u, '');
  return reason === '' || reason.length > 120 ? null : reason;
}

/** What says no more than that it was a registry that answered. */
const prefixes: readonly RegExp[] = [
  /^Error response from daemon: /u,
  /^login attempt to \S+ failed with status: /u,
  /^Get "?https?:\/\/\S+?"?: /u,
];
