import { flagsIn, inputsIn } from './condition.ts';
import type { Cause } from './events.ts';
import type { FlagBoard } from './flag-board.ts';
import type { AnyHandler, Words } from './handler.ts';
import { holds } from './holds.ts';
import type { InputReader } from './input-reader.ts';
import { inputsOf, own } from './state.ts';
import type { HandlerMark } from './state.ts';

/** What decides whether handlers are due. */
export interface Standing<W extends Words> {
  readonly hook: W['hook'];
  readonly flags: FlagBoard<W['flag']>;
  readonly inputs: InputReader<W>;
  readonly marks: ReadonlyMap<string, HandlerMark>;
}

/** Why a handler is due in the first round, by level; null if it is not. Reads no input that cannot matter. */
export async function causeAtFirst<W extends Words>(
  handler: AnyHandler<W>,
  standing: Standing<W>,
): Promise<Cause | null> {
  if (!(await applies(handler, standing))) return null;
  const mark = standing.marks.get(handler.name);
  if (mark === undefined) return { kind: 'never-finished' };
  if (mark.outcome !== 'done') return { kind: 'not-done', outcome: mark.outcome };
  const flags = flagsIn(handler.when).filter((flag) => own(mark.flags, flag) !== standing.flags.isSet(flag));
  if (flags.length > 0) return { kind: 'flags-changed', flags };
  const inputs: string[] = [];
  for (const id of inputsOf(handler)) {
    if (own(mark.inputs, id) !== (await standing.inputs.fingerprint(id))) inputs.push(id);
  }
  return inputs.length > 0 ? { kind: 'inputs-changed', inputs } : null;
}

/** Why a handler is due in a later round, by edge: flags of its condition changed in the round before; else null. */
export async function causeByEdge<W extends Words>(
  handler: AnyHandler<W>,
  changes: ReadonlySet<W['flag']>,
  standing: Standing<W>,
): Promise<Cause | null> {
  const flags = flagsIn(handler.when).filter((flag) => changes.has(flag));
  if (flags.length === 0 || !(await applies(handler, standing))) return null;
  return { kind: 'flags-changed', flags };
}

/** True while the handler's condition holds. Inputs are read only if flags and hook leave it open. */
export async function applies<W extends Words>(handler: AnyHandler<W>, standing: Standing<W>): Promise<boolean> {
  const { hook, flags, inputs, marks } = standing;
  if (!holds(handler.when, { hook, isSet: flags.isSet, isChanged: () => true })) return false;
  const mark = marks.get(handler.name);
  const changed = new Set<string>();
  for (const id of inputsIn(handler.when)) {
    if (own(mark?.inputs, id) !== (await inputs.fingerprint(id))) changed.add(id);
  }
  return holds(handler.when, { hook, isSet: flags.isSet, isChanged: (id) => changed.has(id) });
}
