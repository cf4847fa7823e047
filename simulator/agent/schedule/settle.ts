import { StandInRefused } from '../../contract.ts';
import type { Model, Seen, Unit } from '../../model/model.ts';
import { dataOf } from '../../store/observe.ts';
import { deriveUnit, removeFinished } from '../../model/scopes.ts';
import type { Awake } from './awake.ts';
import { nextJob } from '../decide/decide.ts';
import type { Job } from '../decide/decide.ts';
import { decisionOf } from '../decide/decision.ts';
import type { Juju } from '../juju.ts';
import { lockOf } from './lock-of.ts';
import type { Wiring } from '../run/run-charm-file.ts';
import { runHook } from '../run/run-hook.ts';
import type { HookRecord } from '../run/run-hook.ts';
import { runTask } from '../run/run-task.ts';
import { fireTimers, nextTimer } from './timers.ts';

export interface Settling {
  readonly juju: Juju;
  readonly wiring: Wiring;
  readonly awake: Awake;
  readonly seed: number | null;
  /** How many machines run a hook at the same time. */
  readonly concurrency: number;
  readonly maxHooks: number | null;
  readonly stopWhen: (model: Seen<Model>) => boolean;
  readonly started: (unit: string, job: Job) => void;
  /** The model has taken in this job. Null for a hook that the charm does not have. */
  readonly finished: (unit: string, job: Job, record: HookRecord | null) => void;
  /** Model time passes. */
  readonly moveOn: (seconds: number) => void;
}

/**
 * Nothing is due any more, or `maxHooks` have run, or `stopWhen` said so.
 *
 * One hook at a time on each machine, several machines side by side. Time does not pass, but for the units that are in
 * error: each is tried again up to three times, and then stays in error.
 *
 * @throws StandInRefused, after the hooks that were on their way, when a stand-in refuses what a charm sent
 */
export async function settle(settling: Settling): Promise<void> {
  const rounds = startRounds(settling);
  const retries = new Map<string, number>();
  for (;;) {
    await rounds.run();
    if (rounds.isStopped()) return;
    const failed = Object.values(settling.juju.model.units).filter(
      (unit) => canRetry(unit) && (retries.get(unit.name) ?? 0) < retriesOfSettle,
    );
    if (failed.length === 0) return;
    const first = Math.min(...failed.map((unit) => unit.failed?.retryAt ?? Infinity));
    settling.moveOn(Math.max(0, first - settling.juju.now()));
    for (const unit of failed) {
      if ((unit.failed?.retryAt ?? Infinity) > settling.juju.now()) continue;
      retries.set(unit.name, (retries.get(unit.name) ?? 0) + 1);
      rounds.retry(unit.name);
    }
  }
}

/** So many seconds have passed, and everything has run that they brought, each at its time. */
export async function advance(settling: Settling, seconds: number): Promise<void> {
  const { juju, moveOn } = settling;
  const target = juju.now() + seconds;
  const rounds = startRounds(settling);
  for (let at: number | null = juju.now(); at !== null && at <= target; at = nextTimer(dataOf(juju.model), at)) {
    moveOn(Math.max(0, at - juju.now()));
    for (const unit of fireTimers(juju.model, juju.now())) rounds.retry(unit);
    settling.awake.wakeAll();
    await rounds.run();
    if (rounds.isStopped()) return;
  }
  moveOn(Math.max(0, target - juju.now()));
}

const retriesOfSettle = 3;
const endlessHooks = 200_000;

interface Rounds {
  /** Everything that is due has run. @throws what the first of the jobs threw that could not be run at all */
  readonly run: () => Promise<void>;
  /** The unit's failed hook is due. */
  readonly retry: (unit: string) => void;
  readonly isStopped: () => boolean;
}

interface Due {
  readonly unit: Unit;
  readonly job: Job;
}

