import type { StandInHook } from '../contract.ts';

/** The option as text; empty when it is not set. */
export function textOption(hook: StandInHook, name: string): string {
  const value = hook.config[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The words of an option that lists some, separated by blanks. */
export function wordsOption(hook: StandInHook, name: string): readonly string[] {
  return textOption(hook, name)
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** A port that an option gives. */
export function portOption(hook: StandInHook, name: string, standard: number): number {
  const port = Number(textOption(hook, name));
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : standard;
}
