import moment from 'moment';
import { DataSet } from 'vis-data/esnext';
import { Timeline } from 'vis-timeline/esnext';
import type { DataItem } from 'vis-timeline/esnext';
import { idleTimes, restMs } from '../idle-times.ts';
import type { IdleTime } from '../idle-times.ts';
import type { UnitStory } from '../page-schema.ts';
import { roomyLabels } from '../roomy-labels.ts';
import { lanes, timelineItems } from '../timeline-items.ts';
import type { TimelineItem } from '../timeline-items.ts';
import { el } from './dom.ts';
import { showTip } from './tip.ts';

/** The time line of the chosen unit. */
export interface TimeLine {
  /** Another unit begins at its last hooks; the same one keeps what is in sight, and follows its newest hook. */
  readonly show: (story: UnitStory, filter: string) => void;
  /** The item is marked and in sight. */
  readonly choose: (id: string | null) => void;
  readonly fit: () => void;
  readonly zoom: (isIn: boolean) => void;
  readonly fold: (isFolded: boolean) => void;
}

/** A time line of one unit at a time; choosing an item calls back with its id. */
export function createTimeLine(container: HTMLElement, onChoose: (id: string) => void): TimeLine {
  const items = new DataSet<DataItem>();
  const shownItems = new Map<string, TimelineItem>();
  let story: UnitStory = { unit: '', omitted: 0, hooks: [], complaints: [] };
  let filter = '';
  let isFolded = true;
  const timeline = new Timeline(container, items, groups, options);
  const idle = () => (isFolded ? idleTimes(story) : []);
  const draw = () => {
    const { start, end } = timeline.getWindow();
    const [fromMs, toMs] = [start.valueOf(), end.valueOf()];
    const beyondMs = (toMs - fromMs) / 4;
    const found = timelineItems(story, { fromMs: fromMs - beyondMs, toMs: toMs + beyondMs, filter });
    const seenMs = toMs - fromMs - lengthOf(idle(), fromMs, toMs);
    const wanted = roomyLabels(found, { msPerPixel: seenMs / Math.max(1, container.clientWidth - 80), folded: idle() });
    shownItems.clear();
    for (const item of found) shownItems.set(item.id, item);
    items.remove(items.getIds().filter((id) => !shownItems.has(`${id}`)));
    items.update(wanted.map(dataItem).filter((item) => !isSame(items.get(item.id), item)));
  };
  const foldIdle = () => {
    const folded = idle().map(({ startMs, endMs }) => ({ start: startMs, end: endMs }));
    // Between many folds there is no room for the time at each of them.
    timeline.setOptions({ hiddenDates: folded, showMinorLabels: folded.length < 4 });
  };
  const lookAt = (hooks: UnitStory['hooks']) => {
    const [first, last] = [hooks[0], hooks.at(-1)];
    if (first === undefined || last === undefined) return;
    const [fromMs, toMs] = [first.startMs, last.startMs + last.durationMs];
    // Ends inside of folded time would be moved out of it; after the very last hook there is none, but names of moments.
    const seenMs = toMs - fromMs - lengthOf(idle(), fromMs, toMs);
    const marginMs = isFolded ? restMs * 0.7 : seenMs * 0.03;
    const start = fromMs - marginMs;
    const end = toMs + (last === story.hooks.at(-1) ? Math.max(60, seenMs * 0.12) : marginMs);
    // As options also: without them its first drawing, which comes later, is of everything.
    timeline.setOptions({ start, end });
    timeline.setWindow(start, end, { animation: false });
  };
  timeline.on('rangechanged', draw);
  timeline.on('select', ({ items: [id] }: { readonly items: readonly (string | undefined)[] }) => {
    if (id !== undefined) onChoose(id);
  });
  timeline.on('itemover', ({ item, event }: { readonly item: string; readonly event: MouseEvent }) => {
    const found = shownItems.get(item);
    if (found !== undefined) showTip(event, found.label, found.summary);
  });
  timeline.on('itemout', () => showTip(null));
  container.addEventListener('mouseleave', () => showTip(null));
  container.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const selected = `${timeline.getSelection()[0] ?? ''}`.split('/')[0];
    const at = story.hooks.findIndex(({ id }) => id === selected);
    const next = story.hooks.at(at === -1 ? -1 : Math.min(story.hooks.length - 1, Math.max(0, at + step)));
    if (next !== undefined) onChoose(next.id);
  });
  return {
    show: (next, text) => {
      const isOther = next.unit !== story.unit;
      const last = story.hooks.at(-1);
      const wasAtEnd = last !== undefined && last.startMs <= timeline.getWindow().end.valueOf();
      const isLonger = next.hooks.length !== story.hooks.length;
      story = next;
      filter = text;
      if (isOther || isLonger) foldIdle();
      if (isOther) lookAt(next.hooks.slice(-firstHooks));
      else if (isLonger && (wasAtEnd || last === undefined)) lookAt(next.hooks.slice(-firstHooks));
      draw();
    },
    choose: (id) => {
      timeline.setSelection(id === null || !items.get(id) ? [] : [id]);
      const run = story.hooks.find((hook) => hook.id === id?.split('/')[0]);
      const { start, end } = timeline.getWindow();
      if (run === undefined || (run.startMs >= start.valueOf() && run.startMs <= end.valueOf())) return;
      const half = (end.valueOf() - start.valueOf()) / 2;
      timeline.setWindow(run.startMs - half, run.startMs + half, { animation: false });
    },
    fit: () => lookAt(story.hooks),
    zoom: (isIn) => (isIn ? timeline.zoomIn(0.5) : timeline.zoomOut(0.5)),
    fold: (isWanted) => {
      isFolded = isWanted;
      foldIdle();
      lookAt(story.hooks.slice(-firstHooks));
    },
  };
}

const firstHooks = 20;

/** Of the idle times between two moments, together. */
function lengthOf(idle: readonly IdleTime[], fromMs: number, toMs: number): number {
  return idle.reduce((sum, { startMs, endMs }) => {
    return sum + Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs));
  }, 0);
}

const groups = lanes.map((lane) => ({ id: lane, content: lane, className: `lane-${lane}` }));

/** Times are the model's, in UTC; the wheel scrolls the page unless Ctrl is held. */
const options = {
  moment: (date: moment.MomentInput) => moment.utc(date),
  stack: false,
  selectable: true,
  multiselect: false,
  zoomKey: 'ctrlKey' as const,
  zoomMin: 20,
  zoomMax: 1000 * 60 * 60 * 24 * 400,
  horizontalScroll: false,
  verticalScroll: false,
  showCurrentTime: false,
  showTooltips: false,
  orientation: 'top' as const,
  margin: { item: { horizontal: 0, vertical: 4 }, axis: 4 },
  template: (item: DataItem | undefined) => el('span', {}, item?.content ?? ''),
};

function dataItem({ id, lane, label, startMs, endMs, tone }: TimelineItem): DataItem & { readonly id: string } {
  return {
    id,
    group: lane,
    content: label,
    start: startMs,
    ...(endMs === null ? {} : { end: endMs }),
    type: endMs === null ? 'point' : 'range',
    className: `tone-${tone}`,
  };
}

function isSame(known: DataItem | null, wanted: DataItem): boolean {
  return (
    known !== null &&
    known.start === wanted.start &&
    known.end === wanted.end &&
    known.className === wanted.className &&
    known.content === wanted.content
  );
}
