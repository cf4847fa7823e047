import type { HookRun } from './page-schema.ts';
import type { TraceEvent } from './trace-schema.ts';

type HandlerRun = HookRun['handlers'][number];

/** The handlers of a hook in the order in which they were due, each with why and with what became of it. */
export function handlerRuns(events: readonly TraceEvent[]): HandlerRun[] {
  const runs: { -readonly [Key in keyof HandlerRun]: HandlerRun[Key] }[] = [];
  const open = (handler: string) => runs.findLast(({ name, outcome }) => name === handler && outcome === 'unfinished');
  for (const event of events) {
    switch (event.kind) {
      case 'handler-queued':
        runs.push({
          name: event.handler,
          round: event.round,
          cause: causeText(event.cause),
          outcome: 'unfinished',
          detail: '',
        });
        break;
      case 'handler-finished': {
        const run = open(event.handler);
        if (run !== undefined) Object.assign(run, outcomeOf(event.outcome));
        break;
      }
      case 'handler-dropped': {
        const run = open(event.handler);
        if (run !== undefined) Object.assign(run, { outcome: 'dropped', detail: `only when ${event.when}` });
        break;
      }
      case 'flag-cleared':
      case 'flag-set':
      case 'handler-started':
      case 'round-started':
        break;
    }
  }
  return runs;
}

type Queued = Extract<TraceEvent, { readonly kind: 'handler-queued' }>;
type Finished = Extract<TraceEvent, { readonly kind: 'handler-finished' }>;

function causeText({ kind, outcome, inputs = [], flags = [] }: Queued['cause']): string {
  switch (kind) {
    case 'never-finished':
      return 'it had never finished before';
    case 'not-done':
      return outcome === 'blocked' ? 'it was blocked last time' : 'it was waiting last time';
    case 'inputs-changed':
      return `${inputs.length === 1 ? 'input' : 'inputs'} changed: ${inputs.join(', ')}`;
    case 'flags-changed':
      return `${flags.length === 1 ? 'flag' : 'flags'} changed: ${flags.join(', ')}`;
    default:
      return kind;
  }
}

function outcomeOf({
  kind,
  on = '',
  why = '',
  hint = '',
}: Finished['outcome']): Pick<HandlerRun, 'detail' | 'outcome'> {
  if (kind === 'waiting') return { outcome: 'waiting', detail: `for ${on}` };
  if (kind === 'blocked') return { outcome: 'blocked', detail: hint === '' ? why : `${why}: ${hint}` };
  return { outcome: 'done', detail: '' };
}
