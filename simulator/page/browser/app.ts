import type { PageData, UnitStory } from '../page-schema.ts';
import { detailsOf } from './details.ts';
import { byId, replaceContent } from './dom.ts';
import { createGraph } from './graph.ts';
import { showConnection, showHeader } from './header.ts';
import { showLists } from './lists.ts';
import type { Source } from './source.ts';
import { createTimeLine } from './time-line.ts';
import type { TimeLine } from './time-line.ts';
import { showRuns, showUnit } from './unit-panel.ts';

/** The page shows what the source has, and goes on doing so. */
export function startApp(source: Source): void {
  let data: PageData | null = null;
  let story: UnitStory | null = null;
  let tab = 'units';
  let unit: string | null = unitInAddress();
  let item: string | null = null;
  const unitFilter = input('unit-filter');
  const storyFilter = input('story-filter');

  const graph = createGraph(byId('graph'), (application) => {
    filterUnits(application);
  });
  // Made when there is something to show: it cannot find its size in a place that is hidden.
  let made: TimeLine | null = null;
  const timeLine = () => (made ??= createTimeLine(byId('time-line'), (id) => chooseItem(id)));

  const filterUnits = (text: string) => {
    tab = 'units';
    unitFilter.value = unitFilter.value === text ? '' : text;
    showModel();
  };
  const showModel = () => {
    showHeader(data, filterUnits);
    byId('empty').hidden = data !== null && data.applications.length > 0;
    if (data === null) return;
    const chosen = data.applications.find(({ name }) => name === unitFilter.value)?.name ?? null;
    graph.show(data, chosen);
    showLists(
      { data, tab, filter: unitFilter.value, unit },
      {
        onTab: (name) => {
          tab = name;
          showModel();
        },
        onUnit: (name) => void chooseUnit(name),
      },
    );
  };
  const showStory = () => {
    const found = data?.units.find(({ name }) => name === unit);
    byId('unit').hidden = found === undefined;
    if (found === undefined) return;
    showUnit(found, story);
    if (story === null) return;
    byId('time-line').classList.toggle('is-empty', story.hooks.length === 0);
    timeLine().show(story, storyFilter.value);
    showRuns(story, storyFilter.value, item, chooseItem);
    showItem();
  };
  let told = '';
  const showItem = () => {
    timeLine().choose(item);
    const run = story?.hooks.find(({ id }) => id === item?.split('/')[0]);
    // Said again only when it is another one: it is read aloud to those who listen to the page.
    const telling = JSON.stringify([unit, item, run]);
    if (telling === told) return;
    told = telling;
    const details = item === null || run === undefined ? null : detailsOf(run, item);
    byId('details').hidden = details === null;
    replaceContent(byId('details'), ...(details === null ? [] : [details]));
  };
  const chooseItem = (id: string) => {
    item = id;
    if (story !== null) showRuns(story, storyFilter.value, item, chooseItem);
    showItem();
  };
  const chooseUnit = async (name: string) => {
    if (name !== unit) item = null;
    unit = name;
    history.replaceState(null, '', `#${encodeURIComponent(name)}`);
    showModel();
    const found = await source.story(name);
    if (unit !== name) return;
    story = found;
    item ??= worthLooking(found);
    showStory();
  };
  const refresh = async () => {
    data = await source.data();
    const names = data?.units.map(({ name }) => name) ?? [];
    if (unit === null || !names.includes(unit)) unit = firstUnit(data);
    showModel();
    if (unit === null) showStory();
    else await chooseUnit(unit);
  };

  unitFilter.addEventListener('input', showModel);
  storyFilter.addEventListener('input', showStory);
  byId('fit').addEventListener('click', () => timeLine().fit());
  byId('zoom-in').addEventListener('click', () => timeLine().zoom(true));
  byId('zoom-out').addEventListener('click', () => timeLine().zoom(false));
  const fold = input('fold');
  fold.addEventListener('change', () => timeLine().fold(fold.checked));
  addEventListener('hashchange', () => {
    const name = unitInAddress();
    if (name !== null && name !== unit) void chooseUnit(name);
  });

  showConnection(source.isLive ? 'away' : 'written');
  const inTurn = oneAtATime(refresh, () => showConnection('away'));
  source.watch(inTurn, (isThere) => showConnection(isThere ? 'live' : 'away'));
  inTurn();
}

/** Calls while one is under way become one call after it. */
function oneAtATime(act: () => Promise<void>, onFailure: () => void): () => void {
  let isBusy = false;
  let isDue = false;
  const run = async () => {
    isBusy = true;
    try {
      await act();
    } catch (error) {
      onFailure();
      console.warn(error);
    }
    isBusy = false;
    if (isDue) {
      isDue = false;
      void run();
    }
  };
  return () => {
    if (isBusy) isDue = true;
    else void run();
  };
}

function unitInAddress(): string | null {
  const name = decodeURIComponent(location.hash.slice(1));
  return name.includes('/') ? name : null;
}

/** One that needs somebody, else one whose charm tells what it does. */
function firstUnit(data: PageData | null): string | null {
  const units = data?.units ?? [];
  const found =
    units.find(({ workload }) => workload === 'error') ??
    units.find(({ workload }) => workload === 'blocked') ??
    units.find(({ isTraced }) => isTraced) ??
    units[0];
  return found?.name ?? null;
}

/** The last run that failed if the unit is in trouble, else the last one with a restart, else the last one. */
function worthLooking(story: UnitStory | null): string | null {
  const hooks = story?.hooks ?? [];
  const last = hooks.at(-1);
  if (last !== undefined && last.outcome !== 'committed') return last.id;
  return (hooks.findLast(({ restarts }) => restarts.length > 0) ?? last)?.id ?? null;
}

function input(id: string): HTMLInputElement {
  const found = byId(id);
  if (!(found instanceof HTMLInputElement)) throw new Error(`${id} is no input`);
  return found;
}
