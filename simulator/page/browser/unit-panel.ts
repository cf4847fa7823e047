import type { HookRun, UnitShown, UnitStory } from '../page-schema.ts';
import { byId, el, replaceContent, statusMark } from './dom.ts';
import { clockText, dateText, durationText } from './times.ts';

/** The head of the unit's panel: how it is and, in error, what it complained of. */
export function showUnit(unit: UnitShown, story: UnitStory | null): void {
  replaceContent(byId('unit-name'), unit.name, ' ', statusMark(unit.workload));
  replaceContent(byId('unit-message'), unit.message);
  const { agent, since, machine, address, ports, isLeader, principal, subordinates, running, failed } = unit;
  const facts: readonly (readonly [string, string])[] = [
    ['Agent', agent],
    ['Since', dateText(since * 1000)],
    ['Machine', `${machine} ${address === '' ? '' : `(${address})`}`],
    ['Ports', ports.join(', ')],
    ['Leader', isLeader ? 'yes' : ''],
    ['Beside', principal ?? subordinates.join(', ')],
    ['Running', running ?? ''],
    [
      'Failed',
      failed === null
        ? ''
        : `${failed.hook}, ${failed.attempts} times${failed.retryAt === null ? '' : `; again at ${clockText(failed.retryAt * 1000)}`}`,
    ],
  ];
  replaceContent(
    byId('unit-facts'),
    ...facts
      .filter(([, value]) => value !== '')
      .flatMap(([name, value]) => [el('div', {}, el('dt', {}, name), el('dd', {}, value))]),
  );
  const complaints = story?.complaints ?? [];
  const box = byId('complaints');
  box.hidden = complaints.length === 0;
  const text = complaints.map(({ time, level, message }) => `${clockText(time * 1000)} ${level} ${message}`).join('\n');
  replaceContent(box, el('h3', {}, 'Its last warnings and errors'), el('pre', { tabindex: '0' }, text));
}

/** The unit's runs as a table, the newest first. */
export function showRuns(
  story: UnitStory,
  filter: string,
  chosen: string | null,
  onChoose: (id: string) => void,
): void {
  const wanted = filter.trim().toLowerCase();
  const runs = story.hooks.filter((run) => textsIn(run).toLowerCase().includes(wanted));
  const rows = runs
    .slice(-mostRows)
    .reverse()
    .map((run) => runRow(run, run.id === chosen?.split('/')[0], onChoose));
  const head = el(
    'tr',
    {},
    ...['Time', 'Hook', 'Cause', 'Outcome', 'Took'].map((heading) => el('th', { scope: 'col' }, heading)),
  );
  const nothing = story.hooks.length === 0 ? 'Nothing is known of what this unit did.' : 'No hook has this text.';
  const left = story.omitted + Math.max(0, runs.length - mostRows);
  replaceContent(
    byId('runs'),
    ...(rows.length === 0
      ? [el('p', { class: 'nothing' }, nothing)]
      : [el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows))]),
    ...(left === 0 ? [] : [el('p', { class: 'nothing' }, `${left} older ones are not shown.`)]),
  );
  showRow(byId('runs'));
}

/** The chosen row is in sight, without a move of the page. */
function showRow(list: HTMLElement): void {
  const row = list.querySelector<HTMLElement>('tr.chosen');
  if (row === null) return;
  const headHeight = 30;
  const [top, bottom] = [row.offsetTop - headHeight, row.offsetTop + row.offsetHeight];
  if (top < list.scrollTop) list.scrollTop = top;
  if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
}

/** All texts of a value, with spaces between. */
function textsIn(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? Object.values(value).map(textsIn).join(' ') : '';
}

const mostRows = 200;

function runRow(run: HookRun, isChosen: boolean, onChoose: (id: string) => void): HTMLElement {
  const { id, name, cause, outcome, startMs, durationMs, restarts, exitCode } = run;
  const button = el(
    'button',
    { type: 'button', class: 'link', 'data-key': id, 'aria-pressed': isChosen ? 'true' : 'false' },
    name,
  );
  const badges = restarts.map(({ service }) =>
    el('span', { class: 'badge' }, `restarts ${service.replace(/^snap\.|\.daemon$/g, '')}`),
  );
  const end = outcome === 'failed' && exitCode !== null ? `failed, exit code ${exitCode}` : outcome;
  const row = el(
    'tr',
    { class: `${isChosen ? 'chosen' : ''} run-${outcome}` },
    el('td', {}, clockText(startMs)),
    el('td', {}, button, ...badges),
    el('td', {}, cause),
    el('td', { class: `outcome outcome-${outcome}` }, end),
    el('td', {}, durationText(durationMs)),
  );
  row.addEventListener('click', () => onChoose(id));
  return row;
}
