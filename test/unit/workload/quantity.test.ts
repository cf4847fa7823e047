import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/workload/quantity.ts';

describe('an amount of storage', () => {
  it.each([
    ['0', 0n],
    ['1073741824', 1_073_741_824n],
    ['1k', 1000n],
    ['1Ki', 1024n],
    ['20Gi', 21_474_836_480n],
    ['500M', 500_000_000n],
    ['2E', 2_000_000_000_000_000_000n],
    ['1Ei', 1_152_921_504_606_846_976n],
  ])('of %s is %i bytes', (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
  });

  it.each(['', '1K', '1ki', '1.5Gi', '1e3', '-1', ' 1', '1 Gi', '1Gi ', '99999999999999999999'])(
    'is not %j',
    (text) => {
      expect(bytesOf(text)).toBeNull();
    },
  );
});
