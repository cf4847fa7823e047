import type { HistoryLine } from '../store/history.ts';

/**
 * A function from the host's milliseconds to the model's, for what happened near the given line.
 *
 * The model's clock is known in whole seconds and is moved on now and then. Lines whose clocks can have gone side by
 * side share one distance between the two, so that what lies between them keeps its length to the millisecond.
 */
export function modelTimes(history: readonly HistoryLine[]): (hostMs: number) => number {
  const stretches: Stretch[] = [];
  for (const { startedAt, startedAtMs } of [...history].sort((a, b) => a.startedAtMs - b.startedAtMs)) {
    const least = startedAt * 1000 - startedAtMs;
    const most = least + 1000;
    const last = stretches.at(-1);
    if (last !== undefined && least < last.most && most > last.least) {
      last.least = Math.max(least, last.least);
      last.most = Math.min(most, last.most);
    } else {
      stretches.push({ fromMs: startedAtMs, least, most });
    }
  }
  return (hostMs) => {
    const stretch = stretches.findLast(({ fromMs }) => fromMs <= hostMs) ?? stretches[0];
    return hostMs + Math.round(stretch?.least ?? 0);
  };
}

interface Stretch {
  readonly fromMs: number;
  /** What lies between the two clocks. */
  least: number;
  most: number;
}
