import { describe, expect, it } from 'vitest';
import { traceLine } from '../../../simulator/page/trace-schema.ts';
import { unitStoryOf } from '../../../simulator/page/unit-story.ts';
import type { HistoryLine } from '../../../simulator/store/history.ts';
import { hostMs, ranAt } from './page-fixture.ts';

const traced = (ms: number, more: object = {}) =>
  traceLine.parse({
    hook: 'config-changed',
    startedAt: new Date(hostMs + ms).toISOString(),
    events: [],
    commands: [],
    ...more,
  });

const storyOf = (history: readonly HistoryLine[], trace: readonly ReturnType<typeof traced>[] = [], limit = 100) =>
  unitStoryOf('etcd/0', { history, trace, complaints: [], hide: (text) => text, limit });

const restarted = (service: string) => ({ restarts: [{ service, reasons: ['its options'] }] });

describe('the story of a unit', () => {
  it('joins each hook with the trace that was begun while it ran', () => {
    const { hooks } = storyOf(
      [ranAt(0), ranAt(200), ranAt(400)],
      [traced(20, restarted('first')), traced(420, restarted('third'))],
    );
    expect(hooks.map(({ restarts }) => restarts.map(({ service }) => service))).toEqual([['first'], [], ['third']]);
  });

  it('leaves other units and hooks of another name alone', () => {
    const { hooks } = storyOf(
      [ranAt(0, { unit: 'etcd/1' }), ranAt(0, { hook: 'start' })],
      [traced(10, restarted('etcd'))],
    );
    expect(hooks.map(({ name, restarts, calls }) => [name, restarts.length, calls === null])).toEqual([
      ['start', 0, false],
      ['config-changed', 1, true],
    ]);
  });

  it('tells why each handler was due and what became of it', () => {
    const queued = (handler: string, cause: object) => ({ kind: 'handler-queued', round: 1, handler, cause });
    const finished = (handler: string, outcome: object) => ({ kind: 'handler-finished', round: 1, handler, outcome });
    const { hooks } = storyOf(
      [ranAt(0)],
      [
        traced(10, {
          events: [
            queued('a', { kind: 'inputs-changed', inputs: ['config.labels'] }),
            queued('b', { kind: 'flags-changed', flags: ['x.y', 'z.y'] }),
            queued('c', { kind: 'not-done', outcome: 'blocked' }),
            queued('d', { kind: 'never-finished' }),
            queued('e', { kind: 'of a later charm' }),
            { kind: 'of a later charm', round: 1 },
            finished('a', { kind: 'done', sets: [], clears: [] }),
            finished('b', { kind: 'waiting', on: 'certificates' }),
            finished('c', { kind: 'blocked', why: 'no such label', hint: 'set labels' }),
            { kind: 'handler-dropped', round: 2, handler: 'd', when: 'x.y' },
            { kind: 'flag-set', round: 1, flag: 'f.g', handler: 'a' },
          ],
        }),
      ],
    );
    expect(hooks[0]?.handlers.map(({ name, cause, outcome, detail }) => [name, cause, outcome, detail])).toEqual([
      ['a', 'input changed: config.labels', 'done', ''],
      ['b', 'flags changed: x.y, z.y', 'waiting', 'for certificates'],
      ['c', 'it was blocked last time', 'blocked', 'no such label: set labels'],
      ['d', 'it had never finished before', 'dropped', 'only when x.y'],
      ['e', 'of a later charm', 'unfinished', ''],
    ]);
    expect(hooks[0]?.flags).toEqual([{ flag: 'f.g', isSet: true, handler: 'a', round: 1 }]);
  });

  it.each([
    ['committed', {}],
    ['failed', { committed: false, exitCode: 1 }],
    ['failed', { committed: false, exitCode: null, signal: 'SIGSEGV' }],
    ['killed', { committed: false, exitCode: null, signal: 'SIGKILL' }],
  ] as const)('says %s of %j', (outcome, more) => {
    expect(storyOf([ranAt(0, more)]).hooks[0]?.outcome).toBe(outcome);
  });

  it('keeps the last runs and says how many there were before', () => {
    const { hooks, omitted } = storyOf([ranAt(0), ranAt(200), ranAt(400)], [], 2);
    expect([omitted, hooks.map(({ id }) => id)]).toEqual([1, ['1', '2']]);
  });

  it('is by the clock of the model, to the millisecond, also where that was moved on', () => {
    const { hooks } = storyOf([ranAt(300), ranAt(700), ranAt(1250), ranAt(1500, { startedAt: 1301 })]);
    const starts = hooks.map(({ startMs }) => startMs);
    expect(starts.map((at) => at - (starts[0] ?? 0)).slice(0, 3)).toEqual([0, 400, 950]);
    expect(starts.at(-1)).toBeGreaterThanOrEqual(1_301_000);
    expect(starts.at(-1)).toBeLessThan(1_302_000);
  });
});

describe('the cause of a hook', () => {
  it.each([
    [{ hook: 'db-relation-joined', relation: 'db:3', remoteUnit: 'app/1' }, 'app/1 entered db:3'],
    [{ hook: 'db-relation-departed', relation: 'db:3', remoteUnit: 'app/1' }, 'app/1 leaves db:3'],
    [{ hook: 'db-relation-broken', relation: 'db:3' }, 'the relation db:3 ends'],
    [{ hook: 'install' }, 'the unit is on its machine'],
    [{ hook: 'backup', kind: 'action' }, 'an operator ran this action'],
    [{ hook: 'config-changed', cause: 'option labels was set' }, 'option labels was set'],
  ] as const)('of %j is told', (more, cause) => {
    expect(storyOf([ranAt(0, more)]).hooks[0]?.cause).toBe(cause);
  });
});
