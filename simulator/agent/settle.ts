import { StandInRefused } from '../contract.ts';
import type { HookInfo, Model, Seen, Unit } from '../model/model.ts';
import { deriveModel } from '../model/scopes.ts';
import { nextJob } from './decide.ts';
import { decisionOf } from './decision.ts';
import type { Juju } from './juju.ts';
import { runHook } from './run-hook.ts';
import type { Wiring } from './run-charm-file.ts';
import type { HookRecord } from './run-hook.ts';

export interface Settling {
  readonly juju: Juju;
  readonly wiring: Wiring;
  readonly seed: number | null;
  /** How many machines run a hook at the same time. */
  readonly concurrency: number;
  readonly maxHooks: number | null;
  readonly stopWhen: (model: Seen<Model>) => boolean;
  readonly started: (unit: string, hook: HookInfo) => void;
  /** The model has taken in this hook. Null for one that the charm does not have. */
  readonly finished: (unit: string, hook: HookInfo, record: HookRecord | null) => void;
  /** Model time passes instead of real time. */
  readonly skip: (seconds: number) => void;
}

const retries = 3;
const endlessHooks = 20_000;

/**
 * No hook is due any more, or `maxHooks` have run, or `stopWhen` said so.
 *
 * One hook at a time on each machine, several machines side by side. A failed hook is retried three times, and a unit
 * that an earlier run left in error likewise; it then stays in error.
 *
 * @throws StandInRefused, after the hooks that were on their way, when a stand-in refuses what a charm sent
 */
export async function settle(settling: Settling): Promise<void> {
  const { juju, concurrency } = settling;
  const retried = new Map<string, number>();
  const busy = new Map<string, Promise<void>>();
  const problems: Error[] = [];
  let count = 0;
  let isStopping = false;
  for (;;) {
    deriveModel(juju.model, juju.now());
    isStopping ||= problems.length > 0 || settling.stopWhen(juju.model);
    while (!isStopping && busy.size < concurrency && (settling.maxHooks === null || count < settling.maxHooks)) {
      const due = pick(settling, busy, retried);
      if (due === null) break;
      count += 1;
      if (count > endlessHooks)
        throw new Error(
          `the model does not settle: ${endlessHooks} hooks, the last of them ${due.unit.name} ${due.hook.name}`,
        );
      const { machine } = due.unit;
      const done = runOne(settling, due)
        .catch((error: unknown) => void problems.push(error instanceof Error ? error : new Error(String(error))))
        .then(() => void busy.delete(machine));
      busy.set(machine, done);
    }
    if (busy.size === 0) break;
    await Promise.race(busy.values());
  }
  deriveModel(juju.model, juju.now());
  const refusal = problems.find((problem) => problem instanceof StandInRefused) ?? problems[0];
  if (refusal !== undefined) throw refusal;
}

interface Due {
  readonly unit: Unit;
  readonly hook: HookInfo;
}

async function runOne(settling: Settling, { unit, hook }: Due): Promise<void> {
  settling.started(unit.name, hook);
  const record = await runHook(settling.juju, settling.wiring, unit, hook);
  settling.finished(unit.name, hook, record);
}

/** The due hook of the unit that has waited longest, among those whose machine is free. */
function pick(settling: Settling, busy: ReadonlyMap<string, unknown>, retried: Map<string, number>): Due | null {
  const { juju, seed } = settling;
  const waiting = Object.values(juju.model.units)
    .filter(({ machine }) => !busy.has(machine))
    .sort((a, b) => a.lastHook - b.lastHook);
  for (const unit of waiting) {
    const job = nextJob(decisionOf(juju, unit, seed));
    if (job?.kind === 'hook') return { unit, hook: job.hook };
  }
  for (const unit of waiting) {
    const { failed } = unit;
    const times = retried.get(unit.name) ?? 0;
    if (failed === null || failed.retryAt === null || unit.running !== null || times >= retries) continue;
    retried.set(unit.name, times + 1);
    settling.skip(Math.min(300, 5 * 2 ** Math.max(0, failed.attempts - 1)));
    return { unit, hook: failed.hook };
  }
  return null;
}
