/**
 * The engine: a machine of flags and handlers that runs what is due until nothing is.
 *
 * It is pure: it knows no Juju, no files, no clock, and imports no other room of ours. What it acts on comes in with
 * the request, what it found out goes out as a new state; the given state is never touched, so a throw commits nothing.
 * Start reading at `dispatch.ts` (one hook from end to end), then `due.ts` (when a handler runs), `condition.ts`,
 * `outcome.ts` and `handler.ts` (what an author writes), `state.ts` (what is kept between hooks).
 *
 * This is the front file: other rooms import the engine through it.
 */

export { all, always, any, both, changed, describe, hook, not } from './condition.ts';
export type { Condition } from './condition.ts';
export { dispatch } from './dispatch.ts';
export type { DispatchRequest, DispatchResult } from './dispatch.ts';
export { EngineFault } from './engine-fault.ts';
export type { Cause, EngineEvent } from './events.ts';
export { handlerFor } from './handler.ts';
export type { AnyHandler, Handler, HandlerContext, InputId, Words } from './handler.ts';
export { holds } from './holds.ts';
export type { ConditionFacts } from './holds.ts';
export type { InputReading, InputSource } from './input-source.ts';
export { blocked, done, waiting } from './outcome.ts';
export type { Marks, Outcome } from './outcome.ts';
export { standings } from './standings.ts';
export type { HandlerStanding } from './standings.ts';
export { emptyEngineState, outcomeOf } from './state.ts';
export type { EngineState, HandlerMark } from './state.ts';
