import type { StatusWord } from '../contract.ts';
import { parseCharmUrl } from '../model/charm-url.ts';
import type { Model, Seen, Unit } from '../model/model.ts';
import { naturalOrder } from '../model/natural-order.ts';
import { tableLines } from './table.ts';
import type { Cell, Table } from './table.ts';
import { applicationStatus, leaderNameOf, scaleOf, unitView } from '../model/unit-view.ts';

type SeenModel = Seen<Model>;

export interface StatusOptions {
  /** Seconds since the epoch. */
  readonly now: number;
  readonly jujuVersion: string;
  readonly hasRelations?: boolean;
  /** Paints a status word; the plain word by default. */
  readonly paint?: (word: StatusWord) => string;
}

/** What `juju status` prints, in the words and the layout of Juju 2.9. */
export function statusText(model: SeenModel, options: StatusOptions): string {
  const paint = (word: StatusWord): Cell => ({ text: word, shown: options.paint?.(word) ?? word });
  const sections = [
    modelTable(model, options),
    applicationTable(model, paint),
    unitTable(model, paint),
    machineTable(model),
    ...(options.hasRelations === true ? [relationTable(model)] : []),
  ];
  const texts = sections.filter(({ rows }) => rows.length > 0).map((section) => `${tableLines(section).join('\n')}\n`);
  return texts.join('\n');
}

function modelTable(model: SeenModel, { now, jujuVersion }: StatusOptions): Table {
  const time = `${new Date(now * 1000).toISOString().slice(11, 19)}Z`;
  return {
    headings: ['Model', 'Controller', 'Cloud/Region', 'Version', 'SLA', 'Timestamp'],
    rows: [[model.name, 'simulator', 'localhost/localhost', jujuVersion, 'unsupported', time]],
  };
}

function applicationTable(model: SeenModel, paint: (word: StatusWord) => Cell): Table {
  return {
    headings: ['App', 'Version', 'Status', 'Scale', 'Charm', 'Channel', 'Rev', 'Exposed', 'Message'],
    rightAligned: ['Scale', 'Rev'],
    rows: Object.values(model.applications)
      .sort((a, b) => naturalOrder(a.name, b.name))
      .map((application) => {
        const { status, message } = applicationStatus(model, application.name);
        const { name, isPath } = parseCharmUrl(application.charm);
        return [
          application.name,
          cut(application.version, 15),
          paint(status),
          scaleOf(model, application.name),
          name,
          isPath ? '' : 'stable',
          /-(\d+)$/.exec(isPath ? '' : application.charm)?.[1] ?? `${application.charmRevision}`,
          application.isExposed ? 'yes' : 'no',
          cut(message, 120),
        ];
      }),
  };
}

function unitTable(model: SeenModel, paint: (word: StatusWord) => Cell): Table {
  const units = Object.values(model.units).sort((a, b) => naturalOrder(a.name, b.name));
  const beside = (principal: string) => units.filter((unit) => unit.principal === principal);
  return {
    headings: ['Unit', 'Workload', 'Agent', 'Machine', 'Public address', 'Ports', 'Message'],
    rows: units
      .filter(({ principal }) => principal === null)
      .flatMap((unit) => [
        unitRow(model, unit, paint),
        ...beside(unit.name).map((other) => unitRow(model, other, paint)),
      ]),
  };
}

function unitRow(model: SeenModel, unit: Seen<Unit>, paint: (word: StatusWord) => Cell): Cell[] {
  const { workload, agent, message } = unitView(unit);
  const isSubordinate = unit.principal !== null;
  const leader = leaderNameOf(model, unit.application) === unit.name ? '*' : '';
  return [
    `${isSubordinate ? '  ' : ''}${unit.name}${leader}`,
    paint(workload),
    agent,
    isSubordinate ? '' : unit.machine,
    model.machines[unit.machine]?.publicAddress ?? '',
    [...unit.ports].sort(byPort).join(','),
    cut(message, 120),
  ];
}

function machineTable(model: SeenModel): Table {
  return {
    headings: ['Machine', 'State', 'Address', 'Inst id', 'Series', 'AZ', 'Message'],
    rows: Object.values(model.machines)
      .sort((a, b) => naturalOrder(a.id, b.id))
      .map(({ id, publicAddress, hostName, series }) => [
        id,
        'started',
        publicAddress,
        hostName,
        series,
        '',
        'Running',
      ]),
  };
}

function relationTable(model: SeenModel): Table {
  const rows = Object.values(model.relations).map(({ endpoints, scope }) => {
    const requirer = endpoints.find(({ role }) => role === 'requires') ?? endpoints[0];
    const provider = endpoints.find(({ role }) => role === 'provides') ?? endpoints[0];
    const type = endpoints.length === 1 ? 'peer' : scope === 'container' ? 'subordinate' : 'regular';
    const end = (found: typeof requirer) => `${found?.application ?? ''}:${found?.name ?? ''}`;
    return [end(provider), end(requirer), provider?.interface ?? '', type, ''];
  });
  return {
    headings: ['Relation provider', 'Requirer', 'Interface', 'Type', 'Message'],
    rows: rows.sort((a, b) => naturalOrder(a.join(' '), b.join(' '))),
  };
}

function byPort(a: string, b: string): number {
  const [protocolA = '', protocolB = ''] = [a, b].map((port) => port.split('/')[1]);
  return protocolA === protocolB ? naturalOrder(a, b) : naturalOrder(protocolA, protocolB);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}
