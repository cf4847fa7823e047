import type { Outcome } from './outcome.ts';

/** Why a handler is due. */
export type Cause =
  | { readonly kind: 'never-finished' }
  | { readonly kind: 'not-done'; readonly outcome: 'waiting' | 'blocked' }
  | { readonly kind: 'inputs-changed'; readonly inputs: readonly string[] }
  | { readonly kind: 'flags-changed'; readonly flags: readonly string[] };

/** Something that happened in a dispatch, as plain JSON without values of inputs; rounds count from 1. */
export type EngineEvent = { readonly round: number } & (
  | { readonly kind: 'round-started'; readonly flags: readonly string[] }
  | { readonly kind: 'handler-queued'; readonly handler: string; readonly cause: Cause }
  | { readonly kind: 'handler-started'; readonly handler: string }
  | { readonly kind: 'handler-finished'; readonly handler: string; readonly outcome: Outcome<string, string> }
  | { readonly kind: 'handler-dropped'; readonly handler: string; readonly when: string }
  | { readonly kind: 'flag-set' | 'flag-cleared'; readonly flag: string; readonly handler: string }
);

/**
 * Events reach the observer and nothing comes back: they are copies, and an observer that throws is not heard.
 *
 * A fault in tracing must not decide whether a hook succeeds, hence the one empty `catch` of this room.
 */
export function sendTo(observer: ((event: EngineEvent) => void) | undefined): (event: EngineEvent) => void {
  return (event) => {
    try {
      observer?.(event);
    } catch {
      return;
    }
  };
}
