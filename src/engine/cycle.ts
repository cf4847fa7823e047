import { EngineFault } from './engine-fault.ts';

/** Notices a dispatch that goes round in circles. */
export interface CycleWatch {
  /** @throws EngineFault if a round with these flags and this queue has been before */
  readonly startRound: (flags: readonly string[], queue: readonly string[]) => void;
  readonly endRound: (changes: ReadonlySet<string>) => void;
}

/**
 * A watch that has seen no round.
 *
 * Flags and handlers are finite, so a dispatch that never ends repeats a pair of flags and queue. One that repeats a
 * pair without going on for ever has a handler that depends on more than it declares, which is a fault all the same.
 */
export function createCycleWatch(): CycleWatch {
  const rounds: { readonly key: string; readonly queue: readonly string[]; changes: readonly string[] }[] = [];
  return {
    startRound: (flags, queue) => {
      const key = JSON.stringify([[...flags].sort(), queue]);
      const before = rounds.findIndex((round) => round.key === key);
      if (before >= 0) throw cycle(rounds.slice(before));
      rounds.push({ key, queue, changes: [] });
    },
    endRound: (changes) => {
      const round = rounds.at(-1);
      if (round !== undefined) round.changes = [...changes];
    },
  };
}

function cycle(
  rounds: readonly { readonly queue: readonly string[]; readonly changes: readonly string[] }[],
): EngineFault {
  const handlers = [...new Set(rounds.flatMap(({ queue }) => queue))];
  const flags = [...new Set(rounds.flatMap(({ changes }) => changes))].sort();
  return new EngineFault(
    `handlers run in a cycle: ${rounds.map(({ queue }) => queue.join(', ')).join(' -> ')}; flags that change in it: ${flags.join(', ')}`,
    { handlers, flags },
  );
}
