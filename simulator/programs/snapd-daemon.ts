import type { Machine } from '../contract.ts';
import { maskedUrl } from './go-text.ts';
import { stateOf } from './state.ts';

/** snapd runs with these variables of its unit. It starts with any. */
export function startSnapd(machine: Machine, environment: Readonly<Record<string, string>>): null {
  const masked = Object.entries(environment).map(([name, value]) => [name, maskedUrl(value)] as const);
  stateOf(machine).snapd.environment = Object.fromEntries(masked);
  return null;
}
