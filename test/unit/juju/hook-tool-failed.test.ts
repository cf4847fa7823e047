import { describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../src/host/host.ts';
import { HookToolFailed } from '../../../src/juju/juju.ts';

const ending = {
  exitCode: null,
  signal: null,
  durationMs: 9,
  timedOut: false,
  isMissing: false,
  stdout: '',
  stderr: '',
};

describe('a hook tool that failed', () => {
  it.each([
    ['a code', { exitCode: 1, stderr: 'ERROR no\n' }, 'is-leader failed (exit code 1): ERROR no'],
    ['a code and no words', { exitCode: 3 }, 'is-leader failed (exit code 3)'],
    ['a signal', { signal: 'SIGTERM' }, 'is-leader was ended by SIGTERM'],
    ['its time', { signal: 'SIGKILL', timedOut: true }, 'is-leader did not answer within 9 ms'],
    ['its absence', { isMissing: true }, 'is-leader does not exist in this Juju'],
    ['a problem', { problem: 'printed more than 5 bytes' }, 'is-leader printed more than 5 bytes'],
  ])('by %s says so', (_what, details, sentence) => {
    const argv = ['is-leader', '--format=json'] as const;
    const error = HookToolFailed.refused(argv, new CommandFailed({ ...ending, argv, ...details }));
    expect(error.message).toBe(sentence);
    expect(error.argv).toEqual(argv);
  });
});
