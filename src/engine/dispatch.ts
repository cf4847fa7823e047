import { checkOutcome, checkTable } from './check-table.ts';
import { describe, flagsIn } from './condition.ts';
import { createCycleWatch } from './cycle.ts';
import { applies, causeAtFirst, causeByEdge } from './due.ts';
import { sendTo } from './events.ts';
import type { Cause, EngineEvent } from './events.ts';
import { createFlagBoard } from './flag-board.ts';
import type { FlagBoard } from './flag-board.ts';
import type { AnyHandler, Words } from './handler.ts';
import { createInputReader } from './input-reader.ts';
import type { InputReader } from './input-reader.ts';
import type { InputSource } from './input-source.ts';
import type { Outcome } from './outcome.ts';
import { doneMark, inputsOf, marksOf, pendingMark } from './state.ts';
import type { EngineState, HandlerMark } from './state.ts';

/** One hook, as the engine sees it. */
export interface DispatchRequest<W extends Words> {
  /** Handlers in the order in which those of one round run. */
  readonly table: readonly AnyHandler<W>[];
  readonly knownFlags: readonly W['flag'][];
  readonly hook: W['hook'];
  readonly state: EngineState;
  readonly inputs: InputSource<W>;
  readonly ports: W['ports'];
  readonly trace?: (event: EngineEvent) => void;
}

/** What came of it. */
export interface DispatchResult<W extends Words> {
  readonly state: EngineState;
  /** The last outcome of every handler that ran in this hook, by its name. */
  readonly outcomes: ReadonlyMap<string, Outcome<W['flag'], W['flag']>>;
  /** Rounds in which a handler was due. */
  readonly rounds: number;
}

/**
 * Every handler that was due has run, round by round, until none was due; the result holds the state to be kept.
 *
 * The given state is never changed. What a handler or an input throws is thrown on as it is, and nothing comes of the
 * dispatch.
 *
 * @throws EngineFault if the handlers go round in circles, or if the table or an outcome is at fault
 */
export async function dispatch<W extends Words>(request: DispatchRequest<W>): Promise<DispatchResult<W>> {
  const { table, knownFlags } = request;
  checkTable(table, knownFlags);
  const run = begin(request);
  const cycle = createCycleWatch();
  let queue = await queueOf(table, run, (handler) => causeAtFirst(handler, run));
  while (queue.length > 0) {
    cycle.startRound(
      run.flags.list(),
      queue.map(({ handler }) => handler.name),
    );
    await runRound(queue, run);
    const changes = run.flags.takeChanges();
    cycle.endRound(changes);
    queue = await queueOf(table, run, (handler) => causeByEdge(handler, changes, run));
  }
  return { state: stateAfter(table, run), outcomes: run.outcomes, rounds: run.round };
}

/** What one dispatch knows and changes as it goes. */
interface Run<W extends Words> {
  readonly hook: W['hook'];
  readonly ports: W['ports'];
  readonly flags: FlagBoard<W['flag']>;
  readonly inputs: InputReader<W>;
  readonly marks: Map<string, HandlerMark>;
  readonly outcomes: Map<string, Outcome<W['flag'], W['flag']>>;
  readonly send: (event: EngineEvent) => void;
  /** The round that runs; 0 before the first. */
  round: number;
}

interface Queued<W extends Words> {
  readonly handler: AnyHandler<W>;
  readonly cause: Cause;
}

function begin<W extends Words>({ table, knownFlags, hook, state, inputs, ports, trace }: DispatchRequest<W>): Run<W> {
  return {
    hook,
    ports,
    flags: createFlagBoard(state.flags, knownFlags),
    inputs: createInputReader(inputs),
    marks: new Map(marksOf(state, table)),
    outcomes: new Map(),
    send: sendTo(trace),
    round: 0,
  };
}

async function queueOf<W extends Words>(
  table: readonly AnyHandler<W>[],
  run: Run<W>,
  causeOf: (handler: AnyHandler<W>) => Promise<Cause | null>,
): Promise<readonly Queued<W>[]> {
  run.inputs.startRound();
  const queue: Queued<W>[] = [];
  for (const handler of table) {
    const cause = await causeOf(handler);
    if (cause !== null) queue.push({ handler, cause });
  }
  return queue;
}

async function runRound<W extends Words>(queue: readonly Queued<W>[], run: Run<W>): Promise<void> {
  run.round += 1;
  const { round } = run;
  run.send({ kind: 'round-started', round, flags: run.flags.list() });
  for (const { handler, cause } of queue) run.send({ kind: 'handler-queued', round, handler: handler.name, cause });
  for (const { handler } of queue) {
    if (await applies(handler, run)) await runHandler(handler, run);
    else run.send({ kind: 'handler-dropped', round, handler: handler.name, when: describe(handler.when) });
  }
}

async function runHandler<W extends Words>(handler: AnyHandler<W>, run: Run<W>): Promise<void> {
  const { name } = handler;
  const { round, hook, ports } = run;
  const inputs = await run.inputs.give(handler.reads);
  run.send({ kind: 'handler-started', round, handler: name });
  const outcome = await handler.run({ inputs, hook, ports });
  run.inputs.noteRun();
  checkOutcome(handler, outcome);
  run.outcomes.set(name, outcome);
  const copy = { ...outcome, sets: [...outcome.sets], clears: [...outcome.clears] };
  run.send({ kind: 'handler-finished', round, handler: name, outcome: copy });
  applyFlags(handler, outcome, run);
  run.marks.set(name, await markAfter(handler, outcome, run));
}

function applyFlags<W extends Words>(
  { name }: AnyHandler<W>,
  { sets, clears }: Outcome<W['flag'], W['flag']>,
  { flags, send, round }: Run<W>,
): void {
  for (const flag of sets) if (flags.put(flag, true)) send({ kind: 'flag-set', round, flag, handler: name });
  for (const flag of clears) if (flags.put(flag, false)) send({ kind: 'flag-cleared', round, flag, handler: name });
}

async function markAfter<W extends Words>(
  handler: AnyHandler<W>,
  outcome: Outcome<W['flag'], W['flag']>,
  { marks, inputs, flags }: Run<W>,
): Promise<HandlerMark> {
  if (outcome.kind !== 'done') return pendingMark(marks.get(handler.name), outcome);
  const fingerprints = await inputs.finished(inputsOf(handler));
  return doneMark(
    fingerprints,
    flagsIn(handler.when).map((flag) => [flag, flags.isSet(flag)]),
  );
}

function stateAfter<W extends Words>(table: readonly AnyHandler<W>[], run: Run<W>): EngineState {
  const handlers = table.flatMap(({ name }) => {
    const mark = run.marks.get(name);
    return mark === undefined ? [] : [[name, mark] as const];
  });
  return { flags: run.flags.list(), handlers: Object.fromEntries(handlers) };
}
