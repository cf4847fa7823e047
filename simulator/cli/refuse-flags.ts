import { JujuRefused } from '../model/model.ts';

/**
 * None of these flags was given.
 *
 * @throws JujuRefused that names those that were
 */
export function refuseFlags(deploying: 'bundle' | 'charm', given: Readonly<Record<string, boolean>>): void {
  const found = Object.keys(given).filter((flag) => given[flag] === true);
  if (found.length === 0) return;
  throw new JujuRefused(`options provided but not supported when deploying a ${deploying}: ${found.join(', ')}`);
}
