import type { HookRun } from '../page-schema.ts';
import { el } from './dom.ts';
import { durationText, preciseText } from './times.ts';

/** Everything that is known of the run in which the item happened, what was chosen first. */
export function detailsOf(run: HookRun, item: string): HTMLElement {
  const [, lane, index] = item.split('/');
  return el(
    'article',
    { class: `details outcome-${run.outcome}` },
    ...(lane === undefined ? [] : itemPart(run, lane, Number(index))),
    ...hookPart(run),
    ...restartsPart(run),
    ...handlersPart(run, lane === 'handlers' ? Number(index) : -1),
    ...flagsPart(run),
    ...commandsPart(run, lane === 'commands' ? Number(index) : -1),
  );
}

type Fact = readonly [string, Node | string];

function itemPart(run: HookRun, lane: string, index: number): HTMLElement[] {
  const [title, list] = itemFacts(run, lane, index);
  return title === '' ? [] : [el('section', { class: 'item' }, el('h3', {}, title), facts(list))];
}

function itemFacts(run: HookRun, lane: string, index: number): readonly [string, readonly Fact[]] {
  const handler = run.handlers[index];
  const command = run.commands[index];
  const restart = run.restarts[index];
  const flag = run.flags[index];
  if (lane === 'handlers' && handler !== undefined) {
    return [
      `Handler ${handler.name}`,
      [
        ['Cause', handler.cause],
        ['Outcome', `${handler.outcome} ${handler.detail}`],
        ['Round', `${handler.round}`],
      ],
    ];
  }
  if (lane === 'commands' && command !== undefined) {
    return [
      'Command',
      [
        ['Command', el('code', {}, command.line)],
        ['Exit code', `${command.exitCode ?? 'none'}`],
        ['Took', durationText(command.durationMs)],
      ],
    ];
  }
  if (lane === 'restarts' && restart !== undefined) {
    return [`Restart of ${restart.service}`, restart.reasons.map((reason): Fact => ['Reason', reason])];
  }
  if (lane === 'flags' && flag !== undefined) {
    const cause = run.handlers.find(({ name, round }) => name === flag.handler && round === flag.round)?.cause ?? '';
    return [
      `Flag ${flag.flag} ${flag.isSet ? 'set' : 'cleared'}`,
      [
        ['By', `handler ${flag.handler} in round ${flag.round}`],
        ['Cause', cause],
      ],
    ];
  }
  return ['', []];
}

function hookPart(run: HookRun): HTMLElement[] {
  const { name, kind, outcome, cause, relation, remoteUnit, startMs, durationMs, exitCode, signal, calls, failure } =
    run;
  const where =
    relation === null ? [] : [['Relation', remoteUnit === null ? relation : `${relation} with ${remoteUnit}`] as const];
  const end = signal === null ? `exit code ${exitCode ?? 'none'}` : `signal ${signal}`;
  const called =
    calls === null
      ? []
      : [['Called', `${counted(calls.tools, 'hook tool')}, ${counted(calls.programs, 'program')}`] as const];
  return [
    el(
      'h3',
      {},
      `${kind === 'hook' ? 'Hook' : kind === 'action' ? 'Action' : 'Command'} ${name} `,
      el('span', { class: `outcome outcome-${outcome}` }, outcome),
    ),
    facts([
      ['Cause', cause === '' ? 'not known' : cause],
      ...where,
      ['Began', `${preciseText(startMs)} UTC, took ${durationText(durationMs)}, ${end}`],
      ...called,
    ]),
    ...(failure === null ? [] : [el('pre', { class: 'failure' }, failure)]),
  ];
}

function restartsPart({ restarts }: HookRun): HTMLElement[] {
  if (restarts.length === 0) return [];
  const list = restarts.map(({ service, reasons }) =>
    el('li', {}, el('b', {}, service), ` because of ${reasons.join('; ')}`),
  );
  return [el('h4', {}, 'Restarts'), el('ul', { class: 'restarts' }, ...list)];
}

function handlersPart({ handlers }: HookRun, chosen: number): HTMLElement[] {
  if (handlers.length === 0) return [];
  const rows = handlers.map(({ name, round, cause, outcome, detail }, index) =>
    el(
      'tr',
      { class: index === chosen ? 'chosen' : null },
      el('td', {}, `${round}`),
      el('td', {}, name),
      el('td', {}, cause),
      el('td', { class: `handler-${outcome}` }, `${outcome} ${detail}`),
    ),
  );
  return [el('h4', {}, 'Handlers'), table(['Round', 'Handler', 'Cause', 'Outcome'], rows)];
}

function flagsPart({ flags }: HookRun): HTMLElement[] {
  if (flags.length === 0) return [];
  const list = flags.map(({ flag, isSet, handler }) =>
    el('li', { class: isSet ? 'set' : 'cleared' }, `${isSet ? '+' : '−'} ${flag}`, el('span', {}, ` ${handler}`)),
  );
  return [el('h4', {}, 'Flags'), el('ul', { class: 'flags' }, ...list)];
}

function commandsPart({ id, commands }: HookRun, chosen: number): HTMLElement[] {
  if (commands.length === 0) return [];
  const failed = commands.filter(({ exitCode }) => exitCode !== 0).length;
  const rows = commands.map(({ line, exitCode, durationMs }, index) =>
    el(
      'tr',
      { class: [index === chosen ? 'chosen' : '', exitCode === 0 ? '' : 'other-exit'].join(' ') },
      el('td', {}, el('code', {}, line)),
      el('td', {}, `${exitCode ?? 'none'}`),
      el('td', {}, durationText(durationMs)),
    ),
  );
  const summary = `${counted(commands.length, 'command')}${failed === 0 ? '' : `, ${failed} with another exit code than 0`}`;
  return [
    el(
      'details',
      { open: chosen !== -1, 'data-key': `commands ${id}` },
      el('summary', {}, summary),
      table(['Command', 'Exit', 'Took'], rows),
    ),
  ];
}

function facts(list: readonly Fact[]): HTMLElement {
  return el('dl', {}, ...list.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

function table(headings: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const head = el('tr', {}, ...headings.map((heading) => el('th', { scope: 'col' }, heading)));
  return el('div', { class: 'scroll' }, el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)));
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
