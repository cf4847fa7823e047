import type { Machine } from '../contract.ts';
import { isKnownHost } from './repositories.ts';

/**
 * Why the URL cannot be fetched, in the words of apt's methods; null when it can, as far as the network goes.
 *
 * Faults of these programs, which nobody calls, are met by any download whose URL contains their text. `download`: of kind
 * `offline` the server's name cannot be resolved, of others it answers 503. `key`: a key's URL gives another key.
 * `signature`: a repository is signed by another key. `expired`: its key has expired.
 */
export function takeDownloadFault(
  machine: Machine,
  url: string,
  program: 'download' | 'expired' | 'key' | 'signature' = 'download',
): string | null {
  const host = /^https?:\/\/([^/:]+)/u.exec(url)?.[1] ?? '';
  const unresolved = `Could not resolve '${host}'`;
  const { faults } = machine;
  const index = faults.findIndex(
    (each) => each.program === program && each.times !== 0 && url.includes(each.match ?? ''),
  );
  const fault = faults[index];
  if (fault === undefined)
    return program === 'download' && /^https?:/u.test(url) && !isKnownHost(host) ? unresolved : null;
  if (fault.times > 0) fault.times -= 1;
  if (fault.times === 0) faults.splice(index, 1);
  return fault.kind === 'offline' ? unresolved : '503  Service Unavailable [IP: 192.0.2.1 443]';
}
