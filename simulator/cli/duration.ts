import { parseGoDuration } from '../model/go-duration.ts';
import { UsageWrong } from './usage-wrong.ts';

/**
 * Seconds of a duration as Go writes them: `90s`, `5m`, `1h30m`; days (`2d`) are understood as well.
 *
 * @throws UsageWrong for anything else; `option` is how the user named it
 */
export function parseDuration(text: string, option: string): number {
  const days = /^(\d+)d$/u.exec(text)?.[1];
  const seconds = days === undefined ? parseGoDuration(text) : Number(days) * 86_400;
  if (seconds === null)
    throw new UsageWrong(`invalid value "${text}" for option ${option}: time: invalid duration "${text}"`);
  return seconds;
}
