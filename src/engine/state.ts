import { flagsIn, inputsIn } from './condition.ts';
import type { AnyHandler, InputId, Words } from './handler.ts';
import { blocked, waiting } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** How a handler last ended, and what was there when it was last done. */
export interface HandlerMark {
  readonly outcome: 'done' | 'waiting' | 'blocked';
  /** Fingerprints of the inputs it was last done with, by input id. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The flags of its condition as they stood when it was last done. */
  readonly flags?: Readonly<Record<string, boolean>>;
  /** What it waits for, or what is wrong; of one that is done nothing. */
  readonly said?: Said;
}

/** The words of an outcome that is not `done`, for people. */
export interface Said {
  readonly text: string;
  /** What the operator has to type. */
  readonly hint?: string;
  readonly about?: string;
}

/** All that the engine keeps between hooks, as plain JSON. */
export interface EngineState {
  readonly flags: readonly string[];
  readonly handlers: Readonly<Record<string, HandlerMark>>;
}

/** The state before the first hook. */
export const emptyEngineState: EngineState = { flags: [], handlers: {} };

/** The value a record itself holds under a key, so that a key such as `constructor` is absent where it was not put. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Every input a handler depends on: those it reads, then those only its condition names. */
export function inputsOf<W extends Words>(handler: AnyHandler<W>): readonly InputId<W>[] {
  return [...new Set([...handler.reads, ...inputsIn(handler.when)])];
}

/**
 * The marks of the handlers of the table, by name, as the state has them under their present or a former name.
 *
 * Marks of handlers that are gone stay behind, and so do fingerprints and flags that a handler no longer depends on.
 */
export function marksOf<W extends Words>(
  state: EngineState,
  table: readonly AnyHandler<W>[],
): ReadonlyMap<string, HandlerMark> {
  const marks = new Map<string, HandlerMark>();
  for (const handler of table) {
    const names = [handler.name, ...(handler.formerly ?? [])];
    const mark = names.map((name) => own(state.handlers, name)).find((found) => found !== undefined);
    if (mark !== undefined) marks.set(handler.name, trimmed(mark, handler));
  }
  return marks;
}

function trimmed<W extends Words>(mark: HandlerMark, handler: AnyHandler<W>): HandlerMark {
  const { outcome, inputs, flags, said } = mark;
  return {
    outcome,
    ...(said === undefined ? {} : { said }),
    ...(inputs === undefined ? {} : { inputs: only(inputs, inputsOf(handler)) }),
    ...(flags === undefined ? {} : { flags: only(flags, flagsIn(handler.when)) }),
  };
}

function only<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)));
}

/** The mark of a handler that is done with these inputs and flags. */
export function doneMark(
  inputs: readonly (readonly [string, string])[],
  flags: readonly (readonly [string, boolean])[],
): HandlerMark {
  return {
    outcome: 'done',
    ...(inputs.length === 0 ? {} : { inputs: Object.fromEntries(inputs) }),
    ...(flags.length === 0 ? {} : { flags: Object.fromEntries(flags) }),
  };
}

/** The mark of a handler that is not done: what it was last done with stands, so whatever changed since is pending. */
export function pendingMark(
  previous: HandlerMark | undefined,
  outcome: Exclude<Outcome<string, string>, { readonly kind: 'done' }>,
): HandlerMark {
  return { ...previous, outcome: outcome.kind, said: saidBy(outcome) };
}

function saidBy(outcome: Exclude<Outcome<string, string>, { readonly kind: 'done' }>): Said {
  const about = outcome.about === undefined ? {} : { about: outcome.about };
  return outcome.kind === 'waiting'
    ? { text: outcome.on, ...about }
    : { text: outcome.why, hint: outcome.hint, ...about };
}

/** The outcome that a mark is of; null for one that is done, and for one of a charm that kept no words. */
export function outcomeOf({ outcome, said }: HandlerMark): Outcome<never, never> | null {
  if (outcome === 'done' || said === undefined) return null;
  const marks = said.about === undefined ? {} : { about: said.about };
  return outcome === 'waiting' ? waiting(said.text, marks) : blocked(said.text, said.hint ?? '', marks);
}
