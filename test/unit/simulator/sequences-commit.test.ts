import { afterEach, describe, expect, it } from 'vitest';
import { finishHook } from '../../../simulator/agent/run/finish-hook.ts';
import { openContext } from '../../../simulator/agent/hook-context.ts';
import type { HookContext } from '../../../simulator/agent/hook-context.ts';
import { nextJob } from '../../../simulator/agent/decide/decide.ts';
import { recoverInterrupted } from '../../../simulator/agent/schedule/recover.ts';
import type { Outcome } from '../../../simulator/agent/run/run-charm-file.ts';
import { simple } from '../../../simulator/agent/decide/simple-hook.ts';
import type { HookInfo } from '../../../simulator/model/model.ts';
import type { LogLine } from '../../../simulator/store/store.ts';
import { aController, addTask, aStartedUnit, decision } from './a-started-unit.ts';
import type { StartedUnit } from './a-started-unit.ts';
import { standIn } from './core-model.ts';
import { aSequence } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';

const succeeded: Outcome = { kind: 'succeeded', exitCode: 0, signal: null, stdout: '', stderr: '', via: 'a test' };
const failed: Outcome = { ...succeeded, kind: 'failed', exitCode: 3 };
const killed: Outcome = { ...succeeded, kind: 'terminated', exitCode: null, signal: 'SIGKILL' };

interface Finished extends StartedUnit {
  readonly log: readonly string[];
  readonly isTrue: boolean;
}

/** A hook of this name has ended like that on a started unit. */
function finish(
  hook: HookInfo,
  outcome: Outcome,
  more: { readonly before?: (started: StartedUnit) => void; readonly reboot?: HookContext['reboot'] } = {},
): Finished {
  const started = aStartedUnit();
  more.before?.(started);
  const lines: Omit<LogLine, 'time'>[] = [];
  const juju = aController(started.model, lines);
  const context = openContext(juju, started.unit, hook);
  context.reboot = more.reboot ?? 'no';
  context.opened.add('80/tcp');
  const isTrue = finishHook(juju, context, outcome);
  return { ...started, isTrue, log: lines.map(({ level, message }) => `${level} ${message}`) };
}

function due({ model, unit }: StartedUnit): string | null {
  const job = nextJob(decision({ model, unit }));
  return job?.kind === 'hook' ? job.hook.name : null;
}

describe('a hook that succeeds', () => {
  it('has made true what it wrote, and swallows a tick of update-status', () => {
    const { unit, log, isTrue } = finish(simple('config-changed'), succeeded, {
      before: ({ unit: { name }, model }) => {
        const found = model.units[name];
        if (found !== undefined) found.isUpdateStatusDue = true;
      },
    });
    expect([isTrue, unit.ports, unit.isUpdateStatusDue, unit.updateStatusAt]).toEqual([true, ['80/tcp'], false, 400]);
    expect(log).toEqual(['INFO ran "config-changed" hook (via a test)']);
  });

  it('swallows a tick that came while the unit was in error, too', () => {
    const { unit } = finish(simple('config-changed'), succeeded, {
      before: ({ unit: started }) => {
        started.updateStatusAt = 60;
      },
    });
    expect(unit.updateStatusAt).toBe(400);
  });

  it('leaves a timer alone that has not come', () => {
    const { unit } = finish(simple('config-changed'), succeeded, {
      before: ({ unit: started }) => {
        started.updateStatusAt = 160;
      },
    });
    expect(unit.updateStatusAt).toBe(160);
  });

  it('starts the timers when it is the first start', () => {
    const { unit } = finish(simple('start'), succeeded, {
      before: ({ model, unit: started }) => {
        started.isStarted = false;
        model.config['update-status-hook-interval'] = '1m30s';
      },
    });
    expect([unit.updateStatusAt, unit.collectMetricsAt]).toEqual([190, 400]);
  });
});

describe('a hook that fails', () => {
  it.each([
    { attempts: 0, retryAt: 105 },
    { attempts: 1, retryAt: 110 },
    { attempts: 2, retryAt: 120 },
    { attempts: 5, retryAt: 260 },
    { attempts: 6, retryAt: 400 },
    { attempts: 60, retryAt: 400 },
  ])('after $attempts others is tried again at $retryAt', ({ attempts, retryAt }) => {
    const { unit, isTrue, log } = finish(simple('start'), failed, {
      before: ({ unit: started }) => {
        if (attempts > 0) started.failed = { hook: simple('start'), attempts, retryAt: 100 };
      },
    });
    expect(unit.failed).toEqual({ hook: simple('start'), attempts: attempts + 1, retryAt });
    expect([isTrue, unit.ports]).toEqual([false, []]);
    expect(log).toEqual([
      'ERROR hook "start" (via a test) failed: exit status 3',
      'INFO awaiting error resolution for "start" hook',
    ]);
  });

  it('is not tried again when the model does not want that', () => {
    const { unit } = finish(simple('start'), failed, {
      before: ({ model }) => (model.config['automatically-retry-hooks'] = false),
    });
    expect(unit.failed?.retryAt).toBe(null);
  });

  it('of storage is named by its kind alone', () => {
    const hook = { ...simple('data-storage-attached'), storage: 'data/0' };
    expect(finish(hook, failed).unit.agentStatus).toEqual({
      ...{ status: 'error', message: 'hook failed: "storage-attached"', since: 100 },
      data: { hook: 'data-storage-attached' },
    });
  });

  it.each([
    { signal: 'SIGTERM', kind: 'terminated' as const, status: 'idle' },
    { signal: 'SIGSEGV', kind: 'failed' as const, status: 'error' },
  ])('by $signal leaves the agent $status', ({ signal, kind, status }) => {
    const { unit, isTrue } = finish(simple('start'), { ...killed, kind, signal });
    expect([unit.agentStatus.status, unit.queued?.name ?? null, isTrue]).toEqual([
      status,
      kind === 'terminated' ? 'start' : null,
      false,
    ]);
  });
});