function startRounds(settling: Settling): Rounds {
  const { juju, awake } = settling;
  const retried = new Set<string>();
  const ready = new Set<string>();
  const busyUnits = new Set<string>();
  const busyLocks = new Set<string>();
  const onTheirWay = new Set<Promise<void>>();
  const problems: Error[] = [];
  let count = 0;
  let isStopped = false;
  // Those before may have been stopped in the middle.
  awake.wakeAll();

  const jobOf = (name: string): Job | null => {
    const unit = juju.model.units[name];
    if (unit === undefined || busyUnits.has(name)) return null;
    if (retried.has(name) && unit.failed !== null) return { kind: 'hook', hook: unit.failed.hook };
    return nextJob(decisionOf(juju, unit, settling.seed));
  };

  const look = () => {
    for (let name = awake.next(); name !== null; name = awake.next()) {
      const unit = juju.model.units[name];
      if (unit !== undefined && !busyUnits.has(name)) deriveUnit(juju.model, unit, juju.now());
      ready.delete(name);
      if (jobOf(name) !== null) ready.add(name);
    }
  };

  /** The due job of the unit that has waited longest, among those whose lock is free. */
  const pick = (): Due | null => {
    const { units } = dataOf(juju.model);
    const waiting = [...ready].flatMap((name) => units[name] ?? []).sort((a, b) => a.lastHook - b.lastHook);
    for (const unit of waiting) {
      const job = jobOf(unit.name);
      const lock = job === null ? null : lockOf(unit.machine, job.kind === 'task' ? job.task : null);
      if (job === null) ready.delete(unit.name);
      else if (lock === null || !busyLocks.has(lock)) return { unit, job };
    }
    return null;
  };

  const start = (due: Due) => {
    // What is run writes: it gets the view.
    const unit = juju.model.units[due.unit.name] ?? due.unit;
    const { name } = unit;
    const lock = lockOf(unit.machine, due.job.kind === 'task' ? due.job.task : null);
    ready.delete(name);
    retried.delete(name);
    busyUnits.add(name);
    if (lock !== null) busyLocks.add(lock);
    const ended = runJob(settling, unit, due.job)
      .catch((error: unknown) => void problems.push(error instanceof Error ? error : new Error(String(error))))
      .then(() => {
        busyUnits.delete(name);
        if (lock !== null) busyLocks.delete(lock);
        onTheirWay.delete(ended);
        awake.wake(name);
      });
    onTheirWay.add(ended);
  };

  return {
    isStopped: () => isStopped,
    retry: (unit) => {
      retried.add(unit);
      awake.wake(unit);
    },
    run: async () => {
      for (;;) {
        do look();
        while (awake.takeSweep() && removeFinished(juju.model));
        isStopped ||= problems.length > 0 || settling.stopWhen(juju.model);
        while (!isStopped && onTheirWay.size < settling.concurrency) {
          if (settling.maxHooks !== null && count >= settling.maxHooks) isStopped = true;
          const due = isStopped ? null : pick();
          if (due === null) break;
          count += 1;
          if (count > endlessHooks) throw endless(due);
          start(due);
        }
        if (onTheirWay.size === 0) break;
        await Promise.race(onTheirWay);
      }
      const refusal = problems.find((problem) => problem instanceof StandInRefused) ?? problems[0];
      if (refusal !== undefined) throw refusal;
    },
  };
}

async function runJob({ juju, wiring, started, finished }: Settling, unit: Unit, job: Job): Promise<void> {
  const { name } = unit;
  const running =
    job.kind === 'hook'
      ? runHook(juju, wiring, unit, job.hook)
      : runTask(juju, wiring, unit, juju.model.tasks[job.task.id] ?? job.task);
  // The model says by this time what runs.
  started(name, job);
  finished(name, job, await running);
}

function canRetry({ failed, isAgentLost, running }: Unit): boolean {
  return failed !== null && failed.retryAt !== null && !isAgentLost && running === null;
}

function endless({ unit, job }: Due): Error {
  const last = job.kind === 'hook' ? job.hook.name : job.task.name;
  return new Error(`the model does not settle: ${endlessHooks} hooks, the last of them ${unit.name} ${last}`);
}
