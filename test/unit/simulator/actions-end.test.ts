import { describe, expect, it } from 'vitest';
import { lockOf } from '../../../simulator/agent/schedule/lock-of.ts';
import type { ProcessOutcome } from '../../../simulator/agent/run/run-program.ts';
import { endOfTask } from '../../../simulator/agent/run/task-end.ts';
import type { FinishedRun } from '../../../simulator/agent/run/task-end.ts';

/** A process that ended like this. */
function ended(
  exitCode: number | null,
  more: { signal?: string; stdout?: string; stderr?: string } = {},
): ProcessOutcome {
  const { signal = null, stdout = '', stderr = '' } = more;
  const kind = exitCode === 0 ? 'succeeded' : signal === 'SIGKILL' ? 'terminated' : 'failed';
  const bytes = { stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) };
  return { kind, exitCode, signal, stdout, stderr, via: 'explicit, bespoke hook script', bytes };
}

const nothing = { exitCode: null, signal: null, stdout: '', stderr: '', bytes: null };
const results = { outfile: { size: '10G' } };

describe.each([
  ['2.9', true, (code: number) => ({ Code: String(code) }), 'Stderr'],
  ['3.6', false, (code: number) => ({ 'return-code': code }), 'stderr'],
] as const)('the end of an action in Juju %s', (_track, hasOldActionKeys, code, stderr) => {
  const end = (run: Partial<FinishedRun> & Pick<FinishedRun, 'outcome'>) =>
    endOfTask({
      unit: 'tiny/0',
      results,
      failure: null,
      refusal: null,
      isAborted: false,
      features: { hasOldActionKeys },
      ...run,
    });
  const failure = 'no disk';
  const refusal = 'permission denied';
  const rejected = 'committing requested changes failed';

  it.each([
    ['exit 0', { outcome: ended(0) }, 'completed', '', code(0)],
    ['exit 0 after action-fail', { outcome: ended(0), failure }, 'failed', 'no disk', code(0)],
    ['exit 3', { outcome: ended(3) }, 'failed', 'exit status 3', code(3)],
    ['exit 3 after action-fail', { outcome: ended(3), failure }, 'failed', 'exit status 3', code(3)],
    ['killed', { outcome: ended(null, { signal: 'SIGKILL' }), failure }, 'failed', 'terminated', code(-1)],
    [
      'killed by another signal',
      { outcome: ended(null, { signal: 'SIGSEGV' }) },
      'failed',
      'signal: segmentation fault',
      code(-1),
    ],
    [
      'no file',
      { outcome: { kind: 'skipped', via: '', ...nothing } },
      'failed',
      `action not implemented on unit "tiny/0"`,
      {},
    ],
    [
      'commit rejected',
      { outcome: ended(0, { stderr: 'careful' }), refusal },
      'failed',
      rejected,
      { ...code(1), [stderr]: 'careful\npermission denied' },
    ],
    [
      'commit rejected after action-fail',
      { outcome: ended(0), failure, refusal },
      'failed',
      rejected,
      {
        ...code(1),
        [stderr]: refusal,
      },
    ],
    ['cancelled', { outcome: ended(null, { signal: 'SIGKILL' }), isAborted: true }, 'aborted', '', code(-1)],
    ['cancelled at the last moment', { outcome: ended(0), isAborted: true }, 'aborted', '', code(0)],
  ] as const)('%s', (_case, run, status, message, own) => {
    expect(end(run)).toEqual({ status, message, results: { ...results, ...own } });
  });
});

describe('the lock of a machine', () => {
  it.each([
    ['a hook', null, 'machine 0'],
    ['an action', { isParallel: false, executionGroup: '' }, 'machine 0'],
    ['a parallel action', { isParallel: true, executionGroup: '' }, null],
    ['an action of a group', { isParallel: false, executionGroup: 'disk' }, 'machine 0 group disk'],
    ['a parallel action of a group', { isParallel: true, executionGroup: 'disk' }, 'machine 0 group disk'],
  ])('that %s needs is the right one', (_what, task, lock) => {
    expect(lockOf('0', task)).toBe(lock);
  });
});
