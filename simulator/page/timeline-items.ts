import type { HookRun, UnitStory } from './page-schema.ts';

/** The lanes of a unit's time line, from top to bottom. */
export const lanes = ['hooks', 'handlers', 'commands', 'restarts', 'flags'] as const;
export type Lane = (typeof lanes)[number];

/** Something on the time line. */
export interface TimelineItem {
  /** The run's id, and for what happened inside of it its lane and place: `12`, `12/handlers/3`. */
  readonly id: string;
  readonly lane: Lane;
  readonly label: string;
  readonly startMs: number;
  /** Null for a moment. */
  readonly endMs: number | null;
  readonly tone: 'bad' | 'calm' | 'good' | 'waiting';
  /** Why it happened, or else what it was, in one line. */
  readonly summary: string;
}

/** Which part of a story is drawn. */
export interface Shown {
  readonly fromMs: number;
  readonly toMs: number;
  /** Only what has this text in it, in its cause or in what came of it. */
  readonly filter: string;
}

/**
 * What is to be drawn of the story.
 *
 * The trace knows the order of what happened in a hook and how long commands took, not when each began: places inside
 * of a hook are shares of its time. When more than a few hooks are in sight, only hooks and restarts are drawn.
 */
export function timelineItems({ hooks }: UnitStory, { fromMs, toMs, filter }: Shown): TimelineItem[] {
  const inSight = hooks.filter(({ startMs, durationMs }) => startMs <= toMs && startMs + durationMs >= fromMs);
  const isNear = inSight.length <= hooksWithDetail;
  const wanted = filter.trim().toLowerCase();
  const isWanted = ({ label, summary }: TimelineItem) => `${label} ${summary}`.toLowerCase().includes(wanted);
  const items = inSight.slice(-mostHooks).flatMap((run) => {
    const inside = [...restartItems(run), ...(isNear || wanted !== '' ? insideItems(run) : [])].filter(isWanted);
    const own = hookItem(run);
    return isWanted(own) || inside.length > 0 ? [own, ...inside] : [];
  });
  return items.length > mostItems ? items.filter(({ lane }) => lane === 'hooks' || lane === 'restarts') : items;
}

/** Hooks in sight with which everything inside of them is drawn. */
export const hooksWithDetail = 60;
const mostHooks = 600;
const mostItems = 2500;

function hookItem(run: HookRun): TimelineItem {
  const { id, name, startMs, durationMs, outcome, cause, exitCode, failure } = run;
  const ended = outcome === 'committed' ? '' : ` · ${outcome}${exitCode === null ? '' : `, exit code ${exitCode}`}`;
  return {
    id,
    lane: 'hooks',
    label: name,
    startMs,
    endMs: startMs + Math.max(1, durationMs),
    tone: outcome === 'committed' ? 'calm' : outcome === 'failed' ? 'bad' : 'waiting',
    summary: `${cause}${ended}${failure === null ? '' : ` · ${failure}`}`,
  };
}

function restartItems(run: HookRun): TimelineItem[] {
  const spans = spansOf(
    run,
    run.commands.map(({ durationMs }) => durationMs),
  );
  return run.restarts.map(({ service, reasons }, index) => {
    const at = run.commands.findIndex(({ line }) => /^systemctl (re)?start /.test(line) && line.endsWith(service));
    return {
      id: `${run.id}/restarts/${index}`,
      lane: 'restarts',
      label: service,
      startMs: spans[at]?.startMs ?? run.startMs + run.durationMs,
      endMs: null,
      tone: 'waiting',
      summary: `because of ${reasons.join('; ')}`,
    };
  });
}

function insideItems(run: HookRun): TimelineItem[] {
  const handlerSpans = spansOf(
    run,
    run.handlers.map(() => 1),
  );
  const commandSpans = spansOf(
    run,
    run.commands.map(({ durationMs }) => durationMs),
  );
  const endOf = (handler: string, round: number) =>
    handlerSpans[run.handlers.findIndex((each) => each.name === handler && each.round === round)]?.endMs ??
    run.startMs + run.durationMs;
  return [
    ...run.handlers.map(({ name, cause, outcome, detail }, index): TimelineItem => {
      return {
        id: `${run.id}/handlers/${index}`,
        lane: 'handlers',
        label: name,
        ...(handlerSpans[index] ?? { startMs: run.startMs, endMs: null }),
        tone: toneOfOutcome[outcome],
        summary: `${cause} · ${outcome}${detail === '' ? '' : ` ${detail}`}`,
      };
    }),
    ...run.commands.map(({ line, exitCode, durationMs }, index): TimelineItem => {
      return {
        id: `${run.id}/commands/${index}`,
        lane: 'commands',
        label: line,
        ...(commandSpans[index] ?? { startMs: run.startMs, endMs: null }),
        tone: exitCode === 0 ? 'calm' : 'waiting',
        summary: `exit code ${exitCode ?? 'none'} after ${durationMs} ms`,
      };
    }),
    ...run.flags.map(({ flag, isSet, handler, round }, index): TimelineItem => {
      return {
        id: `${run.id}/flags/${index}`,
        lane: 'flags',
        label: `${isSet ? '+' : '−'} ${flag}`,
        startMs: endOf(handler, round),
        endMs: null,
        tone: isSet ? 'good' : 'waiting',
        summary: `${isSet ? 'set' : 'cleared'} by ${handler}`,
      };
    }),
  ];
}

const toneOfOutcome: Readonly<Record<HookRun['handlers'][number]['outcome'], TimelineItem['tone']>> = {
  done: 'good',
  waiting: 'waiting',
  blocked: 'bad',
  dropped: 'calm',
  unfinished: 'bad',
};

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The run's time, shared out. */
function spansOf({ startMs, durationMs }: HookRun, parts: readonly number[]): Span[] {
  const whole = parts.reduce((sum, part) => sum + Math.max(part, 1), 0);
  let before = 0;
  return parts.map((part) => {
    const from = before;
    before += Math.max(part, 1);
    return { startMs: startMs + (durationMs * from) / whole, endMs: startMs + (durationMs * before) / whole };
  });
}
