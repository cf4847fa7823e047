import type { HistoryLine } from '../../store/history.ts';
import type { Job } from '../decide/decide.ts';
import type { HookRecord } from '../run/run-hook.ts';

/** What the history keeps of a job that was run: counts of its children, not what they were called with. */
export function historyOf(job: Job, record: HookRecord): HistoryLine {
  const { unit, hook, relation, remoteUnit, startedAt, startedAtMs, durationMs, exitCode, signal, committed } = record;
  const tools = record.calls.filter(({ isTool }) => isTool).length;
  return {
    unit,
    hook,
    kind: job.kind === 'hook' ? 'hook' : job.task.kind,
    ...(relation === undefined ? {} : { relation }),
    ...(remoteUnit === undefined ? {} : { remoteUnit }),
    startedAt,
    startedAtMs,
    durationMs,
    exitCode,
    signal,
    committed,
    tools,
    programs: record.calls.length - tools,
  };
}
