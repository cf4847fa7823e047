import type { UnitStory } from './page-schema.ts';

/** What is left of idle time on both sides of a fold. */
export const restMs = 150;

/** A stretch without a hook. */
export interface IdleTime {
  readonly startMs: number;
  readonly endMs: number;
}

/** The long stretches in which the unit did nothing, but for a little at both ends. */
export function idleTimes({ hooks }: UnitStory): IdleTime[] {
  return hooks.flatMap(({ startMs }, index) => {
    const before = hooks[index - 1];
    if (before === undefined) return [];
    const from = before.startMs + before.durationMs + restMs;
    const to = startMs - restMs;
    return to - from >= leastMs ? [{ startMs: from, endMs: to }] : [];
  });
}

const leastMs = 1500;
