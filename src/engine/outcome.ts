/** What a handler says besides its verdict: flags `S` to set and `C` to clear, and what kind of thing it is about. */
export interface Marks<S extends string, C extends string> {
  readonly sets?: readonly S[];
  readonly clears?: readonly C[];
  /** A word of the caller's own, by which whoever reads outcomes sorts them. */
  readonly about?: string;
}

interface Applied<S extends string, C extends string> {
  readonly sets: readonly S[];
  readonly clears: readonly C[];
  readonly about?: string;
}

/**
 * How a handler ended. Nothing is thrown for "not yet".
 *
 * `done` has dealt with the inputs it was given. `waiting` and `blocked` have not: the change stays pending. The first
 * resolves by itself, the second needs the operator, whom `hint` tells what to type.
 */
export type Outcome<S extends string, C extends string> =
  | (Applied<S, C> & { readonly kind: 'done' })
  | (Applied<S, C> & { readonly kind: 'waiting'; readonly on: string })
  | (Applied<S, C> & { readonly kind: 'blocked'; readonly why: string; readonly hint: string });

/** The handler has dealt with its inputs as they are. */
export function done<const S extends string = never, const C extends string = never>(
  marks: Marks<S, C> = {},
): Outcome<S, C> {
  return { kind: 'done', ...applied(marks) };
}

/** The handler cannot go on before something arrives by itself; `on` says what. */
export function waiting<const S extends string = never, const C extends string = never>(
  on: string,
  marks: Marks<S, C> = {},
): Outcome<S, C> {
  return { kind: 'waiting', on, ...applied(marks) };
}

/** The handler cannot go on before the operator acts; `why` says what is wrong, `hint` what to type. */
export function blocked<const S extends string = never, const C extends string = never>(
  why: string,
  hint: string,
  marks: Marks<S, C> = {},
): Outcome<S, C> {
  return { kind: 'blocked', why, hint, ...applied(marks) };
}

function applied<S extends string, C extends string>({ sets = [], clears = [], about }: Marks<S, C>): Applied<S, C> {
  return { sets, clears, ...(about === undefined ? {} : { about }) };
}
