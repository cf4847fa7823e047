import type { StatusWord } from '../../contract.ts';
import { jujuFeatures } from '../../model/juju-features.ts';
import type { Model, Seen, Unit } from '../../model/model.ts';
import { releaseOf } from '../../model/releases.ts';
import { charmView } from './charm-view.ts';
import { naturalOrder } from '../../model/natural-order.ts';
import { openPorts, portText } from './port-text.ts';
import { relationRows } from './relation-rows.ts';
import { tableLines } from './table.ts';
import type { Cell, Table } from './table.ts';
import { applicationStatus, markedName, scaleOf, unitView } from '../../model/unit-view.ts';

type SeenModel = Seen<Model>;

export interface StatusOptions {
  /** Seconds since the epoch. */
  readonly now: number;
  readonly hasRelations?: boolean;
  /** What the shown model is a part of: who leads, and how applications are, is told by all units. */
  readonly whole?: SeenModel;
  /** Paints a status word; the plain word by default. */
  readonly paint?: (word: StatusWord) => string;
}

/** What `juju status` prints, in the words and the layout of the model's Juju. */
export function statusText(model: SeenModel, options: StatusOptions): string {
  const { whole = model } = options;
  const paint = (word: StatusWord): Cell => ({ text: word, shown: options.paint?.(word) ?? word });
  const sections = [
    modelTable(model, options),
    applicationTable(model, whole, paint),
    unitTable(model, whole, paint),
    machineTable(model),
    ...(options.hasRelations === true ? [relationTable(model)] : []),
  ];
  const texts = sections.filter(({ rows }) => rows.length > 0).map((section) => `${tableLines(section).join('\n')}\n`);
  return texts.join('\n');
}

function modelTable(model: SeenModel, { now }: StatusOptions): Table {
  const time = `${new Date(now * 1000).toISOString().slice(11, 19)}Z`;
  const { version } = jujuFeatures[model.juju];
  return {
    headings: ['Model', 'Controller', 'Cloud/Region', 'Version', 'SLA', 'Timestamp'],
    rows: [[model.name, 'simulator', 'localhost/localhost', version, 'unsupported', time]],
  };
}

function applicationTable(model: SeenModel, whole: SeenModel, paint: (word: StatusWord) => Cell): Table {
  return {
    headings: ['App', 'Version', 'Status', 'Scale', 'Charm', 'Channel', 'Rev', 'Exposed', 'Message'],
    rightAligned: ['Scale', 'Rev'],
    rows: Object.values(model.applications)
      .sort((a, b) => naturalOrder(a.name, b.name))
      .map((application) => {
        const { status, message } = applicationStatus(whole, application.name);
        const { name, channel, revision } = charmView(application);
        return [
          application.name,
          cut(application.version, 15),
          paint(status),
          scaleOf(model, application.name),
          name,
          channel,
          `${revision}`,
          application.isExposed ? 'yes' : 'no',
          cut(message, 120),
        ];
      }),
  };
}

function unitTable(model: SeenModel, whole: SeenModel, paint: (word: StatusWord) => Cell): Table {
  const units = Object.values(model.units).sort((a, b) => naturalOrder(a.name, b.name));
  const beside = (principal: string) => units.filter((unit) => unit.principal === principal);
  return {
    headings: ['Unit', 'Workload', 'Agent', 'Machine', 'Public address', 'Ports', 'Message'],
    rows: units
      .filter(({ principal }) => principal === null || model.units[principal] === undefined)
      .flatMap((unit) => [
        unitRow(whole, unit, paint),
        ...beside(unit.name).map((other) => unitRow(whole, other, paint)),
      ]),
  };
}

function unitRow(model: SeenModel, unit: Seen<Unit>, paint: (word: StatusWord) => Cell): Cell[] {
  const { workload, agent, message } = unitView(unit);
  const isSubordinate = unit.principal !== null;
  return [
    `${isSubordinate ? '  ' : ''}${markedName(model, unit)}`,
    paint(workload),
    agent,
    isSubordinate ? '' : unit.machine,
    model.machines[unit.machine]?.publicAddress ?? '',
    portText(openPorts(unit), jujuFeatures[model.juju].hasBases),
    cut(message, 120),
  ];
}

function machineTable(model: SeenModel): Table {
  const { hasBases } = jujuFeatures[model.juju];
  return {
    headings: ['Machine', 'State', 'Address', 'Inst id', hasBases ? 'Base' : 'Series', 'AZ', 'Message'],
    rows: Object.values(model.machines)
      .sort((a, b) => naturalOrder(a.id, b.id))
      .map(({ id, publicAddress, hostName, series }) => [
        id,
        'started',
        publicAddress,
        hostName,
        hasBases ? `ubuntu@${releaseOf(series)}` : series,
        '',
        'Running',
      ]),
  };
}

function relationTable(model: SeenModel): Table {
  const provider = jujuFeatures[model.juju].relationWord === 'relation' ? 'Relation provider' : 'Integration provider';
  return {
    headings: [provider, 'Requirer', 'Interface', 'Type', 'Message'],
    rows: relationRows(model).map(({ provider, requirer, wire, type, message }) => [
      provider,
      requirer,
      wire,
      type,
      message,
    ]),
  };
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}
