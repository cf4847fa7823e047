import type { HandlerStanding } from '../engine/engine.ts';
import type { MachineRecord } from '../juju/juju.ts';
import type { ServiceStanding, UnitStanding } from './look.ts';

/** The unit for somebody who has to get it going: first what to do, then what it does, then what it knows. */
export function stateText(unit: UnitStanding): string {
  return [
    `${unit.unit} is ${unit.status.status}${unit.status.message === '' ? '' : `: ${unit.status.message}`}`,
    '',
    'NEXT',
    ...indented(nextSteps(unit)),
    '',
    'HANDLERS, in their order',
    ...table(unit.handlers.map((each) => [each.name, handlerText(each)])),
    '',
    'SERVICES',
    ...orNone(table(unit.services.map((each) => [each.name, serviceText(each)]))),
    '',
    'MACHINE',
    ...table(machineFacts(unit.record)),
    '',
    'TOLD TO JUJU',
    ...table(publicationFacts(unit)),
    '',
    'FLAGS',
    ...orNone(indented(unit.flags)),
  ].join('\n');
}

/** What to do, or what it waits for, the most important first; what the next hook does without being asked comes last. */
export function nextSteps({ rows, handlers, services, record }: UnitStanding): readonly string[] {
  if (record.leaving) return ['nothing: the unit is being removed'];
  const steps = rows.map(({ text, hint }) => (hint === undefined ? `wait: ${text}` : `${text}\n  do: ${hint}`));
  const due = handlers.filter(({ cause }) => cause !== null && cause.kind !== 'not-done').map(({ name }) => name);
  const restarts = services.filter(({ isDue }) => isDue).map(({ name }) => name);
  const later = [
    ...(due.length === 0 ? [] : [`the next hook runs ${due.join(', ')}`]),
    ...(restarts.length === 0 ? [] : [`the next hook restarts ${restarts.join(', ')}`]),
  ];
  const all = [...new Set([...steps, ...later])].flatMap((step) => step.split('\n'));
  return all.length === 0 ? ['nothing: all is done'] : all;
}

/** How the handler last ended and why, and which changes it has yet to deal with. */
export function handlerText({ mark, applies, when, cause, pending }: HandlerStanding): string {
  const ended = mark === null ? 'never ran' : `${mark.outcome}${mark.said === undefined ? '' : `: ${mark.said.text}`}`;
  // One that was never done has all of its inputs before it; which it reads is no news.
  const changed =
    mark?.inputs === undefined || pending.length === 0 ? [] : [`not yet dealt with: ${pending.join(', ')}`];
  const rest = applies || (mark?.outcome === 'done' && pending.length === 0) ? [] : [`runs while ${when}`];
  const due = cause === null || cause.kind === 'not-done' ? [] : ['due in the next hook'];
  return [ended, ...changed, ...rest, ...due].join('; ');
}

export function serviceText({ isDue, state }: ServiceStanding): string {
  const running = state === null ? 'unknown' : `${state.active} (${state.sub})`;
  return isDue ? `${running}; a restart is due: it has not read its configuration` : running;
}

function machineFacts(record: MachineRecord): readonly (readonly [string, string])[] {
  const { runtime, cordoned, paused } = record;
  return [
    ['node', record.node ?? 'not registered'],
    ['paused', paused ? 'yes, by an operator' : 'no'],
    ...(paused || cordoned ? [['cordoned', cordoned ? 'by this charm' : 'by an operator'] as const] : []),
    ...(record.podsLeft.length === 0 ? [] : [['pods left', record.podsLeft.join(', ')] as const]),
    ['runtime', runtime === null ? 'none of ours' : [runtime.kind, ...runtime.packages].join(' ')],
    ...Object.entries(record.snaps).map(([name, { source }]) => [`snap ${name}`, source] as const),
    ['held', list(record.held)],
    ['labels', list(Object.entries(record.labels).map(([name, value]) => `${name}=${value}`))],
    ['manifests', list(record.manifests)],
  ];
}

function publicationFacts({ publication, unconfirmed }: UnitStanding): readonly (readonly [string, string])[] {
  return [
    ['ports', list(publication.ports)],
    ['relations', list(Object.keys(publication.relations))],
    ['version', publication.version ?? 'none'],
    ['kept by Juju', unconfirmed ? 'the next hook looks' : 'yes'],
  ];
}

function list(texts: readonly string[]): string {
  return texts.length === 0 ? 'none' : texts.join(' ');
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  none'] : lines;
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${oneLine(text)}`);
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${/^\s*/u.exec(line)?.[0] ?? ''}${oneLine(line)}`);
}

/** YAML shows a text of several lines as it is only where none has a tab, or a blank at its end. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
