import { UsageWrong } from './usage-wrong.ts';

/**
 * Seconds of a duration as Go writes them: `90s`, `5m`, `1h30m`; days (`2d`) are understood as well.
 *
 * @throws UsageWrong for anything else; `option` is how the user named it
 */
export function parseDuration(text: string, option: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|d|h|m|s)/gu)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new UsageWrong(`invalid value "${text}" for option ${option}: time: invalid duration "${text}"`);
  return parts.reduce((total, [, count = '', unit = '']) => total + Number(count) * (seconds[unit] ?? 0), 0);
}

const seconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
