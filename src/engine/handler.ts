import type { Always, Condition, Selective } from './condition.ts';
import type { Outcome } from './outcome.ts';

/** The vocabulary of one program: every flag, the type of every input by its id, the hooks, what handlers act with. */
export interface Words {
  readonly flag: string;
  readonly inputs: object;
  readonly hook: string;
  readonly ports: unknown;
}

/** The ids of the inputs. */
export type InputId<W extends Words> = keyof W['inputs'] & string;

/** What a handler is given when it runs: the inputs it reads and no others. */
export interface HandlerContext<W extends Words, R extends InputId<W>> {
  readonly inputs: Pick<W['inputs'], R>;
  readonly hook: W['hook'];
  readonly ports: W['ports'];
}

interface Common<W extends Words, R extends InputId<W>, S extends W['flag'], C extends W['flag']> {
  /** Stable: marks are stored under it. */
  readonly name: string;
  /** Names it had in earlier versions, under which a stored mark is still found. */
  readonly formerly?: readonly string[];
  /** The flags its outcomes may set and clear. */
  readonly sets?: readonly S[];
  readonly clears?: readonly C[];
  /** Running it twice must change nothing the second time: a hook that fails is repeated, and the machine is not. */
  readonly run: (context: HandlerContext<W, R>) => Promise<Outcome<NoInfer<S>, NoInfer<C>>>;
}

/** A condition, the inputs it reads, and a function; one that always applies reads at least one input. */
export type Handler<
  W extends Words,
  R extends InputId<W> = never,
  S extends W['flag'] = never,
  C extends W['flag'] = never,
> = Common<W, R, S, C> &
  (
    | { readonly when: Selective<W['flag'], InputId<W>, W['hook']>; readonly reads: readonly R[] }
    | { readonly when: Always; readonly reads: readonly [R, ...R[]] }
  );

/** Any handler of a program: what a table holds. */
export interface AnyHandler<W extends Words> {
  readonly name: string;
  readonly formerly?: readonly string[];
  readonly when: Condition<W['flag'], InputId<W>, W['hook']>;
  readonly reads: readonly InputId<W>[];
  readonly sets?: readonly W['flag'][];
  readonly clears?: readonly W['flag'][];
  readonly run: (context: HandlerContext<W, InputId<W>>) => Promise<Outcome<W['flag'], W['flag']>>;
}

/**
 * A function that returns the handler it is given, checked against the words of the program.
 *
 * Curried, because the words are given and the rest is inferred. Unknown flags, inputs and hooks, empty conditions,
 * reads, sets and clears that were not declared do not compile.
 */
export function handlerFor<W extends Words>() {
  return <const R extends InputId<W> = never, const S extends W['flag'] = never, const C extends W['flag'] = never>(
    handler: Handler<W, R, S, C>,
  ): Handler<W, R, S, C> => handler;
}
