import type { Series } from '../contract.ts';

/** `22.04` for `jammy`. */
export const releaseOf: Readonly<Record<Series, string>> = {
  xenial: '16.04',
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
};

/** `ubuntu@22.04` for `jammy`. */
export function baseText(series: Series): string {
  return `ubuntu@${releaseOf[series]}`;
}