describe('a commit that is refused', () => {
  it('changes nothing, and the hook counts as failed', () => {
    const result = finish(simple('config-changed'), succeeded, {
      before: ({ model }) =>
        void model.commitFaults.push({
          unit: 'tiny/0',
          hook: 'config-changed',
          problem: 'permission denied',
          times: 1,
        }),
    });
    expect([result.isTrue, result.unit.ports, result.unit.failed?.hook.name]).toEqual([false, [], 'config-changed']);
    expect(result.log[0]).toBe('ERROR cannot apply changes: permission denied');
    expect(result.model.commitFaults).toEqual([]);
  });
});

describe('a reboot', () => {
  it('that waits for the end of the hook comes when it has succeeded: start is next', () => {
    const result = finish(simple('config-changed'), succeeded, { reboot: 'after' });
    expect([result.unit.ports, due(result)]).toEqual([['80/tcp'], 'start']);
  });

  it('does not come when the hook fails', () => {
    const result = finish(simple('config-changed'), failed, { reboot: 'after' });
    expect([result.unit.isRebooted, due(result)]).toEqual([false, null]);
  });

  it('that comes at once discards what the hook wrote; the hook runs again, and then start', () => {
    const result = finish(simple('config-changed'), killed, { reboot: 'now' });
    expect([result.unit.ports, due(result), result.unit.isRebooted]).toEqual([[], 'config-changed', true]);
    result.unit.queued = null;
    expect(due(result)).toBe('start');
  });

  it('of a unit that has not started yet causes no start of its own', () => {
    const result = finish(simple('install'), succeeded, {
      reboot: 'after',
      before: ({ unit }) => (unit.isStarted = false),
    });
    expect(result.unit.isRebooted).toBe(false);
  });
});

describe('what ran when the simulator went away', () => {
  it('has failed: a hook is tried again, a task is not', () => {
    const { model, unit } = aStartedUnit();
    unit.running = simple('start');
    unit.runningTask = '4';
    addTask(model, '4', { status: 'running' });
    addTask(model, '5', { status: 'running' });
    addTask(model, '6');
    recoverInterrupted(model, 100);
    expect([unit.running, unit.runningTask, unit.failed]).toEqual([
      null,
      null,
      { hook: simple('start'), attempts: 1, retryAt: 105 },
    ]);
    expect(Object.values(model.tasks).map(({ status, message }) => [status, message])).toEqual([
      ['failed', 'action terminated'],
      ['failed', 'action terminated'],
      ['pending', ''],
    ]);
  });
});

describe('a refusal of what a charm wrote', () => {
  let sequence: Sequence;
  afterEach(() => sequence.end());

  it('keeps ports and bags as they were until the hook is run again', async () => {
    const mysql = standIn({
      name: 'mysql',
      endpoints: { db: { role: 'provides', interface: 'sql', scope: 'global' } },
    });
    sequence = await aSequence({
      metadata: 'name: tiny\nrequires: {db: sql}\n',
      lines: 'if test $JUJU_HOOK_NAME = db-relation-joined; then open-port 80; relation-set key=value; fi',
      parts: { standIns: { mysql } },
    });
    const { sim } = sequence;
    sim.deploy({ application: 'mysql', charm: 'mysql' });
    sim.addUnit('mysql');
    sim.relate('tiny', 'mysql');
    sim.refuseCommit({ unit: 'tiny/0', hook: 'db-relation-joined', problem: 'permission denied', times: 1 });
    const wrote = () => [sim.model.units['tiny/0']?.ports, sim.model.relations['0']?.bags['tiny/0']?.data['key']];
    expect(await sequence.ran('tiny/0')).toContain('fail-db-relation-joined mysql/0');
    expect(wrote()).toEqual([[], undefined]);
    sim.resolved('tiny/0');
    await sequence.ran();
    expect(wrote()).toEqual([['80/tcp'], 'value']);
  });
});
