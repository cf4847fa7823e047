import type { PageData, UnitShown } from '../page-schema.ts';
import { byId, el, replaceContent, statusMark } from './dom.ts';
import { dateText } from './times.ts';

/** What the lists show, and which list is open. */
export interface ListsShown {
  readonly data: PageData;
  readonly tab: string;
  readonly filter: string;
  readonly unit: string | null;
}

/** What the lists call back for. */
export interface ListsChoices {
  readonly onTab: (tab: string) => void;
  readonly onUnit: (unit: string) => void;
}

/** The tabs with what there is in the model, and the table of the chosen one. */
export function showLists(shown: ListsShown, choices: ListsChoices): void {
  const { data, tab, filter } = shown;
  const lists = listsOf(shown, choices).filter(({ name, rows }) => rows.length > 0 || name === tab || name === 'units');
  const chosen = lists.find(({ name }) => name === tab) ?? lists[0];
  replaceContent(byId('tabs'), ...lists.map((list) => tabButton(list, list === chosen, lists, choices)));
  if (chosen === undefined) return;
  const wanted = filter.trim().toLowerCase();
  const rows = chosen.rows.filter(({ text }) => text.toLowerCase().includes(wanted)).map(({ row }) => row);
  const table = el(
    'table',
    {},
    el('thead', {}, el('tr', {}, ...chosen.headings.map((heading) => el('th', { scope: 'col' }, heading)))),
    el('tbody', {}, ...rows),
  );
  const nothing =
    data.applications.length === 0
      ? 'The model is empty.'
      : wanted === ''
        ? `No ${chosen.name}.`
        : 'Nothing has this text.';
  replaceContent(byId('list'), rows.length === 0 ? el('p', { class: 'nothing' }, nothing) : table);
  byId('list').setAttribute('aria-labelledby', `tab-${chosen.name}`);
}

interface List {
  readonly name: string;
  readonly headings: readonly string[];
  readonly rows: readonly { readonly text: string; readonly row: HTMLElement }[];
}

function tabButton(
  { name, rows }: List,
  isChosen: boolean,
  lists: readonly List[],
  { onTab }: ListsChoices,
): HTMLElement {
  const button = el(
    'button',
    {
      type: 'button',
      role: 'tab',
      id: `tab-${name}`,
      'data-key': name,
      'aria-selected': isChosen ? 'true' : 'false',
      'aria-controls': 'list',
      tabindex: isChosen ? '0' : '-1',
    },
    `${name} `,
    el('span', { class: 'count' }, `${rows.length}`),
  );
  button.addEventListener('click', () => onTab(name));
  button.addEventListener('keydown', ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step === undefined) return;
    const next = lists[(lists.findIndex((list) => list.name === name) + step + lists.length) % lists.length];
    if (next === undefined) return;
    onTab(next.name);
    document.getElementById(`tab-${next.name}`)?.focus();
  });
  return button;
}

function listsOf({ data, unit }: ListsShown, { onUnit }: ListsChoices): List[] {
  return [
    {
      name: 'units',
      headings: ['Unit', 'Status', 'Message', 'Machine', 'Ports'],
      rows: inOrder(data.units).map((each) => unitRow(each, unit, onUnit)),
    },
    {
      name: 'applications',
      headings: ['Application', 'Status', 'Scale', 'Version', 'Charm', 'Message'],
      rows: data.applications.map(({ name, status, scale, version, charm, message, isExposed, isSubordinate }) =>
        plainRow([
          [name, isExposed ? badge('exposed') : '', isSubordinate ? badge('subordinate') : ''],
          [statusMark(status)],
          [scale],
          [version],
          [charm],
          [message],
        ]),
      ),
    },
    {
      name: 'relations',
      headings: ['Provider', 'Requirer', 'Interface', 'Type', 'Keys'],
      rows: data.relations.map(({ id, ends, interface: wire, type, bags }) => {
        const [first = '', second = first] = ends.map(({ application, endpoint }) => `${application}:${endpoint}`);
        const keys = bags.map(({ owner, keys: set }) => el('div', {}, el('b', {}, owner), ` ${set.join(', ')}`));
        const shown = el('details', { 'data-key': `relation ${id}` }, el('summary', {}, `${keys.length}`), ...keys);
        return plainRow([[first], [second], [wire], [type], [keys.length === 0 ? '' : shown]]);
      }),
    },
    {
      name: 'machines',
      headings: ['Machine', 'Name', 'Address', 'Series', 'Units'],
      rows: data.machines.map(({ id, hostName, publicAddress, series, units }) =>
        plainRow([[id], [hostName], [publicAddress], [series], [units.join(', ')]]),
      ),
    },
    {
      name: 'tasks',
      headings: ['Task', 'Unit', 'Name', 'Status', 'Completed', 'Message'],
      rows: data.tasks.map(({ id, unit: on, name, kind, status, completedAt, message }) =>
        plainRow([
          [id],
          [on],
          [name, kind === 'exec' ? badge('command') : ''],
          [status],
          [completedAt === null ? '' : dateText(completedAt * 1000)],
          [message],
        ]),
      ),
    },
    {
      name: 'secrets',
      headings: ['Secret', 'Owner'],
      rows: data.secrets.map(({ id, owner }) => plainRow([[id], [owner]])),
    },
  ];
}

/** Subordinates come after the unit beside which they live. */
function inOrder(units: readonly UnitShown[]): UnitShown[] {
  const beside = (name: string) => units.filter(({ principal }) => principal === name);
  return units.filter(({ principal }) => principal === null).flatMap((unit) => [unit, ...beside(unit.name)]);
}

function unitRow(unit: UnitShown, chosen: string | null, onUnit: (unit: string) => void): List['rows'][number] {
  const { name, workload, agent, message, machine, ports, isLeader, principal, isDying } = unit;
  const button = el(
    'button',
    { type: 'button', class: 'link', 'data-key': name, 'aria-pressed': name === chosen ? 'true' : 'false' },
    name,
  );
  const cells: readonly (readonly (Node | string)[])[] = [
    [button, isLeader ? badge('leader') : '', isDying ? badge('dying') : ''],
    [statusMark(workload), agent === 'idle' ? '' : badge(agent)],
    [message],
    [principal === null ? machine : ''],
    [ports.join(', ')],
  ];
  const { row, text } = plainRow(cells);
  row.className = [name === chosen ? 'chosen' : '', principal === null ? '' : 'beside', `row-${workload}`].join(' ');
  row.addEventListener('click', () => onUnit(name));
  return { row, text };
}

function plainRow(cells: readonly (readonly (Node | string)[])[]): List['rows'][number] {
  const row = el('tr', {}, ...cells.map((parts) => el('td', {}, ...parts)));
  return { row, text: [...row.cells].map(({ textContent }) => textContent).join(' ') };
}

function badge(text: string): HTMLElement {
  return el('span', { class: 'badge' }, text);
}
