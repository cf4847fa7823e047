import { describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../src/host/host.ts';
import { networkPausesMs, retrying, shortPausesMs } from '../../../src/host/retry.ts';

const ended = {
  argv: ['x'],
  exitCode: 1,
  signal: null,
  durationMs: 1,
  timedOut: false,
  isMissing: false,
  stdout: '',
  stderr: '',
};

/** An act that fails so often, and what came of retrying it. */
async function attempted(failures: readonly Error[]) {
  const pausesMs: number[] = [];
  let runs = 0;
  const act = async (): Promise<string> => {
    const failure = failures[runs];
    runs += 1;
    if (failure !== undefined) throw failure;
    return 'done';
  };
  const wait = async (delayMs: number): Promise<void> => {
    pausesMs.push(delayMs);
  };
  const classify = (failed: CommandFailed) => (failed.exitCode === 1 ? ('busy' as const) : null);
  const result = await retrying({ classify, delaysMs: { busy: [10, 20] }, wait }, act).catch((error: unknown) => error);
  return { result, runs, pausesMs };
}

describe('retrying', () => {
  it('gives what the act gives in the end', async () => {
    const busy = new CommandFailed(ended);
    expect(await attempted([busy, busy])).toEqual({ result: 'done', runs: 3, pausesMs: [10, 20] });
  });

  it('ends with the last failure, its reason and the number of runs', async () => {
    const busy = new CommandFailed(ended);
    const { result, runs } = await attempted([busy, busy, busy, busy]);
    expect(runs).toBe(3);
    expect(result).toMatchObject({ exitCode: 1, context: { reason: 'busy', attempts: 3 }, cause: busy });
  });

  it.each([
    ['a failure that nobody knows', new CommandFailed({ ...ended, exitCode: 2 })],
    ['a missing program', new CommandFailed({ ...ended, isMissing: true })],
    ['another error', new TypeError('fault')],
  ])('passes %s on as it is', async (_what, error) => {
    const { result, runs } = await attempted([error]);
    expect([result === error, runs]).toEqual([true, 1]);
  });

  it('runs a program that did not end in time only once', async () => {
    const { result, runs } = await attempted([new CommandFailed({ ...ended, timedOut: true })]);
    expect(runs).toBe(1);
    expect(result).toMatchObject({ timedOut: true, context: { reason: 'timeout' } });
  });

  it.each([shortPausesMs, networkPausesMs])('has pauses that stay below 30 seconds in total', (...pauses) => {
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(30_000);
  });
});
