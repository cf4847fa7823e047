import { describe, expect, it } from 'vitest';
import { nextJob } from '../../../simulator/agent/decide/decide.ts';
import { finishHook } from '../../../simulator/agent/run/finish-hook.ts';
import { openContext } from '../../../simulator/agent/hook-context.ts';
import type { HookInfo, Secret, SecretRotation } from '../../../simulator/model/model.ts';
import { aController, addStarted, aStartedUnit, decision } from './a-started-unit.ts';
import type { StartedUnit } from './a-started-unit.ts';

const succeeded = { kind: 'succeeded', exitCode: 0, signal: null, stdout: '', stderr: '', via: 'a test' } as const;

function secret(more: Partial<Secret> = {}): Secret {
  const revision = { content: {}, createdAt: 0, expiresAt: null };
  return {
    ...{ id: 'abc', owner: { kind: 'unit', name: 'tiny/0' }, label: 'mine', description: '', rotation: 'never' },
    ...{ rotateAt: null, revisions: { 1: revision, 2: revision }, grants: [], consumers: {} },
    ...more,
  };
}

function due({ model, unit }: StartedUnit): HookInfo | null {
  const job = nextJob(decision({ model, unit }));
  return job?.kind === 'hook' ? job.hook : null;
}

/** The hook that is due runs; `meanwhile` happens between its start and its end. */
function run(started: StartedUnit, meanwhile: () => void = () => undefined): string | null {
  const hook = due(started);
  if (hook === null) return null;
  const juju = aController(started.model);
  const context = openContext(juju, started.unit, hook);
  meanwhile();
  finishHook(juju, context, succeeded);
  return hook.secret === undefined ? hook.name : `${hook.name} ${hook.secret.label} ${hook.secret.revision ?? '-'}`;
}

describe('a secret', () => {
  it.each<{ what: string; made: Secret; hooks: readonly string[] }>([
    {
      what: 'that has a newer revision than its consumer reads is told to that, by its own label, once',
      made: secret({
        owner: { kind: 'unit', name: 'other/0' },
        consumers: { 'tiny/0': { label: 'theirs', revision: 1 } },
      }),
      hooks: ['secret-changed theirs -'],
    },
    {
      what: 'that its consumer has read the newest revision of is not told',
      made: secret({
        owner: { kind: 'unit', name: 'other/0' },
        consumers: { 'tiny/0': { label: 'theirs', revision: 2 } },
      }),
      hooks: [],
    },
    {
      what: 'with a revision that nobody reads any more is told to its owner, once a revision',
      made: secret({ consumers: { 'other/0': { label: '', revision: 2 } } }),
      hooks: ['secret-remove mine 1'],
    },
    {
      what: 'with an old revision that somebody reads stays as it is',
      made: secret({ consumers: { 'other/0': { label: '', revision: 1 } } }),
      hooks: [],
    },
    {
      what: 'with a revision that has expired is told to its owner, once a revision',
      made: secret({ revisions: { 1: { content: {}, createdAt: 0, expiresAt: 100 } } }),
      hooks: ['secret-expired mine 1'],
    },
    {
      what: 'that does not expire yet stays as it is',
      made: secret({ revisions: { 1: { content: {}, createdAt: 0, expiresAt: 101 } } }),
      hooks: [],
    },
  ])('$what', ({ made, hooks }) => {
    const started = aStartedUnit();
    started.model.secrets['abc'] = made;
    expect([run(started), run(started)].filter((name) => name !== null)).toEqual(hooks);
  });

  it('that gets another revision while secret-changed runs is told again', () => {
    const started = aStartedUnit();
    const made = secret({
      owner: { kind: 'unit', name: 'other/0' },
      consumers: { 'tiny/0': { label: '', revision: 1 } },
    });
    started.model.secrets['abc'] = made;
    const more = () => {
      made.revisions['3'] = { content: {}, createdAt: 0, expiresAt: null };
    };
    expect([run(started, more), run(started), run(started)].map((name) => name?.split(' ')[0])).toEqual([
      'secret-changed',
      'secret-changed',
      undefined,
    ]);
  });

  it.each<{ rotation: SecretRotation; next: string }>([
    { rotation: 'hourly', next: '1970-01-01T01:01:40.000Z' },
    { rotation: 'daily', next: '1970-01-02T00:01:40.000Z' },
    { rotation: 'weekly', next: '1970-01-08T00:01:40.000Z' },
    { rotation: 'monthly', next: '1970-02-01T00:01:40.000Z' },
    { rotation: 'quarterly', next: '1970-04-01T00:01:40.000Z' },
    { rotation: 'yearly', next: '1971-01-01T00:01:40.000Z' },
  ])('that is rotated $rotation is due again at $next', ({ rotation, next }) => {
    const started = aStartedUnit();
    const made = secret({ rotation, rotateAt: 90, revisions: { 1: { content: {}, createdAt: 0, expiresAt: null } } });
    started.model.secrets['abc'] = made;
    expect([run(started), run(started)]).toEqual(['secret-rotate mine -', null]);
    expect(new Date((made.rotateAt ?? 0) * 1000).toISOString()).toBe(next);
  });

  it('of an application is told to its leader', () => {
    const started = aStartedUnit();
    const follower = addStarted(started.model, 'tiny');
    started.model.secrets['abc'] = secret({ owner: { kind: 'application', name: 'tiny' } });
    expect(due({ ...started, unit: follower })).toBe(null);
    expect(due(started)?.name).toBe('secret-remove');
  });
});

describe('a series upgrade', () => {
  it('runs its two hooks around the time in which the agent waits', () => {
    const started = aStartedUnit('2.9');
    started.unit.seriesUpgrade = { target: 'jammy', step: 'prepare' };
    expect(run(started)).toBe('pre-series-upgrade');
    started.unit.isUpdateStatusDue = true;
    expect([started.unit.seriesUpgrade.step, run(started)]).toEqual(['prepared', null]);
    started.unit.seriesUpgrade = { target: 'jammy', step: 'complete' };
    expect([run(started), started.unit.seriesUpgrade]).toEqual(['post-series-upgrade', null]);
  });
});
