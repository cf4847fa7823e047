import { blocked } from '../engine/engine.ts';
import type { Outcome } from '../engine/engine.ts';
import type { OptionInvalid } from '../workload/option-invalid.ts';

/** The outcome of an option that does not parse: it names the option, what is wrong and the accepted form. */
export function invalidOption({ option, problem, accepted }: OptionInvalid): Outcome<never, never> {
  return blocked(`${option}: ${problem}; accepted: ${accepted}`, `juju config ${option}`, { about: 'option' });
}
