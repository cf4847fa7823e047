import type { PageData } from '../page-schema.ts';
import { byId, el, replaceContent, statusMark } from './dom.ts';
import { dateText } from './times.ts';

/** The head of the page names the model, its Juju, its time, and how many there are of what; choosing a status calls back. */
export function showHeader(data: PageData | null, onStatus: (word: string) => void): void {
  if (data === null) {
    replaceContent(byId('model'), el('h1', {}, 'No model yet'));
    replaceContent(byId('counts'));
    return;
  }
  document.title = `${data.name} · Juju model`;
  replaceContent(
    byId('model'),
    el('h1', {}, data.name),
    el('span', {}, `Juju ${data.jujuVersion}`),
    el('time', {}, dateText(data.clockSeconds * 1000)),
  );
  const counts: readonly (readonly [number, string])[] = [
    [data.applications.length, 'application'],
    [data.units.length, 'unit'],
    [data.machines.length, 'machine'],
    [data.relations.length, 'relation'],
    [data.hookCount, 'hook'],
  ];
  const byStatus = new Map<string, number>();
  for (const { workload } of data.units) byStatus.set(workload, (byStatus.get(workload) ?? 0) + 1);
  replaceContent(
    byId('counts'),
    ...counts.map(([count, word]) => el('span', {}, el('b', {}, `${count}`), ` ${word}${count === 1 ? '' : 's'}`)),
    ...[...byStatus].sort().map(([word, count]) => tally(word, count, onStatus)),
  );
}

function tally(word: string, count: number, onStatus: (word: string) => void): HTMLElement {
  const button = el(
    'button',
    { type: 'button', class: 'tally', 'data-key': word, title: `Show units that are ${word}` },
    `${count} `,
    statusMark(word),
  );
  button.addEventListener('click', () => onStatus(word));
  return button;
}

/** Says whether what is shown follows the model. */
export function showConnection(state: 'away' | 'live' | 'written'): void {
  const texts = { away: 'The server does not answer', live: 'Live', written: 'Written page' };
  const place = byId('connection');
  place.className = `connection connection-${state}`;
  replaceContent(place, texts[state]);
}
