import type { HistoryLine } from '../store/history.ts';
import { commandLine } from './command-line.ts';
import { handlerRuns } from './handler-runs.ts';
import type { Hide } from './hide-secrets.ts';
import { hookCause } from './hook-cause.ts';
import { modelTimes } from './model-times.ts';
import type { HookRun, UnitStory } from './page-schema.ts';
import type { TraceLine } from './trace-schema.ts';

/** What is known of what a unit did. */
export interface StorySources {
  /** Of the whole model. */
  readonly history: readonly HistoryLine[];
  /** Of this unit's charm. */
  readonly trace: readonly TraceLine[];
  readonly complaints: UnitStory['complaints'];
  readonly hide: Hide;
  /** How many of the last runs are told of. */
  readonly limit: number;
}

/**
 * What the unit did: its lines of the history, each with the line of the charm's trace that was begun while it ran.
 *
 * A line of the trace that belongs to nothing in the history stands for a hook of its own.
 */
export function unitStoryOf(unit: string, { history, trace, complaints, hide, limit }: StorySources): UnitStory {
  const modelMs = modelTimes(history);
  const left = new Set(trace);
  const told = history
    .filter((line) => line.unit === unit)
    .map((line) => {
      const found = [...left].find((each) => belongs(each, line));
      if (found !== undefined) left.delete(found);
      return { line, trace: found ?? null, startedAtMs: line.startedAtMs };
    });
  const untold = [...left].map((each) => ({ line: lineOf(unit, each), trace: each, startedAtMs: each.startedAt }));
  const hidden = new Set<HistoryLine>(untold.map(({ line }) => line));
  let endMs = -Infinity;
  const hooks = [...told, ...untold]
    .sort((a, b) => a.startedAtMs - b.startedAtMs)
    .map((each, index): HookRun => {
      // One at a time: what the seconds of the model's clock leave open must not look like two side by side.
      const startMs = Math.max(endMs, modelMs(each.startedAtMs));
      endMs = startMs + each.line.durationMs;
      const calls = hidden.has(each.line) ? null : { tools: each.line.tools, programs: each.line.programs };
      return { ...runOf(each.line, each.trace, hide), id: `${index}`, startMs, calls };
    });
  return { unit, omitted: Math.max(0, hooks.length - limit), hooks: hooks.slice(-limit), complaints: [...complaints] };
}

/** Only what was begun while the hook ran: one that was killed has left no line. */
function belongs(trace: TraceLine, { hook, startedAtMs, durationMs }: HistoryLine): boolean {
  const slackMs = 20;
  return (
    trace.hook === hook &&
    trace.startedAt >= startedAtMs - slackMs &&
    trace.startedAt <= startedAtMs + durationMs + slackMs
  );
}

function lineOf(unit: string, { hook, startedAt, failed, commands }: TraceLine): HistoryLine {
  return {
    unit,
    hook,
    kind: 'hook',
    startedAt: Math.floor(startedAt / 1000),
    startedAtMs: startedAt,
    durationMs: Math.max(
      1,
      commands.reduce((sum, { durationMs }) => sum + durationMs, 0),
    ),
    exitCode: failed === null ? 0 : 1,
    signal: null,
    committed: failed === null,
    tools: 0,
    programs: 0,
  };
}

function runOf(line: HistoryLine, trace: TraceLine | null, hide: Hide): Omit<HookRun, 'calls' | 'id' | 'startMs'> {
  const { hook, kind, relation, remoteUnit, durationMs, exitCode, signal, committed } = line;
  return {
    name: hook,
    kind,
    relation: relation ?? null,
    remoteUnit: remoteUnit ?? null,
    cause: hide(hookCause(line)),
    durationMs,
    exitCode,
    signal,
    outcome: committed ? 'committed' : signal === 'SIGKILL' || signal === 'SIGTERM' ? 'killed' : 'failed',
    failure: trace === null || trace.failed === null ? null : hide(trace.failed),
    handlers: handlerRuns(trace?.events ?? []).map((run) => ({ ...run, detail: hide(run.detail) })),
    flags: (trace?.events ?? []).flatMap((event) =>
      event.kind === 'flag-set' || event.kind === 'flag-cleared'
        ? [{ flag: event.flag, isSet: event.kind === 'flag-set', handler: event.handler, round: event.round }]
        : [],
    ),
    restarts: (trace?.restarts ?? []).map(({ service, reasons }) => ({ service, reasons: reasons.map(hide) })),
    commands: (trace?.commands ?? []).map(({ argv, exitCode: code, durationMs: took }) => {
      return { line: hide(commandLine(argv.map(hide))), exitCode: code, durationMs: took };
    }),
  };
}
