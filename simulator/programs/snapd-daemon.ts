import type { Machine } from '../contract.ts';
import { stateOf } from './state.ts';

/** snapd runs with these variables of its unit. It starts with any. */
export function startSnapd(machine: Machine, environment: Readonly<Record<string, string>>): null {
  stateOf(machine).snapd.environment = Object.keys(environment).sort();
  return null;
}
