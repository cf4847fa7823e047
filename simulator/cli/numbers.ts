import { UsageWrong } from './usage-wrong.ts';

/**
 * For commander: an option that takes a count.
 *
 * @throws UsageWrong for anything else
 */
export function parseCount(option: string): (text: string) => number {
  return (text) => {
    if (!/^\d+$/u.test(text))
      throw new UsageWrong(
        `invalid value "${text}" for option ${option}: strconv.ParseInt: parsing "${text}": invalid syntax`,
      );
    return Number(text);
  };
}
