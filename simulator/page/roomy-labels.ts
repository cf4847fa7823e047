import type { IdleTime } from './idle-times.ts';
import type { TimelineItem } from './timeline-items.ts';

/** How much of the time line lies between two moments. */
export interface Room {
  readonly msPerPixel: number;
  /** What is left out between its ends. */
  readonly folded: readonly IdleTime[];
}

/** The items, moments without their label where the next moment of the lane is too near for it. */
export function roomyLabels(items: readonly TimelineItem[], { msPerPixel, folded }: Room): TimelineItem[] {
  const nextInLane = new Map<string, number>();
  const placed = items.map((item) => ({ item, at: withoutIdle(item.startMs, folded) })).sort((a, b) => b.at - a.at);
  const crowded = new Set<string>();
  for (const { item, at } of placed) {
    if (item.endMs !== null) continue;
    const next = nextInLane.get(item.lane) ?? Infinity;
    if ((next - at) / msPerPixel < item.label.length * pixelsPerLetter + pixelsOfDot) crowded.add(item.id);
    nextInLane.set(item.lane, at);
  }
  return items.map((item) => (crowded.has(item.id) ? { ...item, label: noLabel } : item));
}

/** Milliseconds that are left of this time when what is folded before it is left out. */
function withoutIdle(atMs: number, folded: readonly IdleTime[]): number {
  return folded.reduce((left, { startMs, endMs }) => left - Math.max(0, Math.min(endMs, atMs) - startMs), atMs);
}

/** As high as a label. */
const noLabel = '\u00a0';
const pixelsPerLetter = 6.5;
const pixelsOfDot = 16;
