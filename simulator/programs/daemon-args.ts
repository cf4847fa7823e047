import type { Machine } from '../contract.ts';
import { stateOf } from './state.ts';

/** The flags that the snap's wrapper makes of its settings: one per key. */
export function daemonArgs(machine: Machine, snap: string): Readonly<Record<string, string>> {
  const settings = Object.entries(stateOf(machine).snaps[snap]?.settings ?? {});
  return Object.fromEntries(
    settings.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
