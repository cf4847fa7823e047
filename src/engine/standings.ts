import { describe } from './condition.ts';
import type { DispatchRequest } from './dispatch.ts';
import { applies, causeAtFirst } from './due.ts';
import type { Cause } from './events.ts';
import { createFlagBoard } from './flag-board.ts';
import type { Words } from './handler.ts';
import { createInputReader } from './input-reader.ts';
import { inputsOf, marksOf, own } from './state.ts';
import type { HandlerMark } from './state.ts';

/** Where a handler stands between hooks. */
export interface HandlerStanding {
  readonly name: string;
  /** How it last ended; null when it never ran. */
  readonly mark: HandlerMark | null;
  /** Whether its condition holds now, and that condition for people: `all(snaps.installed)`. */
  readonly applies: boolean;
  readonly when: string;
  /** Why the next hook runs it; null when it does not. */
  readonly cause: Cause | null;
  /** Inputs that are not what it was last done with: changes that it has yet to deal with. */
  readonly pending: readonly string[];
}

/**
 * Where every handler of the table stands, as the inputs are now. No handler runs, and nothing is changed.
 *
 * A handler that never was done has dealt with none of its inputs, so all are pending.
 */
export async function standings<W extends Words>(
  request: Omit<DispatchRequest<W>, 'ports' | 'trace'>,
): Promise<readonly HandlerStanding[]> {
  const { table, knownFlags, hook, state } = request;
  const marks = marksOf(state, table);
  const inputs = createInputReader(request.inputs);
  const standing = { hook, flags: createFlagBoard(state.flags, knownFlags), inputs, marks };
  const found: HandlerStanding[] = [];
  for (const handler of table) {
    const mark = marks.get(handler.name) ?? null;
    const pending: string[] = [];
    for (const id of inputsOf(handler)) {
      if (own(mark?.inputs, id) !== (await inputs.fingerprint(id))) pending.push(id);
    }
    found.push({
      name: handler.name,
      mark,
      applies: await applies(handler, standing),
      when: describe(handler.when),
      cause: await causeAtFirst(handler, standing),
      pending,
    });
  }
  return found;
}
