import { describe, expect, it } from 'vitest';
import { nextJob } from '../../../simulator/agent/decide/decide.ts';
import type { Decision } from '../../../simulator/agent/decide/decide.ts';
import { simple } from '../../../simulator/agent/decide/simple-hook.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { addPeerRelation } from '../../../simulator/model/relations.ts';
import { deriveModel } from '../../../simulator/model/scopes.ts';
import { createStorage } from '../../../simulator/model/storage.ts';
import { addStarted, addTask, aStartedUnit, decision } from './a-started-unit.ts';
import type { StartedUnit } from './a-started-unit.ts';

/** The name of the hook, or `task 3`. */
function due(started: StartedUnit, more: Partial<Decision> = {}): string | null {
  const job = nextJob(decision(started, more));
  if (job === null) return null;
  return job.kind === 'task' ? `task ${job.task.id}` : job.hook.name;
}

const disk = { type: 'filesystem', minimum: 1, maximum: 1, location: null } as const;

/** Everything that can be due on a running unit, the first first: each line makes what its name says due, too. */
const inOrder: readonly (readonly [string, (started: StartedUnit) => void])[] = [
  ['leave', ({ unit }) => (unit.seriesUpgrade = { target: 'jammy', step: 'prepare' })],
  ['reboot', ({ unit }) => (unit.isRebooted = true)],
  ['created', ({ model, unit }) => relate(model, unit, false)],
  ['leader', ({ unit }) => (unit.isLeaderSeen = false)],
  ['expired', ({ model }) => addSecret(model, 'a', { expiresAt: 99 })],
  ['rotate', ({ model }) => addSecret(model, 'b', { rotateAt: 100 })],
  ['changed', ({ model }) => addSecret(model, 'c', { consumer: 1, count: 2, owner: 'other/0' })],
  ['remove', ({ model }) => addSecret(model, 'd', { count: 2 })],
  ['task', ({ model }) => addTask(model, '7')],
  ['storage', ({ model }) => void createStorage(model, 'tiny/0', 'data', disk)],
  ['upgrade', ({ application }) => (application.charmRevision = 1)],
  ['config', ({ unit }) => (unit.isTrustSeen = true)],
  ['relation', ({ model, unit }) => relate(model, unit, true)],
  ['metrics', ({ unit }) => (unit.isCollectMetricsDue = true)],
  ['status', ({ unit }) => (unit.isUpdateStatusDue = true)],
];

const names = [
  ...['pre-series-upgrade', 'start', 'ring-relation-created', 'leader-elected'],
  ...['secret-expired', 'secret-rotate', 'secret-changed', 'secret-remove', 'task 7'],
  ...['data-storage-attached', 'upgrade-charm', 'config-changed', 'ring-relation-joined', 'collect-metrics'],
  'update-status',
];

function relate(model: StartedUnit['model'], unit: StartedUnit['unit'], isCreated: boolean): void {
  const end = { application: 'tiny', name: 'ring', role: 'peers', interface: 'ring', scope: 'global' } as const;
  const { id } = addPeerRelation(model, { ...end, isImplicit: false });
  const other = addStarted(model, 'tiny');
  deriveModel(model, 0);
  for (const each of [unit, other]) {
    const local = each.relations[String(id)];
    if (local !== undefined) local.isCreated = isCreated;
  }
}

interface SecretOptions {
  readonly expiresAt?: number;
  readonly rotateAt?: number;
  readonly consumer?: number;
  readonly count?: number;
  readonly owner?: string;
}

function addSecret(model: StartedUnit['model'], id: string, wanted: SecretOptions): void {
  const { expiresAt = null, rotateAt = null, consumer, count = 1, owner = 'tiny/0' } = wanted;
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  model.secrets[id] = {
    ...{ id, label: '', description: '', grants: [], rotation: rotateAt === null ? 'never' : 'hourly', rotateAt },
    owner: { kind: owner.includes('/') ? 'unit' : 'application', name: owner },
    revisions: Object.fromEntries(numbers.map((number) => [number, { content: {}, createdAt: 0, expiresAt }])),
    consumers: consumer === undefined ? {} : { 'tiny/0': { label: '', revision: consumer } },
  };
}

describe('of all that is due on a running unit', () => {
  it.each(names.map((name, index) => ({ name, later: inOrder.slice(index) })))(
    '$name comes next',
    ({ name, later }) => {
      const started = aStartedUnit();
      for (const [, make] of [...later].reverse()) make(started);
      expect(due(started, { hasMetrics: true })).toBe(name);
    },
  );

  it('nothing is left when nothing is due', () => {
    expect(due(aStartedUnit(), { hasMetrics: true })).toBe(null);
  });

  it.each<{ what: string; make: (started: StartedUnit) => void }>([
    { what: 'dead', make: ({ unit }) => (unit.life = 'dead') },
    { what: 'without an agent', make: ({ unit }) => (unit.isAgentLost = true) },
    { what: 'running a hook', make: ({ unit }) => (unit.running = simple('start')) },
    { what: 'running a task', make: ({ unit }) => (unit.runningTask = '1') },
    { what: 'in error on its files', make: ({ unit }) => (unit.upgradeFailure = 'no space left') },
    {
      what: 'prepared for another series',
      make: ({ unit }) => (unit.seriesUpgrade = { target: 'jammy', step: 'prepared' }),
    },
  ])('nothing is done on a unit that is $what', ({ make }) => {
    const started = aStartedUnit();
    for (const [name, other] of inOrder) if (name !== 'leave') other(started);
    make(started);
    expect(due(started, { hasMetrics: true })).toBe(null);
  });
});

