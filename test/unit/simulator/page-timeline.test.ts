import { describe, expect, it } from 'vitest';
import { idleTimes } from '../../../simulator/page/idle-times.ts';
import type { HookRun, UnitStory } from '../../../simulator/page/page-schema.ts';
import { roomyLabels } from '../../../simulator/page/roomy-labels.ts';
import { hooksWithDetail, timelineItems } from '../../../simulator/page/timeline-items.ts';
import type { TimelineItem } from '../../../simulator/page/timeline-items.ts';

function run(id: string, startMs: number, more: Partial<HookRun> = {}): HookRun {
  return {
    id,
    name: 'start',
    kind: 'hook',
    relation: null,
    remoteUnit: null,
    cause: 'the unit is installed',
    startMs,
    durationMs: 100,
    exitCode: 0,
    signal: null,
    outcome: 'committed',
    calls: null,
    failure: null,
    handlers: [],
    flags: [],
    restarts: [],
    commands: [],
    ...more,
  };
}

const busy = run('7', 1000, {
  handlers: [
    { name: 'install', round: 1, cause: 'flag changed: a.b', outcome: 'done', detail: '' },
    { name: 'configure', round: 2, cause: 'input changed: config.labels', outcome: 'blocked', detail: 'no such label' },
  ],
  flags: [{ flag: 'c.d', isSet: true, handler: 'install', round: 1 }],
  restarts: [
    { service: 'docker', reasons: ['its options'] },
    { service: 'kubelet', reasons: ['its arguments'] },
  ],
  commands: [
    { line: 'config-get', exitCode: 0, durationMs: 30 },
    { line: 'systemctl restart docker', exitCode: 0, durationMs: 60 },
    { line: 'false', exitCode: 1, durationMs: 10 },
  ],
});

const story = (hooks: HookRun[]): UnitStory => ({ unit: 'etcd/0', omitted: 0, hooks, complaints: [] });
const everything = { fromMs: 0, toMs: 1e9, filter: '' };
const places = (items: readonly TimelineItem[], lane: string) =>
  items.filter((item) => item.lane === lane).map(({ label, startMs, endMs }) => [label, startMs, endMs]);

describe('the time line', () => {
  it('shares the time of a hook among what happened in it, in order', () => {
    const items = timelineItems(story([busy]), everything);
    expect(places(items, 'hooks')).toEqual([['start', 1000, 1100]]);
    expect(places(items, 'handlers')).toEqual([
      ['install', 1000, 1050],
      ['configure', 1050, 1100],
    ]);
    expect(places(items, 'commands')).toEqual([
      ['config-get', 1000, 1030],
      ['systemctl restart docker', 1030, 1090],
      ['false', 1090, 1100],
    ]);
    expect(places(items, 'flags')).toEqual([['+ c.d', 1050, null]]);
  });

  it('puts a restart where its command is, else at the end', () => {
    expect(places(timelineItems(story([busy]), everything), 'restarts')).toEqual([
      ['docker', 1030, null],
      ['kubelet', 1100, null],
    ]);
  });

  it('tells the cause of everything that has one, and of failures that they are', () => {
    const failed = run('8', 2000, { outcome: 'failed', exitCode: 1, failure: 'CommandFailed: no' });
    const items = timelineItems(story([busy, failed]), everything);
    expect(items.map(({ id, tone, summary }) => [id, tone, summary])).toEqual([
      ['7', 'calm', 'the unit is installed'],
      ['7/restarts/0', 'waiting', 'because of its options'],
      ['7/restarts/1', 'waiting', 'because of its arguments'],
      ['7/handlers/0', 'good', 'flag changed: a.b · done'],
      ['7/handlers/1', 'bad', 'input changed: config.labels · blocked no such label'],
      ['7/commands/0', 'calm', 'exit code 0 after 30 ms'],
      ['7/commands/1', 'calm', 'exit code 0 after 60 ms'],
      ['7/commands/2', 'waiting', 'exit code 1 after 10 ms'],
      ['7/flags/0', 'good', 'set by install'],
      ['8', 'bad', 'the unit is installed · failed, exit code 1 · CommandFailed: no'],
    ]);
  });

  it('draws what has the text, with the hook in which it is', () => {
    const items = timelineItems(story([run('6', 0), busy]), { ...everything, filter: ' CONFIG.labels' });
    expect(items.map(({ id }) => id)).toEqual(['7', '7/handlers/1']);
  });

  it('draws only what is in sight', () => {
    const hooks = [run('0', 0), run('1', 1000), run('2', 2000)];
    expect(timelineItems(story(hooks), { fromMs: 500, toMs: 1500, filter: '' }).map(({ id }) => id)).toEqual(['1']);
  });

  it('leaves out what is inside of hooks when many are in sight, but for restarts', () => {
    const many = Array.from({ length: hooksWithDetail + 1 }, (_, index) => ({
      ...busy,
      id: `${index}`,
      startMs: index * 200,
    }));
    expect([...new Set(timelineItems(story(many), everything).map(({ lane }) => lane))]).toEqual(['hooks', 'restarts']);
  });

  it('never draws more than a browser bears', () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ ...busy, id: `${index}`, startMs: index * 200 }));
    for (const filter of ['', 'install']) {
      expect(timelineItems(story(many), { ...everything, filter }).length).toBeLessThan(2600);
    }
  });
});

describe('idle time', () => {
  it('is what lies between hooks that are far apart, but for a little', () => {
    expect(idleTimes(story([run('0', 0), run('1', 1000), run('2', 10_000)]))).toEqual([{ startMs: 1250, endMs: 9850 }]);
  });
});

describe('labels of moments', () => {
  const moment = (id: string, startMs: number, endMs: number | null = null): TimelineItem => {
    return { id, lane: 'flags', label: '+ ten.letter', startMs, endMs, tone: 'good', summary: '' };
  };
  const labelled = (items: readonly TimelineItem[], folded: { startMs: number; endMs: number }[] = []) =>
    roomyLabels(items, { msPerPixel: 1, folded })
      .filter(({ label }) => label.trim() !== '')
      .map(({ id }) => id);

  it('are left out where the next one is too near', () => {
    expect(labelled([moment('a', 0), moment('b', 50), moment('c', 400)])).toEqual(['b', 'c']);
  });

  it('are near when only folded time is between them', () => {
    expect(labelled([moment('a', 0), moment('b', 1000)], [{ startMs: 20, endMs: 980 }])).toEqual(['b']);
  });

  it('stay with what has a length', () => {
    expect(labelled([moment('a', 0, 10), moment('b', 10, 20)])).toEqual(['a', 'b']);
  });
});
