import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';

/**
 * The line of a unit's section [Service] that gives its program a variable; the error says what is wrong with the value.
 *
 * Source: systemd.exec(5), Environment=; systemd of Ubuntu 16.04 reads lines of up to 2048 bytes, with their end
 */
export function environmentLine(variable: string, value: string): Result<string, string> {
  if (/\p{Cc}/u.test(value)) return err('it has a line break or a control character');
  const line = `Environment="${variable}=${escaped(value)}"`;
  const surplus = Buffer.byteLength(line) - longestLine;
  return surplus > 0 ? err(`it is too long, by ${surplus} bytes, for a line that every systemd reads`) : ok(line);
}

/** A value inside double quotes of a unit file means itself; `%` would start a specifier. */
function escaped(value: string): string {
  return value.replace(/[\\"]/gu, '\\$&').replaceAll('%', '%%');
}

const longestLine = 2047;