describe('a hook that is queued', () => {
  it('comes before everything else, actions too', () => {
    const started = aStartedUnit();
    for (const [, make] of inOrder) make(started);
    started.unit.queued = simple('config-changed');
    expect(due(started)).toBe('config-changed');
  });
});

describe('a unit in error', () => {
  it('runs nothing but actions, the oldest first (30)', () => {
    const started = aStartedUnit();
    for (const [name, make] of inOrder) if (name !== 'task') make(started);
    started.unit.failed = { hook: simple('start'), attempts: 1, retryAt: 105 };
    expect(due(started)).toBe(null);
    for (const id of ['10', '9']) addTask(started.model, id);
    addTask(started.model, '8', { status: 'completed' });
    addTask(started.model, '7', { unit: 'tiny/9' });
    expect(due(started)).toBe('task 9');
  });
});

describe('actions that wait for a unit that is not started (31)', () => {
  it('are due after start, in their order', () => {
    const started = aStartedUnit();
    const { model, unit } = started;
    for (const id of ['2', '3', '4']) addTask(model, id);
    Object.assign(unit, { isInstalled: false, isStarted: false, isLeaderSeen: false, settingsHash: null });
    const seen: (string | null)[] = [due(started)];
    unit.isInstalled = true;
    seen.push(due(started));
    unit.isLeaderSeen = true;
    seen.push(due(started));
    Object.assign(unit, { settingsHash: 'hash', queued: simple('start') });
    seen.push(due(started));
    Object.assign(unit, { isStarted: true, queued: null });
    seen.push(due(started));
    expect(seen).toEqual(['install', 'leader-elected', 'config-changed', 'start', 'task 2']);
  });
});

describe('storage that is destroyed before the agent ever ran (4)', () => {
  it('leaves no hook behind', () => {
    const started = aStartedUnit();
    const { model, unit } = started;
    unit.isInstalled = false;
    const id = createStorage(model, 'tiny/0', 'data', disk);
    expect(due(started)).toBe('data-storage-attached');
    Object.assign(model.storages[id] ?? {}, { life: 'dying' });
    deriveModel(model, 0);
    expect([due(started), model.storages]).toEqual(['install', {}]);
  });
});

describe('what a line of Juju lacks', () => {
  it('is there in the others', () => {
    const started = aStartedUnit('2.9');
    follow(started);
    expect(due(started)).toBe('leader-settings-changed');
  });

  it.each<{ juju: JujuTrack; what: string; make: (started: StartedUnit) => void }>([
    { juju: '2.9', what: 'secrets', make: ({ model }) => addSecret(model, 'a', { expiresAt: 1 }) },
    { juju: '4.0', what: 'metrics', make: ({ unit }) => (unit.isCollectMetricsDue = true) },
    { juju: '4.0', what: 'leader settings', make: follow },
  ])('$juju: hooks of $what', ({ juju, make }) => {
    const started = aStartedUnit(juju);
    make(started);
    expect(due(started, { hasMetrics: true })).toBe(null);
  });

  it('is told to stand-ins nevertheless: what their leader shares', () => {
    const started = aStartedUnit('4.0');
    follow(started);
    expect(due(started, { isStandIn: true })).toBe('leader-settings-changed');
  });

  function follow({ model, application, unit }: StartedUnit): void {
    application.leader = addStarted(model, 'tiny').name;
    application.leaderVersion = 5;
    unit.isLeaderSeen = false;
  }
});

describe('secrets of an application', () => {
  it('are the business of its leader alone', () => {
    const started = aStartedUnit();
    const follower = addStarted(started.model, 'tiny');
    addSecret(started.model, 'a', { owner: 'tiny', expiresAt: 100 });
    expect([due(started), due({ ...started, unit: follower })]).toEqual(['secret-expired', null]);
  });
});

describe('a dying unit', () => {
  it('gives up storage, then relations, and then stops', () => {
    const started = aStartedUnit();
    const { model, unit } = started;
    relate(model, unit, true);
    const local = unit.relations['0'];
    if (local !== undefined) local.members['tiny/1'] = 0;
    const id = createStorage(model, 'tiny/0', 'data', disk);
    Object.assign(model.storages[id] ?? {}, { isAttached: true });
    unit.life = 'dying';
    const seen = [due(started)];
    delete model.storages[id];
    seen.push(due(started));
    delete local?.members['tiny/1'];
    deriveModel(model, 0);
    seen.push(due(started));
    unit.isStopped = true;
    seen.push(due(started));
    expect(seen).toEqual(['data-storage-detaching', 'ring-relation-departed', 'stop', 'remove']);
  });
});

describe('two hundred units in one container relation', () => {
  it('each see one other', () => {
    const { model, unit } = aStartedUnit();
    const scope = 'container' as const;
    const end = { interface: 'log', scope, isImplicit: false } as const;
    const { application } = aStartedUnit();
    model.applications['log'] = { ...application, name: 'log', isSubordinate: true, nextUnit: 0, leader: null };
    model.relations['0'] = {
      ...{ id: 0, scope, life: 'alive', inScope: [], bags: {}, appBags: {} },
      endpoints: [
        { ...end, application: 'log', name: 'host', role: 'requires' },
        { ...end, application: 'tiny', name: 'log', role: 'provides' },
      ],
    };
    for (let count = 1; count < 100; count += 1) addStarted(model, 'tiny');
    deriveModel(model, 0);
    for (const each of Object.values(model.units)) each.isInstalled = true;
    deriveModel(model, 0);
    const local = unit.relations['0'];
    if (local !== undefined) local.isCreated = true;
    expect(model.relations['0'].inScope).toHaveLength(200);
    const job = nextJob(decision({ model, unit }));
    expect(job?.kind === 'hook' ? job.hook.relation?.remoteUnit : null).toBe('log/0');
  });
});
