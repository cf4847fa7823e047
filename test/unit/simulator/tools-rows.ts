/** Tables of calls of hook tools, with what each is answered to the letter. */
import { expect, it } from 'vitest';
import type { Answer } from '../../../simulator/contract.ts';
import { answerIn } from './tools-world.ts';
import type { Place } from './tools-world.ts';

/** Calls, separated by ` ; `; the answer to the last one, a text for success; where they are made. */
export type Row = readonly [line: string, expected: Answer | string, place?: Place];

/** Bad usage: exit code 2. */
export function usage(message: string): Answer {
  return { exitCode: 2, stdout: '', stderr: `ERROR ${message}\n` };
}

/** The tool could not: exit code 1. */
export function failure(message: string): Answer {
  return { exitCode: 1, stdout: '', stderr: `ERROR ${message}\n` };
}

/** Each row is a test. */
export function itAnswers(rows: readonly Row[]): void {
  const titled = rows.map(([line, expected, place = {}]) => ({
    title: [line, place.juju, place.in, place.unit].filter((word) => word !== undefined).join('  · '),
    line,
    place,
    expected: typeof expected === 'string' ? { exitCode: 0, stdout: expected, stderr: '' } : expected,
  }));
  it.each(titled)('$title', async ({ line, place, expected }) => {
    expect(await answerIn(line, place)).toEqual(expected);
  });
}
