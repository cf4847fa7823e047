/** A list that holds at least one element, so that an empty condition does not compile. */
export type Some<T> = readonly [T, ...T[]];

/** A list of at least two elements. */
export type AtLeastTwo<T> = readonly [T, T, ...T[]];

/** Holds in every hook; only for handlers that read an input, since nothing else would ever make them due again. */
export interface Always {
  readonly kind: 'always';
}

/** Holds while all, any, or none of the flags are set. */
export interface FlagCondition<K extends 'all' | 'any' | 'not', F extends string> {
  readonly kind: K;
  readonly flags: Some<F>;
}

/** Holds while an input is not what the handler finished with. */
export interface Changed<I extends string> {
  readonly kind: 'changed';
  readonly inputs: Some<I>;
}

/** Holds in hooks of these names. */
export interface InHook<H extends string> {
  readonly kind: 'hook';
  readonly hooks: Some<H>;
}

/** Holds while every one of its conditions does. */
export interface Both<C> {
  readonly kind: 'both';
  readonly conditions: AtLeastTwo<C>;
}

/** A condition other than `always()`. */
export type Selective<F extends string, I extends string, H extends string> =
  | FlagCondition<'all', F>
  | FlagCondition<'any', F>
  | FlagCondition<'not', F>
  | Changed<I>
  | InHook<H>
  | Both<Condition<F, I, H>>;

/** When a handler applies: a plain value over flags `F`, inputs `I` and hooks `H`, that can be printed and drawn. */
export type Condition<F extends string, I extends string, H extends string> = Always | Selective<F, I, H>;

/** A condition that holds in every hook. */
export function always(): Always {
  return { kind: 'always' };
}

/** A condition that holds while every one of the flags is set. */
export function all<F extends string>(first: F, ...others: F[]): FlagCondition<'all', F> {
  return { kind: 'all', flags: [first, ...others] };
}

/** A condition that holds while at least one of the flags is set. */
export function any<F extends string>(first: F, ...others: F[]): FlagCondition<'any', F> {
  return { kind: 'any', flags: [first, ...others] };
}

/** A condition that holds while none of the flags is set. */
export function not<F extends string>(first: F, ...others: F[]): FlagCondition<'not', F> {
  return { kind: 'not', flags: [first, ...others] };
}

/**
 * A condition that holds while at least one of the inputs has another fingerprint than the handler last finished with;
 * for a handler that has never finished it holds.
 *
 * It says nothing of the last outcome: an input that goes back to what it was while the handler waits has not changed.
 * A handler that can leave work half done reads the input instead, which makes it due until it is done.
 */
export function changed<I extends string>(first: I, ...others: I[]): Changed<I> {
  return { kind: 'changed', inputs: [first, ...others] };
}

/**
 * A condition that holds in hooks of these names.
 *
 * It narrows when a handler may run; it does not make one that is done due again.
 */
export function hook<H extends string>(first: H, ...others: H[]): InHook<H> {
  return { kind: 'hook', hooks: [first, ...others] };
}

/** A condition that holds while all the conditions do; they can be of any number and kind. */
export function both<const C extends AtLeastTwo<Condition<string, string, string>>>(...conditions: C): Both<C[number]> {
  const [first, second, ...others] = conditions;
  return { kind: 'both', conditions: [first, second, ...others] };
}

/** The flags a condition names, each once, in the order in which it names them. */
export function flagsIn<F extends string>(condition: Condition<F, string, string>): readonly F[] {
  if (condition.kind === 'both') return [...new Set(condition.conditions.flatMap(flagsIn<F>))];
  return 'flags' in condition ? [...new Set(condition.flags)] : [];
}

/** The inputs a condition names, each once, in the order in which it names them. */
export function inputsIn<I extends string>(condition: Condition<string, I, string>): readonly I[] {
  if (condition.kind === 'both') return [...new Set(condition.conditions.flatMap(inputsIn<I>))];
  return condition.kind === 'changed' ? [...new Set(condition.inputs)] : [];
}

/** The condition as a person would write it, for logs and drawings: `all(a, b) and not(c)`. */
export function describe(condition: Condition<string, string, string>): string {
  switch (condition.kind) {
    case 'always':
      return 'always';
    case 'changed':
      return `changed(${condition.inputs.join(', ')})`;
    case 'hook':
      return `hook(${condition.hooks.join(', ')})`;
    case 'both':
      return condition.conditions.map(describe).join(' and ');
    default:
      return `${condition.kind}(${condition.flags.join(', ')})`;
  }
}
