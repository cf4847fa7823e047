import type { InputId, Words } from './handler.ts';
import type { InputReading, InputSource } from './input-source.ts';

type Reading<W extends Words> = InputReading<W['inputs'][InputId<W>]>;

/** The inputs during one dispatch, read as seldom as possible. */
export interface InputReader<W extends Words> {
  /** Inputs about the machine are read anew when next asked for. */
  readonly startRound: () => void;
  /** As known in this round. */
  readonly fingerprint: (id: InputId<W>) => Promise<string>;
  /** For a handler about to run; what another handler can have changed since it was read is read again. */
  readonly give: (ids: readonly InputId<W>[]) => Promise<W['inputs']>;
  /** A handler ran. */
  readonly noteRun: () => void;
  /** Fingerprints of what a handler finished with: from Juju what it was given, on the machine what is there. */
  readonly finished: (ids: readonly InputId<W>[]) => Promise<readonly (readonly [InputId<W>, string])[]>;
}

/**
 * A reader in which inputs from Juju are read at most once, and those about the machine once a round, unless handlers
 * run in between.
 *
 * A handler must not be given what was read before another ran: the fingerprint that is stored after `done` is that of
 * a later reading, and a change made in between would count as dealt with by a handler that never saw it.
 */
export function createInputReader<W extends Words>(source: InputSource<W>): InputReader<W> {
  const frozen = new Map<InputId<W>, Reading<W>>();
  const live = new Map<InputId<W>, { readonly reading: Reading<W>; readonly runs: number }>();
  let runs = 0;

  const lookAgain = async (id: InputId<W>): Promise<Reading<W>> => {
    const reading = await source.read(id);
    if (source.isLive(id)) live.set(id, { reading, runs });
    else frozen.set(id, reading);
    return reading;
  };
  const look = async (id: InputId<W>): Promise<Reading<W>> =>
    frozen.get(id) ?? live.get(id)?.reading ?? (await lookAgain(id));
  const lookSinceLastRun = async (id: InputId<W>): Promise<Reading<W>> => {
    const seen = live.get(id);
    return seen !== undefined && seen.runs !== runs ? lookAgain(id) : look(id);
  };

  return {
    startRound: () => live.clear(),
    fingerprint: async (id) => (await look(id)).fingerprint,
    give: async (ids) => {
      const entries: [string, unknown][] = [];
      for (const id of ids) entries.push([id, (await lookSinceLastRun(id)).value]);
      // Untyped on the way: the compiler cannot follow ids to the types of their values through a loop.
      return Object.fromEntries(entries);
    },
    noteRun: () => {
      runs += 1;
    },
    finished: async (ids) => {
      const entries: [InputId<W>, string][] = [];
      for (const id of ids) entries.push([id, (await lookSinceLastRun(id)).fingerprint]);
      return entries;
    },
  };
}
